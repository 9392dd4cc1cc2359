// lookup from the spec to the verified table.

import Foundation
import TestSupport
import Testing

@Suite("lookup")
struct LookupTests {
    private static let countries = "code,name,area\nDE,Germany,357588\nFR,\"France, the\",\nUS,United States,9833520\n"

    private static func spec(_ lookup: String, _ more: String...) -> SpecText {
        var spec = SpecText(columns: "{ id: integer, country: text }")
        spec.transforms = ["lookup: \(lookup)"]
        spec.more = more
        return spec
    }

    private static func folder(_ spec: SpecText, csv: String = "id,country\n1,DE\n2,FR\n3,XX\n4,\n5,DE\n") throws -> PipelineFolder {
        let folder = try PipelineFolder(spec, csv: csv)
        try folder.files.write("countries.csv", countries)
        return folder
    }

    @Test("rows get the columns of the record with their key; missing says what becomes of the others", arguments: [
        ("null", "1|DE|Germany|357588\n2|FR|France, the|NULL\n3|XX|NULL|NULL\n4|NULL|NULL|NULL\n5|DE|Germany|357588", "lookup  5  →  5"),
        ("drop", "1|DE|Germany|357588\n2|FR|France, the|NULL\n5|DE|Germany|357588", "lookup  5  →  3  2 dropped"),
        ("reject", "1|DE|Germany|357588\n2|FR|France, the|NULL\n5|DE|Germany|357588", "lookup  5  →  3  2 rejected"),
    ])
    func missing(_ missing: String, _ rows: String, _ line: String) async throws {
        let folder = try Self.folder(Self.spec(
            "{ from: { file: countries.csv, columns: { area: integer } }, on: { country: code }, columns: [{ label: name }, area], missing: \(missing) }",
            "rejects: { max: 2 }"))
        let end = try await folder.run()
        #expect(end.exitCode == 0 && (end.errors + end.output).contains(line), "\(end)")
        #expect(try await folder.database.text("SELECT id, country, label, area FROM rows ORDER BY id") == rows)
        #expect(try await folder.database.text("SELECT DISTINCT typeof(area) FROM rows WHERE area IS NOT NULL") == "integer")
        #expect(try await folder.verifyDeep().exitCode == 0)
        if missing == "reject" {
            #expect(try await folder.database.text("SELECT record, column_name, reason FROM _weir_rejects ORDER BY 1")
                == "3|country|\"XX\" is not in countries.csv\n4|country|null is not in countries.csv")
        }
        let check = try await folder.weir("check", "spec.yaml")
        #expect(check.output.contains("label = name, area of countries.csv by country = code; what is not there is"), "\(check)")
        let preview = try await folder.weir("preview", "spec.yaml")
        #expect(preview.exitCode == 0 && preview.output.contains("France, the"), "\(preview)")
    }

    @Test("a reference is a gzip file, NDJSON, CSV without a header, or a table of SQLite", arguments: [
        "{ file: c.ndjson.gz, columns: { code: { type: text, from: key.iso } } }",
        "{ file: plain.csv, csv: { header: false }, columns: { unused: text, code: text, name: text } }", "{ database: ref.sqlite, table: c }",
        "{ database: ref.sqlite, table: view }",
    ])
    func references(_ from: String) async throws {
        let folder = try Self.folder(Self.spec("{ from: \(from), on: { country: code }, columns: { label: name }, missing: drop }"))
        let lines = #"{"key":{"iso":"DE"},"name":"Germany"}"# + "\n" + #"{"key":{"iso":"FR"},"name":"France","more":1}"# + "\n"
        try folder.files.write("c.ndjson.gz", bytes: Gzip.members(of: Array(lines.utf8), cutAt: [10]))
        try folder.files.write("plain.csv", "x,DE,Germany\ny,FR,France\n")
        _ = try await SQLiteShell(folder.files.path("ref.sqlite")).text(
            """
            CREATE TABLE c(CODE varchar(2), name TEXT, other BLOB); INSERT INTO c VALUES('DE', 'Germany', x'00'), ('FR', 'France', 1), (NULL, 'x', 2), (NULL, 'y', 3);
            CREATE VIEW view AS SELECT * FROM c WHERE code <> ''
            """)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT id, label FROM rows ORDER BY id") == "1|Germany\n2|France\n5|Germany")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("keys of several columns and other types are compared as they are stored")
    func types() async throws {
        var spec = SpecText(columns: "{ id: integer, price: { type: decimal, scale: 2 }, day: { type: date, format: \"%d.%m.%Y\" } }")
        spec.transforms = ["lookup: { from: ref.csv, on: [id, { price: p }, day], columns: [note, p] }"]
        let folder = try PipelineFolder(spec, csv: "id,price,day\n1,2.50,19.11.2026\n2,2.5,20.11.2026\n")
        try folder.files.write("ref.csv", "note,p,id,day\na,2.5,1,2026-11-19\nb,2.50,2,2026-11-20\nc,2.5,2,2026-11-19\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT id, note, p FROM rows ORDER BY id") == "1|a|250\n2|b|250")
    }

    @Test("check finds a file that is missing, columns that are not there, and keys that could never be equal", arguments: [
        ("{ from: contries.csv, on: { country: code }, columns: name }", Int32(66), "contries.csv: no such file; check lookup.from"),
        ("{ from: countries.csv, on: { country: cod }, columns: name }", 64, "lookup: countries.csv has no column \"cod\"; did you mean \"code\"?"),
        ("{ from: countries.csv, on: { contry: code }, columns: name }", 64, "unknown column \"contry\" in lookup; did you mean \"country\"?"),
        ("{ from: { file: countries.csv, columns: { code: text } }, on: { id: code }, columns: name }", 64,
            "lookup compares \"id\", which is integer, with \"code\", which is text; cast one of them"),
        ("{ from: { database: ref.sqlite, table: c }, on: { country: code }, columns: nam }", 64, "lookup: ref.sqlite has no column \"nam\" there; did you mean \"name\"?"),
        ("{ from: { database: ref.sqlite, table: c }, on: { id: code }, columns: name }", 64, "which is integer, with \"code\", which is text"),
        ("{ from: { database: ref.sqlite, table: d }, on: { id: code }, columns: name }", 66, "ref.sqlite: has no table or view \"d\""),
        ("{ from: { database: in.csv, table: d }, on: { id: code }, columns: name }", 66, "in.csv: can't be read: file is not a database"),
    ])
    func check(_ lookup: String, _ code: Int32, _ message: String) async throws {
        let folder = try Self.folder(Self.spec(lookup))
        _ = try await SQLiteShell(folder.files.path("ref.sqlite")).text("CREATE TABLE c(code TEXT, name TEXT)")
        for verb in ["check", "run"] {
            let end = try await folder.weir(verb, "spec.yaml")
            #expect(end.exitCode == code && end.errors.contains(message), "\(end)")
        }
        #expect(!folder.files.exists("out.sqlite"))
    }

    @Test("what a lookup refers to has to be whole, and every key in it once", arguments: [
        ("code,name\nDE,a\nFR,b\nDE,c\n", "countries.csv: records 1 and 3 have the same code, \"DE\""),
        ("code,name\nDE,a\nFR,b,c\n", "countries.csv: record 2 (byte 15): "),
    ])
    func faulty(_ reference: String, _ message: String) async throws {
        let folder = try Self.folder(Self.spec("{ from: countries.csv, on: { country: code }, columns: name }"))
        try folder.files.write("countries.csv", reference)
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains(message), "\(end)")
        #expect(!folder.files.exists("out.sqlite"))
        #expect(try await folder.weir("preview", "spec.yaml").exitCode == 65)
    }

    @Test("a table's value that its declared type does not say is an error, not another value")
    func storage() async throws {
        let folder = try Self.folder(Self.spec("{ from: { database: ref.sqlite, table: c }, on: { country: code }, columns: n }"))
        _ = try await SQLiteShell(folder.files.path("ref.sqlite")).text(
            "CREATE TABLE c(code TEXT, n INTEGER); INSERT INTO c VALUES('DE', 7), ('FR', 'many')")
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("table \"c\" of ref.sqlite: record 2: n is of storage class text"), "\(end)")
    }

    @Test("a run goes on with the same reference only, however old its file is")
    func resumed() async throws {
        var spec = Self.spec("{ from: countries.csv, on: { country: code }, columns: name }", "rejects: { max: 0 }", "flow: { batch_rows: 10 }")
        spec.sink = ["commit: { rows: 20 }"]
        let rows = (1...100).map { "\($0),\(["DE", "FR", "US"][$0 % 3])\n" }.joined()
        let folder = try Self.folder(spec, csv: "id,country\n" + rows + "101,XX\n")
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 100)
        spec.more[0] = "rejects: { max: 1 }"
        try folder.write(spec)

        try folder.files.write("countries.csv", Self.countries.replacing("Germany", with: "Deutschland"))
        let refused = try await folder.run()
        #expect(refused.exitCode == 65 && refused.errors.contains("or what a lookup refers to, has changed since"), "\(refused)")
        // The same records in another order are the same reference.
        try folder.files.write("countries.csv", "area,code,name\n1,US,United States\n2,FR,\"France, the\"\n3,DE,Germany\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.contains("in.csv: resumed behind record"), "\(end)")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a reference that memory does not hold is looked up on the disk, every key of it")
    func spilled() async throws {
        var spec = SpecText(columns: "{ id: integer, name: text }")
        spec.transforms = ["lookup: { from: ref.csv, on: id, columns: [square, long], missing: drop }"]
        spec.more = ["flow: { batch_rows: 100 }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV((0..<9000).map { $0 * 37 % 9000 }))
        let reference = (0..<6000).map { "\($0),\($0 * $0),\(String(repeating: "\($0)-", count: $0 % 50))\n" }.shuffled().joined()
        try folder.files.write("ref.csv", "id,square,long\n" + reference)
        let end = try await folder.run(environment: ["WEIR_TEST_KEYS_IN_MEMORY": "500"])
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text(
            "SELECT count(*), count(DISTINCT id), sum(square = id * id), sum(length(coalesce(long, '')) = (length(id) + 1) * (id % 50)), max(id) FROM rows")
            == "6000|6000|6000|6000|5999")
        #expect(try await folder.verifyDeep().exitCode == 0)

        try folder.files.write("ref.csv", "id,square,long\n" + reference + "77,1,x\n")
        let twice = try await folder.weir("run", "spec.yaml", "--dry-run", environment: ["WEIR_TEST_KEYS_IN_MEMORY": "500"])
        #expect(twice.exitCode == 65 && twice.errors.contains("and 6,001 have the same id, \"77\""), "\(twice)")
    }
}

