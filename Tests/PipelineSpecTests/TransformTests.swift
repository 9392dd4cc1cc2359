import RowModel
import Testing

@testable import PipelineSpec

@Suite struct TransformTests {
    private func transform(_ transform: String) throws -> TransformSpec? {
        try Spec.load(Spec.with("transforms: [{ \(transform) }]")).transforms.first?.value
    }

    @Test("the mark of a transform is its key")
    func marks() throws {
        let spec = try Spec.load(Spec.with("transforms:\n  - filter: a > 0\n  -   trim: [b]\n"))
        #expect(spec.transforms.map(\.mark.line) == [2, 3])
        #expect(spec.transforms.map(\.mark.column) == [5, 7])
        #expect(spec.transforms.map(\.value.name) == ["filter", "trim"])
        guard case .filter(let sql) = spec.transforms[0].value else { Issue.record("no filter"); return }
        #expect(sql == Located("a > 0", at: SourceMark(line: 2, column: 13, isPlainScalar: true)))
    }

    @Test("lists of columns may be one name", arguments: ["select", "drop", "trim"])
    func lists(name: String) throws {
        for (written, expected) in [("[a, 'b c']", ["a", "b c"]), ("a", ["a"]), ("'x, y'", ["x, y"])] {
            switch try transform("\(name): \(written)") {
            case .select(let columns), .drop(let columns), .trim(let columns): #expect(columns.map(\.value) == expected)
            default: Issue.record("wrong transform")
            }
        }
    }

    @Test("rename, cast and fill keep the order written")
    func mappings() throws {
        guard case .rename(let names)? = try transform("rename: { b: x, a: 'y z' }") else { Issue.record("no rename"); return }
        #expect(names.map(\.old.value) == ["b", "a"])
        #expect(names.map(\.new.value) == ["x", "y z"])
        guard case .cast(let types)? = try transform("cast: { b: integer, a: { type: decimal, scale: 2 } }") else {
            Issue.record("no cast")
            return
        }
        #expect(types.map(\.column.value) == ["b", "a"])
        #expect(types.map(\.type) == [.integer, .decimal(scale: 2, storage: .integer)])
        guard case .fill(let fills)? = try transform("fill: { b: 0, a: no, c: '', d: 'null' }") else { Issue.record("no fill"); return }
        #expect(fills.map(\.value.value) == ["0", "no", "", "null"])
    }

    @Test("map has texts on both sides, null only as a new value")
    func map() throws {
        guard case .map(let map)? = try transform("map: { column: status, values: { N: new, 1: 2, x: null, '': ~, y: 'null' }, default: null }")
        else { Issue.record("no map"); return }
        #expect(map.column.value == "status")
        #expect(map.values.map(\.old.value) == ["N", "1", "x", "", "y"])
        #expect(map.values.map(\.new.value) == ["new", "2", nil, nil, "null"])
        #expect(map.default == .null)
        guard case .map(let plain)? = try transform("map: { column: a, values: { b: c } }") else { Issue.record("no map"); return }
        #expect(plain.default == .keep)
    }

    @Test("derive takes an expression, or an expression with a type")
    func derive() throws {
        guard case .derive(let columns)? = try transform(
            "derive: { total: quantity * unit_price, t2: { sql: a + b, type: decimal, scale: 2 }, t3: { sql: a } }")
        else { Issue.record("no derive"); return }
        #expect(columns.map(\.name.value) == ["total", "t2", "t3"])
        #expect(columns.map(\.expression.value) == ["quantity * unit_price", "a + b", "a"])
        #expect(columns.map(\.type) == [.any, .decimal(scale: 2, storage: .integer), .any])
    }

    @Test("assert takes an expression, with or without a message")
    func assertions() throws {
        for (written, message) in [("total < 10", nil), ("{ that: total < 10 }", nil), ("{ that: total < 10, message: too much }", "too much")] {
            guard case .assert(let that, let found)? = try transform("assert: \(written)") else { Issue.record("no assert"); return }
            #expect(that.value == "total < 10")
            #expect(found == message)
        }
    }

