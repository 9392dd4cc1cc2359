// SQL expressions of a hostile spec: whatever they say, they compute a value of one row, or are refused.

import BatchSQL
import Foundation
import RowModel
import TestSupport

extension FuzzTarget {
    static let expression = FuzzTarget(
        "expression", rounds: 1500,
        words: [
            "(", ")", "'", "\"", "`", "[", "]", ";", "--", "/*", "*/", ",", "||", "->>", "id", "note", "\"a b\"", "NULL", " IS ", " AND ", " IN ",
            " LIKE ", " GLOB ", " BETWEEN ", "CASE WHEN ", " THEN ", " ELSE ", " END", "CAST(", " AS TEXT)", "SELECT ", " FROM batch1",
            "sqlite_schema", "pragma_database_list", "json_each(note)", "ATTACH 'x' AS y", "PRAGMA ", "load_extension(", "randomblob(",
            "zeroblob(", "printf('%.*c', ", "replace(", "hex(", "json(", "json_extract(", "?1", ":a", "x'00'", "9223372036854775807", "1e999",
            "-9223372036854775808", " COLLATE NOCASE", " OVER ()", "RAISE(ABORT, 'x')", "\0", "é", "%", "unixepoch(", "count(*)", "rowid",
        ],
        seeds: { expressions.map { FuzzChoices.input($0.utf8) } }
    ) { input in
        var choices = FuzzChoices(input, longestContent: 4096)
        let text = String(decoding: choices.content, as: UTF8.self)
        let question = choices.pick([ExpressionProgram.Question.value, .truth])
        let schema = RowSchema(["id": .integer, "note": .text, "a b": .any])
        do {
            let sandbox = try ExpressionSandbox(maxValueBytes: 1 << 20)
            let program = try ExpressionProgram([text], asking: question, schema: schema, in: sandbox)
            try checkValues(program)
        } catch let error as ExpressionErrors {
            for fault in error.errors {
                try require(!fault.message.isEmpty && fault.index == 0, "a fault is explained: \(fault)")
                try require((0...text.utf8.count).contains(fault.offset ?? 0), "\(fault) has a place within \(text.utf8.count) bytes")
            }
        }
        let left = try? FileManager.default.contentsOfDirectory(atPath: forbiddenFolder.path(percentEncoded: false))
        try require(left == [], "no file appears: \(left ?? [])")
    }

    /// A row's value is that row's alone: the same in a batch as by itself.
    private static func checkValues(_ program: ExpressionProgram) throws(FuzzFault) {
        let rows: [[Value]] = [[1, "a", 2.5], [.integer(.max), "{\"a\": [1, 2]}", nil], [-7, "é%_*'\"", .blob([0, 255])], [nil, nil, "x"]]
        let together = outcomes(program, rows)
        try require(together.count == rows.count, "\(together.count) of \(rows.count) rows have a value or are refused")
        let alone = rows.flatMap { outcomes(program, [$0]) }
        if alone == together { return }
        // The clock and random() may change a value between two looks, too.
        let isSteady = (0..<3).allSatisfy { _ in outcomes(program, rows) == together }
        try require(!isSteady, "a value depends on no other row: \(alone), \(together)")
    }

    private static func outcomes(_ program: ExpressionProgram, _ rows: [[Value]]) -> [String] {
        var outcomes = [String](repeating: "", count: rows.count)
        var met = 0
        program.run(
            over: RowBatch(rows: rows, slots: 3),
            visit: { row, values in
                outcomes[row] = "\(values.tag(0)) \(values.integer(0)) \(values.bytes(0).prefix(64).map { $0 })"
                met += 1
            },
            refuse: { row, message in
                outcomes[row] = "refused: \(message)"
                met += 1
            })
        return met == rows.count ? outcomes : []
    }

    /// Where expressions try to make files.
    private static let forbiddenFolder: URL = {
        let url = ScratchFolder.url.appending(path: "forbidden")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }()

    private static var expressions: [String] {
        let file = forbiddenFolder.appending(path: "x").path(percentEncoded: false)
        return [
            "id + 1 > 2", "upper(trim(note)) || '-' || id", "CASE WHEN id IN (1, 2) THEN note ELSE \"a b\" END",
            "json_extract(note, '$.a[1]') ->> 0", "printf('%05d %s', id, note)", "CAST(id AS TEXT) LIKE '%_1' ESCAPE '\\'",
            "round(id / 3.0, 2) BETWEEN -1 AND 1e3", "date('2026-01-01', '+1 day') COLLATE NOCASE", "hex(replace(note, 'a', zeroblob(9)))",
            "1); ATTACH '\(file)' AS y; --", "1 /* */ UNION SELECT 2", "(SELECT writefile('\(file)', 'x'))", "writefile('\(file)', note)",
            "load_extension('\(file)')", "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c)",
            "fts3_tokenizer('simple', x'0102030405060708')", "randomblob(1000000000)", "zeroblob(2000000000)",
            "printf('%.*c', 10000000, 'x')", "hex(hex(hex(hex(zeroblob(65536)))))", "replace(hex(zeroblob(100000)), '0', note)",
            "id IN pragma_table_list", "id IN json_each(note)", "VACUUM INTO '\(file)'", "edit(note, '/bin/sh')", "readfile('/etc/passwd')",
            "substr(note, -1, 99) GLOB '*[a-z]*'", "iif(id, coalesce(note, 'x'), nullif(id, 1))", "sqlite_compileoption_get(id)",
            String(repeating: "(", count: 150) + "id" + String(repeating: ")", count: 150), String(repeating: "-", count: 60) + "id",
            String(repeating: "id + ", count: 150) + "1",
        ]
    }
}
