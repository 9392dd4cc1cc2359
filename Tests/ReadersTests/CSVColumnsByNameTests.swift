// Headers that lack columns, have them in another order, or call them differently.

import Readers
import RowModel
import TestSupport
import Testing

@Suite("CSV columns by name")
struct CSVColumnsByNameTests {
    private static let columns = [
        SourceColumn(name: "id", type: .integer, slot: 0), SourceColumn(name: "name", type: .text, slot: 1),
        SourceColumn(name: "price", from: "unit_price", type: .real, slot: 2),
    ]

    private static func read(
        _ text: String, columns: [SourceColumn] = columns, extraColumns: ExtraColumns = .fail, missing: MissingColumns = .null,
        blockBytes: Int = 64, _ change: (inout CSVDialect) -> Void = { _ in }
    ) -> Decoded {
        var plan = DecodePlan.csv(columns: columns, extraColumns: extraColumns, change)
        plan.missingColumns = missing
        return Decoded.reading(Array(text), plan: plan, blockBytes: blockBytes, rowCapacity: 3)
    }

    private static func problem(_ decoded: Decoded) -> String {
        decoded.error?.description ?? "none"
    }

    @Test("a column that the header lacks is null in every row, in whatever batch", arguments: CSVDialect.Ragged.allCases)
    func missing(ragged: CSVDialect.Ragged) {
        let records = (1...50).map { "\($0),n\($0)\n" }.joined()
        let extra = ragged == .capture ? ExtraColumns.capture(slot: 3) : .fail
        let decoded = Self.read("id,name\n" + records, extraColumns: extra) { $0.ragged = ragged }
        #expect(decoded.error == nil)
        #expect(decoded.values.map { Array($0.prefix(3)) } == (1...50).map { ["\($0)", "n\($0)", nil] })
        #expect(decoded.summary.missingColumns == ["price"])
        #expect(Self.read("unit_price,name,id\n2.5,a,1\n").summary.missingColumns == [])
    }

    @Test("any order of the columns, and any of them missing, gives the same values", arguments: CSVDialect.Ragged.allCases)
    func orders(ragged: CSVDialect.Ragged) {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let kept = ["id", "name", "unit_price", "other"].shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
            guard kept.contains(where: { $0 != "other" }) else { continue }
            let values = ["id": "7", "name": "x", "unit_price": "2.5", "other": "o"]
            let record = kept.map { values[$0]! }.joined(separator: ",")
            let text = kept.joined(separator: ",") + "\n" + String(repeating: record + "\n", count: 9)
            let extra = ragged == .capture ? ExtraColumns.capture(slot: 3) : .ignore
            let decoded = Self.read(text, extraColumns: extra, blockBytes: Int.random(in: 1...60, using: &random)) { $0.ragged = ragged }
            let expected = ["id", "name", "unit_price"].map { kept.contains($0) ? values[$0] : nil }
            #expect(decoded.values.map { Array($0.prefix(3)) } == Array(repeating: expected, count: 9), "\(text), seed \(random.seed)")
        }
    }

    @Test("without missing_columns: null, and where the header has none of the columns, the input fails")
    func refused() {
        #expect(Self.problem(Self.read("id,name\n1,a\n", missing: .fail)).contains("column \"price\" (from \"unit_price\") is not in the header"))
        let other = Self.read("ID,other\n1,a\n", extraColumns: .ignore)
        #expect(Self.problem(other).contains("column \"id\" is not in the header; did you mean \"ID\"?"))
        #expect(Self.read("other\n", columns: [], extraColumns: .ignore) { $0.header = .present }.error == nil)
    }

    @Test("names in snake_case are those of the columns")
    func snakeCase() {
        let decoded = Self.read("Unit Price,ID,\"NAME \"\n2.5,1,a\n", missing: .fail) { $0.headerNames = .snakeCase }
        #expect(decoded.values == [["1", "a", "2.5"]])
        let captured = Self.read("id,Name,UnitPrice,Order Date\n1,a,2,x\n", extraColumns: .capture(slot: 3)) { $0.headerNames = .snakeCase }
        #expect(captured.values == [["1", "a", "2.0", "{\"order_date\":\"x\"}"]])
    }

    @Test("headers that become the same name, or none, are named as they are written")
    func collisions() {
        let decoded = Self.read("id,name,Unit Price,unit-price,€\n", extraColumns: .ignore) { $0.headerNames = .snakeCase }
        #expect(Self.problem(decoded).contains("columns 3, \"Unit Price\" and 4, \"unit-price\" are all called \"unit_price\" once their names are normalised"))
        #expect(Self.problem(decoded).contains("column 5, \"€\", has no name once it is normalised"))
        let twice = Self.read("id,name,x y,x y\n", extraColumns: .ignore) { $0.headerNames = .snakeCase }
        #expect(Self.problem(twice).contains("\"x_y\" names 2 columns: 3, 4"))
    }

    @Test("columns whose numbers have separators are read, be they asked for once or twice")
    func numbers() {
        let style = NumberStyle(thousands: ".", decimalSeparator: ",")
        let columns = [
            SourceColumn(name: "p", type: .decimal(scale: 2, storage: .integer), numbers: style, slot: 0),
            SourceColumn(name: "q", from: "p", type: .real, numbers: style, slot: 1),
            SourceColumn(name: "r", type: .integer, numbers: NumberStyle(thousands: "."), slot: 2),
        ]
        let decoded = Self.read("p;r\n1.234,50;1.000\n12.50;1\n;\n1;1.00\n", columns: columns) { $0.delimiter = UInt8(ascii: ";") }
        #expect(decoded.values == [["123450", "1234.5", "1000"], [nil, nil, nil]])
        #expect(decoded.rejects.map(\.reason) == [
            "\"12.50\" has a thousands separator that does not part groups of three digits",
            "\"1.00\" has a thousands separator that does not part groups of three digits",
        ])
        #expect(decoded.rejects.map(\.column) == ["p", "r"])
    }
}