extension LookupTests {
    @Test("a column of no type is not compared with a typed one, since 1 is not '1'", arguments: [
        "explode: id", "derive: { id: \"id + 0\" }",
    ])
    func untypedKey(transform: String) async throws {
        var spec = SpecText(files: "in.ndjson", columns: "{ id: json, name: text }")
        spec.transforms = [transform, "lookup: { from: r.csv, on: { id: code }, columns: label, missing: drop }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.ndjson", "{\"id\":[1,2],\"name\":\"a\"}\n")
        try folder.files.write("r.csv", "code,label\n1,x\n2,y\n")
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 64 && end.errors.contains("lookup compares \"id\", which may hold any type, with \"code\""), "\(end)")
    }

    @Test("a killed writer's journal beside the reference is rolled back, as any reader does it")
    func hotJournal() async throws {
        let spec = SpecText(transforms: ["lookup: { from: { database: out.sqlite, table: m }, on: id, columns: label, missing: null }"])
        let folder = try PipelineFolder(spec, csv: "id,name\n1,a\n2,b\n")
        try await folder.database.execute("CREATE TABLE m(id INTEGER, label TEXT); INSERT INTO m VALUES (1, 'x')")
        // A process that dies within a transaction whose pages have begun to reach the file.
        let killed = try await Program.run("python3", ["-c", """
            import os, sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("PRAGMA cache_size = 1")
            db.execute("PRAGMA cache_spill = 1")
            db.execute("BEGIN")
            db.execute("CREATE TABLE big(x)")
            for n in range(2000): db.execute("INSERT INTO big VALUES (randomblob(1000))")
            os._exit(9)
            """, folder.files.path("out.sqlite")])
        #expect(killed.exitCode == 9 && folder.files.exists("out.sqlite-journal"))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id, label FROM rows") == ["1|x", "2|NULL"])
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'big'") == 0)
    }

    @Test("where a table does not say what a column holds, it is compared as what the row has", arguments: [
        ("date", "'2026-11-19'", 0), ("{ type: decimal, scale: 2 }", "1250", 0), ("boolean", "1", 0), ("integer", "'1'", 65),
    ])
    func undeclared(type: String, value: String, exitCode: Int32) async throws {
        let text = ["date": "2026-11-19", "boolean": "true", "integer": "1"][type] ?? "12.50"
        let spec = SpecText(
            columns: "{ id: \(type), name: text }",
            transforms: ["lookup: { from: { database: ref.sqlite, table: seen }, on: id, columns: label }"])
        let folder = try PipelineFolder(spec, csv: "id,name\n\(text),a\n")
        try await SQLiteShell(folder.files.path("ref.sqlite")).execute("CREATE VIEW seen AS SELECT \(value) AS id, 'x' AS label")
        let end = try await folder.run()
        #expect(end.exitCode == exitCode, "\(end)")
        if exitCode == 0 { #expect(try await folder.database.rows("SELECT label FROM rows") == ["x"]) }
    }
}
