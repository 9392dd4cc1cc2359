import RowModel
import Testing

@testable import PipelineSpec

@Suite struct LookupTests {
    private static func spec(_ lookup: String) -> String {
        "transforms:\n  - lookup: \(lookup)\n" + Spec.head + Spec.source + Spec.sink
    }

    private static func lookup(_ text: String) throws -> LookupSpec? {
        guard case .lookup(let found) = try PipelineSpec.parse(text: spec(text), path: "s.yaml").transforms[0].value
        else { return nil }
        return found
    }

    @Test("columns have one name on both sides, or one on each")
    func pairs() throws {
        for text in [
            "{ from: c.csv, on: { country: code }, columns: [name, { region: r, x: y }], missing: null }",
            "{ from: { file: c.csv }, on: [{ country: code }], columns: [name, { region: r }, { x: y }], missing: null }",
        ] {
            let lookup = try #require(try Self.lookup(text))
            #expect(lookup.on.map { [$0.column.value, $0.reference.value] } == [["country", "code"]])
            #expect(lookup.columns.map { [$0.column.value, $0.reference.value] } == [["name", "name"], ["region", "r"], ["x", "y"]])
            #expect(lookup.missing == .null)
        }
        let short = try #require(try Self.lookup("{ from: c.ndjson.gz, on: id, columns: name }"))
        #expect(short.on.map { [$0.column.value, $0.reference.value] } == [["id", "id"]] && short.missing == .reject)
    }

    @Test("a reference is a file, with what a source says of one, or a table")
    func references() throws {
        let text = "{ from: { file: c.txt, format: csv, csv: { delimiter: ; }, columns: { id: integer } }, on: id, columns: name }"
        guard case .file(let file) = try #require(try Self.lookup(text)).from else {
            Issue.record("no file")
            return
        }
        #expect(file.path.value == "c.txt" && file.columns?.map(\.type) == [.integer])
        guard case .csv(let dialect) = file.format else {
            Issue.record("not csv")
            return
        }
        #expect(dialect.delimiter == UInt8(ascii: ";"))
        guard case .table(let database, let table) = try #require(
            try Self.lookup("{ from: { database: d.sqlite, table: t }, on: id, columns: name }")
        ).from else {
            Issue.record("no table")
            return
        }
        #expect(database.value == "d.sqlite" && table.value == "t")
    }

    @Test("faults of lookup", arguments: [
        ("{ on: id, columns: name }", "2:5: missing key \"from\" in lookup"),
        ("{ from: c.csv, on: [], columns: name }", "2:32: lookup.on must not be empty"),
        ("{ from: c.txt, on: id, columns: name }", "2:21: the name \"c.txt\" does not say the format; add format: csv, ndjson or json"),
        ("{ from: { database: d.sqlite }, on: id, columns: name }", "2:15: missing key \"table\" in lookup.from"),
        ("{ from: { file: c.csv, table: t }, on: id, columns: name }", "2:15: missing key \"database\" in lookup.from"),
        ("{ from: { file: c.csv, database: d }, on: id, columns: name }", "2:36: lookup.from has one of file or database, not both"),
        ("{ from: { database: d, table: t, csv: {} }, on: id, columns: name }", "2:46: csv has no meaning for a table"),
        ("{ from: {}, on: id, columns: name }", "2:15: missing key \"file\" in lookup.from"),
        ("{ from: c.csv, on: id, columns: [a, { A: b }] }", "2:51: duplicate column \"A\"; the first is at 2:46"),
        ("{ from: c.csv, on: id, columns: a, missing: keep }", "2:57: lookup.missing must be reject, null or drop, not \"keep\""),
        ("{ from: c.csv, on: id, columns: { _weir_x: a } }", "2:47: column names that start with _weir_ are Weir's own"),
        ("{ form: c.csv, from: c.csv, on: id, columns: a }", "2:15: unknown key \"form\"; did you mean \"from\"?"),
        ("{ from: { file: c.csv, csv: { header: false } }, on: id, columns: a }", "without a header lookup.from.columns is needed"),
    ])
    func faults(_ lookup: String, _ fault: String) {
        let found = PipelineSpecTests.faults(Self.spec(lookup))
        #expect(found.first?.contains(fault) == true, "\(found)")
    }
}
