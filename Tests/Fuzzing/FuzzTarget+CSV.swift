// The CSV reader under any bytes in any dialect.

import Readers
import RowModel

extension FuzzTarget {
    static let csv = FuzzTarget(
        "csv", rounds: 1500,
        words: [
            ",", ";", "\t", "\"", "\"\"", "'", "\\", "\\\"", "#", "\n", "\r", "\r\n", "\n\n", "\u{FEFF}", "\0", "\"\n\"", ",\"", "\",", "||", "§", "\u{1E}", "1",
            "-0", "9223372036854775808", "1e999", "12.50", "true", "2026-02-29", "2026-11-19T01:02:03+05:30", "{\"a\":[1]}", "NULL",
        ],
        seeds: {
            let contents = [
                "", "id,name\n1,a\n2,\"b\"\"c\"\n", "id,name\r\n1,\"two\r\nlines\"\r\n\r\n2,x", "#c\nid;name\n#d\n1;'a''b'\n",
                "a\tb\r1\t2\r", "id,name\n1\n1,2,3\n1,\"x\"y\n1,a\"b\n\"open", "\u{FEFF}id,id\n", "skip \"me\nid\n1\n",
                "n,t\n-12.5,2026-11-19T01:02:03Z\n1e5,1999-12-31 23:59:59.123+01\n", String(repeating: "\"", count: 300),
                "id,name\n" + (1...60).map { "\($0),\"name \($0)\"\n" }.joined(),
            ].map { Array($0.utf8) }
            return contents.map { FuzzChoices.input($0) } + FuzzCorpus.csv.enumerated().map { index, content in
                FuzzChoices.input(content, choices: [0, 0, 0, 0, UInt8(index % 4)])
            }
        }
    ) { input in
        var choices = FuzzChoices(input)
        let plan = csvPlan(&choices)
        try ReadingComparison(choices.content, content: choices.content, plan: plan, choices: &choices).check()
    }

    static func csvPlan(_ choices: inout FuzzChoices) -> DecodePlan {
        var dialect = CSVDialect()
        (dialect.delimiter, dialect.quote, dialect.escape) = choices.pick([
            (0x2C, 0x22, 0x22), (0x3B, 0x27, 0x27), (0x09, nil, 0x22), (0x2C, 0x22, 0x5C), (0x7C, 0x27, 0x22),
        ])
        dialect.comment = choices.pick([nil, UInt8(ascii: "#")])
        dialect.skipLines = choices.pick([0, 0, 1, 3])
        dialect.ragged = choices.pick([.reject, .pad, .fail])
        let header: [CSVDialect.Header] = [.absent, .present, .names(["c0", "x", "c1"]), .present]
        dialect.header = choices.pick(header)
        dialect.nullMarkers = choices.pick([[""], [], ["NULL", "", "-"]])
        let columns = csvColumns(choices.pick(columnTypes), dialect: dialect, content: choices.content)
        let extra = choices.pick([ExtraColumns.ignore, .capture(slot: columns.count), .fail])
        let maxRecordBytes = choices.pick([1 << 16, 1, 10, 100])
        dialect.footerLines = choices.pick([0, 0, 1, 3])
        dialect.longDelimiter = choices.pick([nil, nil, nil, Array("||".utf8), Array("§".utf8)])
        dialect.terminator = choices.pick([nil, nil, nil, [0x1E], Array("\n\n".utf8), [0x0A]])
        if dialect.terminator != nil { (dialect.skipLines, dialect.footerLines) = (0, 0) }
        dialect.headerNames = choices.pick([.asWritten, .snakeCase])
        if extra.areCaptured { dialect.ragged = choices.pick([dialect.ragged, .capture]) }
        return DecodePlan(
            format: .csv(dialect), compression: .none, columns: columns, extraColumns: extra,
            missingColumns: choices.pick([.fail, .null]), maxRecordBytes: maxRecordBytes)
    }

    /// The first few names of the header, as far as a simple look can tell.
    private static func csvColumns(_ types: [ColumnType], dialect: CSVDialect, content: [UInt8]) -> [SourceColumn] {
        var names = (0..<types.count).map { "c\($0)" }
        if dialect.header == .present {
            let line = content.prefix(200).prefix { $0 != 0x0A && $0 != 0x0D }
            let found = line.split(separator: dialect.delimiter).map { String(decoding: $0, as: UTF8.self) }
            names = Array(found.prefix(types.count))
        }
        return zip(names, types).enumerated().map { slot, column in
            SourceColumn(name: "n\(slot)", from: column.0, type: column.1, slot: slot)
        }
    }

    static let columnTypes: [[ColumnType]] = [
        [.text, .text], [.integer, .text], [.real, .json, .boolean], [.decimal(scale: 2, storage: .integer), .date, .text],
        [.timestamp(storage: .text), .timestamp(storage: .epoch), .timestamp(storage: .epochMilliseconds)],
        [.blob(encoding: .hex), .blob(encoding: .base64), .decimal(scale: 18, storage: .text)],
        Array(repeating: .text, count: 9), [],
    ]
}
