import Readers
import RowModel
import Testing

struct NDJSONRecordTests {
    private let columns: [(String, String?, ColumnType)] = [("id", nil, .integer), ("name", nil, .text)]

    private func run(_ text: String, columns: [(String, String?, ColumnType)]? = nil, extra: ExtraColumns = .ignore) throws -> NDJSONRun {
        try NDJSONRun(text.utf8, columns: columns ?? self.columns, extra: extra)
    }

    @Test("a record is one object a line, with keys in any order")
    func rows() throws {
        let run = try run(
            """
            {"id":1,"name":"a"}
            {"name":"b","id":2}\r
             { "id" : 3 , "name" : "c" }\u{20}

            {}
            {"id":null,"name":null}
            {"id":4}
            {"other":{"id":9,"name":[1,{"name":"x"}]},"name":"d","id":5,"more":null}
            """)
        #expect(run.rejects.isEmpty)
        #expect(run.values == [
            [.integer(1), .text("a")], [.integer(2), .text("b")], [.integer(3), .text("c")], [.null, .null], [.null, .null],
            [.integer(4), .null], [.integer(5), .text("d")],
        ])
        #expect(run.rows.map(\.record) == Array(1...7))
        #expect(run.rows[1].raw == #"{"name":"b","id":2}"#)
        #expect(run.blankLines == 1 && run.records == 7)
    }

    @Test("keys of every length and likeness are told apart")
    func keys() throws {
        let names = ["", "a", "aa", "abcdefg", "abcdefgh", "abcdefghi", "abcdefgi", "abcdefghijklmnop", "abcdefghijklmnoq", "ä", "日本語", "A"]
        let columns = names.map { ($0.isEmpty ? "empty" : $0, Optional($0), ColumnType.integer) }
        var text = ""
        for shift in 0..<names.count {
            let order = Array(0..<names.count).map { ($0 * 5 + shift) % names.count }
            text += "{" + order.filter { $0 != shift }.map { "\"\(names[$0])\":\($0)" }.joined(separator: ",") + "}\n"
        }
        let run = try run(text, columns: columns)
        #expect(run.rejects.isEmpty)
        for (shift, row) in run.values.enumerated() {
            #expect(row == (0..<names.count).map { $0 == shift ? .null : .integer(Int64($0)) })
        }
    }

    @Test("a key is compared after its escapes, and text that only looks like an escaped key is not JSON")
    func escapedKeys() throws {
        let columns: [(String, String?, ColumnType)] = [("q", "a\"b", .integer), ("n", "x\ny", .integer), ("b", #"c\\d"#, .integer), ("e", "é", .integer)]
        let run = try run(
            ##"""
            {"a\"b":1,"x\ny":2,"c\\d":3,"\u00e9":4}
            {"a\u0022b":1,"x\u000ay":2,"c\u005cd":3,"é":4}
            {"a"b":1}
            """##, columns: columns)
        #expect(run.values == [[.integer(1), .integer(2), .integer(3), .integer(4)], [.integer(1), .integer(2), .integer(3), .integer(4)]])
        #expect(run.reasons == [#"byte 5: a colon is expected, not "b\":1}""#])
    }

    @Test("a path leads into nested objects; a dot of a key is escaped; parent and child may both be asked for")
    func paths() throws {
        let columns: [(String, String?, ColumnType)] = [
            ("name", "user.name", .text), ("user", nil, .json), ("deep", "a.b.c", .integer), ("dotted", #"user\.name"#, .integer),
            ("again", "user.name", .json),
        ]
        let run = try run(
            ##"""
            {"user":{"id":7,"name":"Ann"},"a":{"b":{"c":1,"d":2},"x":0},"user.name":5}
            {"user":null,"a":{"b":null}}
            {"user":{},"a":{}}
            {"a":{"b":{"c":3}},"user":{ "name" : "Bo\"b" , "x":[{}]}}
            {"name":"no","c":1,"b":{"c":1}}
            """##, columns: columns)
        #expect(run.rejects.isEmpty)
        #expect(run.values == [
            [.text("Ann"), .text(##"{"id":7,"name":"Ann"}"##), .integer(1), .integer(5), .text("\"Ann\"")],
            [.null, .null, .null, .null, .null],
            [.null, .text("{}"), .null, .null, .null],
            [.text("Bo\"b"), .text(##"{ "name" : "Bo\"b" , "x":[{}]}"##), .integer(3), .null, .text(##""Bo\"b""##)],
            [.null, .null, .null, .null, .null],
        ])
    }

    @Test("a path that leads through anything but an object or null is a reject")
    func blockedPaths() throws {
        let run = try run(
            ##"""
            {"user":5}
            {"user":"x"}
            {"user":[{"name":"x"}]}
            {"user":true}
            {"user":}
            """##, columns: [("name", "user.name", .text)])
        #expect(run.rows.isEmpty)
        #expect(run.reasons == [
            ##""user" is a number, not an object; the column's path is "user.name""##, ##""user" is a string, not an object; the column's path is "user.name""##,
            ##""user" is an array, not an object; the column's path is "user.name""##, ##""user" is a boolean, not an object; the column's path is "user.name""##,
            ##"byte 9: a value is expected, not "}""##,
        ])
        #expect(run.rejects[0].column == "name")
    }

    @Test("a wrong backslash in a path is refused when the decoder is made", arguments: ["a\\b", "a\\"])
    func wrongPath(path: String) {
        #expect(throws: ColumnPathError(path: path)) { try run("", columns: [("x", path, .text)]) }
    }

    @Test("an extra key is a reject that names it by path")
    func extraFails() throws {
        let columns: [(String, String?, ColumnType)] = [("id", nil, .integer), ("name", "user.name", .text), ("geo", nil, .json), ("lat", "geo.lat", .real)]
        let run = try run(
            ##"""
            {"id":1,"user":{"name":"a"},"geo":{"lat":1.5,"any":1}}
            {"id":1,"user":{"name":"a","x.y":1}}
            {"id":1,"Id":2}
            {"id":2,"user":null}
            """##, columns: columns, extra: .fail)
        #expect(run.values.count == 2)
        #expect(run.reasons == [
            ##"the key "user.x\\.y" is none of the columns; extra_columns: ignore or capture would accept it"##,
            ##"the key "Id" is none of the columns; extra_columns: ignore or capture would accept it"##,
        ])
    }

    @Test("extra keys are captured as one JSON object with their exact values")
    func extraCaptured() throws {
        let columns: [(String, String?, ColumnType)] = [("id", nil, .integer), ("name", "user.name", .text)]
        let run = try run(
            ##"""
            {"id":1,"z":1.50,"user":{"name":"a","age":[1, 2]},"k\"\u0001":"\u00e9","user.age":null}
            {"id":2}
            {"a":{},"id":3,"user":null}
            {"z":1,"z":2}
            {"user":{"q":1,"q":1}}
            """##, columns: columns, extra: .capture(slot: 2))
        #expect(run.values == [
            [.integer(1), .text("a"), .text(##"{"z":1.50,"user.age":[1, 2],"k\"\u0001":"\u00e9","user\\.age":null}"##)],
            [.integer(2), .null, .null], [.integer(3), .null, .text(##"{"a":{}}"##)],
        ])
        #expect(run.reasons == [#"the key "z" stands twice"#, #"the key "user.q" stands twice"#])
    }

    @Test("a key that is needed must not stand twice; an ignored one may")
    func duplicates() throws {
        let run = try run(
            ##"""
            {"id":1,"id":1}
            {"id":1,"\u0069d":null}
            {"x":1,"x":2,"id":3}
            {"other":{"a":1,"a":2},"id":4}
            """##)
        #expect(run.values.map(\.[0]) == [.integer(3), .integer(4)])
        #expect(run.reasons == [#"the key "id" stands twice"#, #"the key "id" stands twice"#])
        #expect(run.rejects[0].column == "id")
        let nested = try self.run(##"{"u":{"id":1},"u":{"id":2}}"##, columns: [("id", "u.id", .integer)])
        #expect(nested.reasons == [#"the key "u" stands twice"#])
    }

    @Test("strings without escapes point into the block, strings with escapes are unescaped behind it")
    func strings() throws {
        let run = try run(
            ##"""
            {"name":""}
            {"name":"exactly8"}
            {"name":"more than sixteen bytes of text"}
            {"name":"grüße, 日本語 🏞"}
            {"name":"\"\\\/\b\f\n\r\t"}
            {"name":"\u0041\u00e9\u20AC\ud83d\uDE00 and \\u0041 text behind it, long enough for two words"}
            {"name":"a\u0000b"}
            {"name":"\ud83d"}
            {"name":"\ude00\ud83d"}
            {"name":"\ud83dx"}
            {"name":"\ud83d\u0041"}
            {"name":"\x"}
            {"name":"\u00g0"}
            {"name":"abc
            {"name":"a	b"}
            """##)
        #expect(run.values.map(\.[1]) == [
            .text(""), .text("exactly8"), .text("more than sixteen bytes of text"), .text("grüße, 日本語 🏞"), .text("\"\\/\u{8}\u{C}\n\r\t"),
            .text("Aé€😀 and \\u0041 text behind it, long enough for two words"),
        ])
        #expect(run.reasons == [
            #""a\u0000b" contains the character U+0000"#,
            #"byte 10: a string has half a surrogate pair, not "\\ud83d\"}""#, #"byte 10: a string has half a surrogate pair, not "\\ude00\\ud83d\"}""#,
            #"byte 10: a string has half a surrogate pair, not "\\ud83dx\"}""#, #"byte 10: a string has half a surrogate pair, not "\\ud83d\\u0041\"}""#,
            #"byte 10: a string has an escape that JSON doesn't know, not "\\x\"}""#, #"byte 14: a string has an escape that JSON doesn't know, not "g0\"}""#,
            "the line ends at byte 12, within the object: a string is not closed; NDJSON has one object a line; format: json takes any layout",
            #"byte 11: a control character stands in a string unescaped, not "\tb\"}""#,
        ])
    }

    @Test("a value that is not of its column's type names the column and shows the value")
    func conversions() throws {
        let run = try run(##"{"id":1.0}"## + "\n" + ##"{"id":"x\ny"}"## + "\n" + ##"{"id":{"a":1}}"## + "\n" + ##"{"id":"12"}"##)
        #expect(run.reasons == [#""1.0" is not an integer"#, #""x\ny" is not an integer"#, #""{\"a\":1}" is a JSON object, which only a json column takes"#])
        #expect(run.rejects.map(\.column) == ["id", "id", "id"])
        #expect(run.values == [[.integer(12), .null]])
    }

    @Test("values that need rewriting are appended to the arena, which may move while a record is read")
    func arenaMoves() throws {
        let columns: [(String, String?, ColumnType)] = [
            ("t", nil, .timestamp(storage: .text)), ("d", nil, .decimal(scale: 30, storage: .text)), ("s", nil, .text), ("b", nil, .blob(encoding: .hex)), ("e", nil, .text),
        ]
        let line = ##"{"t":"2026-11-19 08:30+02:00","d":1.5,"s":"a\nb","b":"00ff","\u0065":"é\u00e9"}"## + "\n"
        let run = try run(String(repeating: line, count: 50), columns: columns)
        let expected: [Value] = [
            .text("2026-11-19T06:30:00Z"), .text("1.500000000000000000000000000000"), .text("a\nb"), .blob([0, 255]), .text("éé"),
        ]
        #expect(run.rejects.isEmpty && run.values == Array(repeating: expected, count: 50))
    }
}