    @Test("a salt comes from the environment, and nothing shows it")
    func salt() throws {
        let text = "params: { pepper: \"${env:PEPPER}\" }\ntransforms: [{ hash: { columns: a, salt: \"%\" } }]" + Spec.head + Spec.source + Spec.sink
        for reference in ["${env:PEPPER}", "${pepper}", "v1-${env:PEPPER}"] {
            let spec = try Spec.load(text.replacing("%", with: reference), environment: ["PEPPER": "s3cr3t"])
            guard case .hash(let hash)? = spec.transforms.first?.value else { Issue.record("no hash"); return }
            #expect(hash.salt?.value == reference.replacing("${env:PEPPER}", with: "s3cr3t").replacing("${pepper}", with: "s3cr3t"))
            #expect(!"\(hash) \(String(reflecting: hash)) \(spec.parameters) \(spec.text)".contains("s3cr3t"))
            var dumped = ""
            dump(hash, to: &dumped)
            #expect(!dumped.contains("s3cr3t"))
        }
        let given = faults(
            text.replacing("%", with: "${pepper}"), parameters: ["pepper": "s3cr3t"], environment: ["PEPPER": "other"])
        #expect(given.count == 1 && given[0].contains("must come from the environment") && !given[0].contains("s3cr3t"))
        #expect(faults(text.replacing("%", with: "${env:PEPPER}"), environment: ["PEPPER": ""]).contains { $0.hasSuffix("hash.salt is empty") })
    }

    @Test("what becomes of parts too many and too few is reject by default")
    func parts() throws {
        guard case .split(let split)? = try transform("split: { column: a, by: ', ', into: b, rest: keep, missing: null }"),
            case .split(let plain)? = try transform("split: { column: a, by: x, into: [b, c] }"),
            case .extract(let extract)? = try transform("extract: { column: a, pattern: '(\\d)', into: [b] }")
        else { Issue.record("not decoded"); return }
        #expect((split.separator, split.rest, split.missing) == (", ", .keep, .null))
        #expect((plain.into.map(\.value), plain.rest, plain.missing) == (["b", "c"], .reject, .reject))
        #expect((extract.pattern.value, extract.missing) == ("(\\d)", .reject))
    }

    @Test("explode takes a column, or what an element becomes")
    func explode() throws {
        guard case .explode(let plain)? = try transform("explode: items"),
            case .explode(let typed)? = try transform("explode: { column: a, into: b, type: decimal, scale: 2, position: n, empty: null }"),
            case .explode(let text)? = try transform("explode: { column: a, separator: ', ' }"),
            case .explode(let object)? = try transform("explode: { column: a, columns: { x: text, y: { type: integer, from: p.q } }, extra_columns: ignore, empty: reject }")
        else { Issue.record("not decoded"); return }
        #expect((plain.column.value, plain.element, plain.empty) == ("items", .value(into: nil, type: nil), .drop))
        guard case .value(let into, let type) = typed.element, case .columns(let columns, let extra) = object.element else {
            Issue.record("wrong element")
            return
        }
        #expect((into?.value, type, typed.position?.value, typed.empty) == ("b", .decimal(scale: 2, storage: .integer), "n", .null))
        #expect((text.separator?.value, text.position?.value) == (", ", nil))
        #expect((columns.map(\.name.value), columns.map(\.from?.value), extra, object.empty) == (["x", "y"], [nil, "p.q"], .ignore, .reject))
    }

    @Test("flatten and exec take columns by path")
    func takenColumns() throws {
        guard case .flatten(let flatten)? = try transform("flatten: { column: a, columns: { b: { type: text, from: c.d } }, extra_columns: capture }"),
            case .exec(let plain)? = try transform("exec: { command: [cat, -u] }"),
            case .exec(let exec)? = try transform("exec: { command: [./x, ''], columns: { b: integer }, extra_columns: ignore }")
        else { Issue.record("not decoded"); return }
        #expect((flatten.column.value, flatten.columns.map(\.from?.value), flatten.extraColumns) == ("a", ["c.d"], .capture))
        #expect((plain.command.map(\.value), plain.columns?.count, plain.extraColumns) == (["cat", "-u"], nil, .fail))
        #expect((exec.command.map(\.value), exec.columns?.map(\.type), exec.extraColumns) == (["./x", ""], [.integer], .ignore))
    }

