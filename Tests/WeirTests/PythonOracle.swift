// What Python's csv and json modules read from a file, compared with what stands in the database.

import Foundation
import TestSupport

/// Makes a spec's `columns` for a file that nobody described, and compares the loaded table with the file, value by value.
struct PythonOracle {
    let file: String
    let format: String
    var hasHeader = true
    /// Texts that stand for null.
    var nullMarkers = [""]
    private let folder: TemporaryFolder

    init(file: String, format: String, hasHeader: Bool = true, nullMarkers: [String] = [""]) throws {
        self.file = file
        self.format = format
        self.hasHeader = hasHeader
        self.nullMarkers = nullMarkers
        folder = try TemporaryFolder()
        try folder.write("oracle.py", Self.script)
    }

    /// YAML for `columns`: text for every CSV column; for NDJSON integer or text where all values are, else json.
    func columns() async throws -> String {
        let end = try await python(["columns"])
        guard end.exitCode == 0 else { throw Failure(end: end) }
        return end.output
    }

    /// Empty if the table holds what the file does, else the first differences.
    func differences(from database: String, table: String) async throws -> String {
        let end = try await python(["compare", database, table])
        guard end.exitCode == 0 else { throw Failure(end: end) }
        return end.output
    }

    private func python(_ arguments: [String]) async throws -> ProgramEnd {
        let markers = nullMarkers.flatMap { ["--null", $0] }
        let header = hasHeader ? [] : ["--no-header"]
        return try await Program.run(
            try await Self.interpreter.value, [folder.path("oracle.py"), file, format] + header + markers + arguments)
    }

    /// What `python3` really is: a shim on the way to it would cost more than the work.
    static let interpreter = Task {
        let end = try await Program.run("python3", ["-c", "import sys; print(sys.executable, end='')"])
        return end.output.isEmpty ? "python3" : end.output
    }

    struct Failure: Error, CustomStringConvertible {
        let end: ProgramEnd
        var description: String { "the oracle failed: \(end)" }
    }

    private static let script = #"""
        import argparse, csv, gzip, json, sqlite3, sys

        parser = argparse.ArgumentParser()
        parser.add_argument("file")
        parser.add_argument("format")
        parser.add_argument("--no-header", action="store_true")
        parser.add_argument("--null", action="append", default=[])
        parser.add_argument("verb")
        parser.add_argument("rest", nargs="*")
        args = parser.parse_args()
        csv.field_size_limit(1 << 30)

        class Lexeme(str):
            """A number as it was written."""

        def exact(text):
            return json.loads(text, parse_int=Lexeme, parse_float=Lexeme, object_pairs_hook=lambda pairs: ("object", pairs))

        def open_text():
            opener = gzip.open if args.file.endswith(".gz") else open
            return opener(args.file, "rt", encoding="utf-8-sig", newline="")

        def csv_table():
            with open_text() as file:
                records = [record for record in csv.reader(file, strict=True) if record]
            if args.no_header:
                return [f"c{i + 1}" for i in range(len(records[0]))], records
            return records[0], records[1:]

        def ndjson_objects():
            with open_text() as file:
                return [dict(exact(line)[1]) for line in file if line.strip()]

        def ndjson_columns(objects):
            """Column name, key and type of each top-level key."""
            columns, used = [], set()
            for key in dict.fromkeys(key for record in objects for key in record):
                values = [record[key] for record in objects if record.get(key) is not None]
                if values and all(type(v) is str and "\0" not in v for v in values):
                    kind = "text"
                elif values and all(is_integer(v) for v in values):
                    kind = "integer"
                else:
                    kind = "json"
                name = key
                while name.lower() in used:
                    name += "_"
                used.add(name.lower())
                columns.append((name, key, kind))
            return columns

        def is_integer(value):
            return type(value) is Lexeme and value.lstrip("-").isdigit() and value != "-0" and abs(int(value)) < 2**63

        def quoted(name):
            return '"' + name.replace('"', '""') + '"'

        def difference(record, column, expected, found):
            print(f"record {record}, column {column}: expected {expected!r}, found {found!r}")

        def stored(names):
            database = sqlite3.connect(f"file:{args.rest[0]}?mode=ro", uri=True)
            list_ = ", ".join(quoted(name) for name in names)
            return database.execute(f"SELECT {list_} FROM {quoted(args.rest[1])} ORDER BY rowid").fetchall()

        def compare_csv():
            names, records = csv_table()
            rows = stored(names)
            if len(rows) != len(records):
                print(f"{len(records)} records and {len(rows)} rows")
            found = 0
            for number, (record, row) in enumerate(zip(records, rows), 1):
                for name, expected, value in zip(names, record, row):
                    is_null = expected in args.null
                    if value != expected and not (is_null and value is None):
                        difference(number, name, expected, value)
                        found += 1
                if found > 10:
                    return

        def compare_ndjson():
            objects = ndjson_objects()
            columns = ndjson_columns(objects)
            rows = stored([name for name, _, _ in columns])
            if len(rows) != len(objects):
                print(f"{len(objects)} records and {len(rows)} rows")
            found = 0
            for number, (record, row) in enumerate(zip(objects, rows), 1):
                for (name, key, kind), value in zip(columns, row):
                    expected = record.get(key)
                    if value is not None:
                        value = exact(value) if kind == "json" else Lexeme(value) if kind == "integer" else value
                    if value != expected or type(value) is not type(expected):
                        difference(number, name, expected, value)
                        found += 1
                if found > 10:
                    return

        if args.verb == "columns":
            if args.format == "csv":
                columns = {name: "text" for name in csv_table()[0]}
            else:
                escape = lambda key: key.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[")
                columns = {name: {"type": kind, "from": escape(key)} for name, key, kind in ndjson_columns(ndjson_objects())}
            print(json.dumps(columns, ensure_ascii=False), end="")
        elif args.format == "csv":
            compare_csv()
        else:
            compare_ndjson()
        """#
}