    @Test("transforms that can't be", arguments: [
        ("[{ flatten: { column: a } }]", "missing key \"columns\" in flatten"),
        ("[{ flatten: { column: a, separator: _, columns: { b: text } } }]", "unknown key \"separator\" in flatten; it belongs in source.flatten or explode"),
        ("[{ flatten: { column: a, columns: { b: text }, extra_columns: drop } }]",
            "flatten.extra_columns must be fail, ignore or capture, not \"drop\""),
        ("[{ exec: { columns: { b: text } } }]", "missing key \"command\" in exec"),
        ("[{ exec: [cat] }]", "exec must be a mapping, not a list"),
        ("[{ exec: { command: cat } }]",
            "exec.command must be a list of a program and its arguments such as [curl, -fsS, \"https://…\"], not \"cat\"; no shell takes it apart"),
        ("[{ exec: { command: [] } }]",
            "exec.command must not be empty; write a list of a program and its arguments such as [curl, -fsS, \"https://…\"]"),
        ("[{ exec: { command: [cat], columns: { b: int } } }]",
            "unknown type \"int\"; types are integer, real, text, boolean, decimal, date, timestamp, json, blob; did you mean \"integer\"?"),
        ("[{ exec: { comand: [cat] } }]", "unknown key \"comand\"; did you mean \"command\"?"),
        ("[{ explode: { colum: a } }]", "unknown key \"colum\"; did you mean \"column\"?"),
        ("[{ explode: [a] }]", "explode must be a column, or a mapping, not a list"),
        ("[{ explode: { column: a, empty: keep } }]", "explode.empty must be drop, null or reject, not \"keep\""),
        ("[{ explode: { column: a, scale: 2 } }]", "\"scale\" needs a type"),
        ("[{ explode: { column: a, type: int } }]",
            "unknown type \"int\"; types are integer, real, text, boolean, decimal, date, timestamp, json, blob; did you mean \"integer\"?"),
        ("[{ explode: { column: a, into: b, columns: { c: text } } }]", "\"into\" has no meaning with columns: columns say what an element becomes"),
        ("[{ explode: { column: a, separator: x, columns: { c: text } } }]", "\"separator\" has no meaning with columns: an element of a text has no keys"),
        ("[{ explode: { column: a, extra_columns: ignore } }]", "\"extra_columns\" needs columns"),
        ("[{ explode: { column: a, columns: {} } }]", "explode.columns must not be empty"),
        ("[{ explode: { column: a, position: _weir_n } }]", "column names that start with _weir_ are Weir's own"),
        ("{ filter: a }", "transforms must be a list such as - filter: quantity > 0, not a mapping"),
        ("[filter]", "a transform must be a mapping of one key, not \"filter\"; filter needs a value"),
        ("[a > 0]", "a transform must be a mapping of one key, not \"a > 0\""),
        ("[[trim]]", "a transform must be a mapping of one key, not a list"),
        ("[{}]", "a transform must be a mapping of one key, not a mapping"),
        ("[{ trim: a, drop: b }]", "a transform has one key, but \"drop\" follows \"trim\"; begin another entry with - or indent it"),
        ("[{ filter: }]", "filter has no value"),
        ("[{ filter: '' }]", "filter must not be empty"),
        ("[{ filter: [a] }]", "filter must be text, not a list"),
        ("[{ select: [] }]", "select must not be empty"),
        ("[{ select: { a: b } }]", "select must be a list of columns, not a mapping"),
        ("[{ select: [a, A] }]", "duplicate column \"A\"; the first is at 1:25"),
        ("[{ drop: [a, [b]] }]", "an entry of drop must be text, not a list"),
        ("[{ rename: {} }]", "rename must not be empty; write rename: { old: new }"),
        ("[{ rename: [a, b] }]", "rename must be a mapping, not a list"),
        ("[{ rename: { a: x, b: X } }]", "duplicate column \"X\"; the first is at 1:29"),
        ("[{ rename: { a: x, A: y } }]", "duplicate column \"A\"; the first is at 1:26"),
        ("[{ rename: { a: _weir_x } }]", "column names that start with _weir_ are Weir's own"),
        ("[{ rename: { a: } }]", "rename.a has no value"),
        ("[{ cast: { a: decimal } }]", "decimal needs a scale: { type: decimal, scale: 2 }"),
        ("[{ cast: { a: { type: text, from: b } } }]", "unknown key \"from\" in a column type; it belongs in a column of source.columns or lookup"),
        ("[{ fill: { a: null } }]", "fill.a: null replaces nothing; put a text null in quotes"),
        ("[{ fill: { a: [1] } }]", "fill.a must be text, not a list"),
        ("[{ map: { values: { a: b } } }]", "missing key \"column\" in map"),
        ("[{ map: { column: a } }]", "missing key \"values\" in map"),
        ("[{ map: { column: a, values: {} } }]", "map.values must not be empty"),
        ("[{ map: { column: a, values: { b: } } }]", "map.values.b has no value"),
        ("[{ map: { column: a, values: { b: c }, default: drop } }]", "map.default must be keep, null or reject, not \"drop\""),
        ("[{ map: [a] }]", "map must be a mapping, not a list"),
        ("[{ derive: a + b }]", "derive must be a mapping, not \"a + b\""),
        ("[{ derive: { t: { type: integer } } }]", "missing key \"sql\" in derive.t"),
        ("[{ derive: { t: { sql: a, scale: 2 } } }]", "\"scale\" needs a type"),
        ("[{ derive: { t: { expression: a } } }]",
            "unknown key \"expression\" in a column of derive; allowed: sql, type, scale, store, format, zone, encoding"),
        ("[{ derive: { _weir_t: a } }]", "column names that start with _weir_ are Weir's own"),
        ("[{ hash: [email] }]", "hash must be a mapping, not a list"),
        ("[{ hash: { salt: x } }]", "missing key \"columns\" in hash"),
        ("[{ hash: { columns: a, algorithm: sha1 } }]", "hash.algorithm must be sha256, not \"sha1\""),
        ("[{ hash: { columns: a, algorithm: SHA-256 } }]", "hash.algorithm must be sha256, not \"SHA-256\"; did you mean \"sha256\"?"),
        ("[{ hash: { columns: a, encoding: base32 } }]", "hash.encoding must be hex or base64, not \"base32\"; did you mean \"base64\"?"),
        ("[{ hash: { columns: a, salt: pepper } }]",
            "hash.salt must come from the environment, such as \"${env:WEIR_SALT}\": the ledger keeps the spec"),
        ("[{ hash: { columns: a, salt: [x] } }]", "hash.salt must be text such as \"${env:WEIR_SALT}\", not a list"),
        ("[{ split: { column: a, into: [b] } }]", "missing key \"by\" in split"),
        ("[{ split: { column: a, by: '', into: [b] } }]", "split.by must not be empty"),
        ("[{ split: { column: a, by: x, into: [b, B] } }]", "duplicate column \"B\"; the first is at 1:50"),
        ("[{ split: { column: a, by: x, into: [b], rest: last } }]", "split.rest must be reject, keep or drop, not \"last\""),
        ("[{ split: { column: a, by: x, into: [b], missing: skip } }]", "split.missing must be null or reject, not \"skip\""),
        ("[{ extract: { column: a, into: [b] } }]", "missing key \"pattern\" in extract"),
        ("[{ extract: { column: a, pattern: (b), into: [_weir_x] } }]", "column names that start with _weir_ are Weir's own"),
        ("[{ assert: { message: m } }]", "missing key \"that\" in assert"),
        ("[{ assert: { that: a, message: [m] } }]", "assert.message must be text, not a list"),
    ])
    func wrong(written: String, expected: String) {
        let found = messages(Spec.with("transforms: \(written)"))
        #expect(found.contains(expected), "found \(found)")
        #expect(found.count <= 2)
    }
}
