// What `weir init` prints: a spec with comments.

import Flow
import RowModel

extension SpecDraft {
    /// YAML that `weir check` accepts.
    public var text: String {
        var lines = ["# A first spec for \(comment(files[0]))\(files.count > 1 ? " and \(files.count - 1) more" : ""), from "
            + "\(records.counted("record")) of \(files.count > 1 ? "theirs" : "its own"). Look it over, then: weir check, weir preview, weir run."]
        lines += warnings.map { "# Look at: \(comment($0))" }
        lines += ["weir: 1", "name: \(value(name))", "", "source:"]
        lines += filesLines + formatLines
        lines += ["  columns:"] + columnLines
        lines += ["  extra_columns: fail        # a file with other columns fails; or ignore, or capture", ""]
        lines += ["sink:", "  database: \(value(name + ".sqlite"))", "  table: \(value(name))"] + keyLines
        lines += ["", "# rejects: { max: \"0.1%\" }    # a run bears no reject, unless this allows some"]
        return lines.joined(separator: "\n")
    }

    private var filesLines: [String] {
        if files.count == 1 { return ["  files: \(value(files[0]))    # relative to the spec; \"*.csv.gz\" takes all there are"] }
        return ["  files:"] + files.map { "    - \(value($0))" }
    }

    private var formatLines: [String] {
        guard case .csv(let dialect) = format else {
            return ["  format: \(format == .json ? "json" : "ndjson")"] + encodingLines
        }
        var keys: [String] = []
        let standard = CSVDialect()
        if dialect.delimiter != standard.delimiter { keys.append("    delimiter: \(quoted(String(Unicode.Scalar(dialect.delimiter))))") }
        if dialect.skipLines > 0 { keys.append("    skip_lines: \(dialect.skipLines)    # what stands in front of the header") }
        if dialect.footerLines > 0 {
            keys.append("    footer_lines: \(dialect.footerLines)    # what stands behind the last record, and is none")
        }
        if let comment = dialect.comment { keys.append("    comment: \(quoted(String(Unicode.Scalar(comment))))") }
        if case .names(let names) = dialect.header {
            keys.append("    header: [\(names.map(value).joined(separator: ", "))]    # the first record looks like data")
        }
        let markers = columns.reduce(into: Set<String>()) { $0.formUnion($1.nullMarkers) }
        if !markers.isEmpty {
            keys.append("    null: [\((["\"\""] + markers.sorted().map { quoted($0) }).joined(separator: ", "))]")
        }
        return ["  format: csv"] + encodingLines + (keys.isEmpty ? [] : ["  csv:"] + keys)
    }

    private var encodingLines: [String] {
        if encoding == .utf8 { return [] }
        // Nearly every byte stands for something in it, so nothing can prove it.
        let isGuess = encoding == .windows1252
        let note = isGuess ? "    # a guess: it is not UTF-8; look at the texts, `iconv -l` lists others" : ""
        return ["  encoding: \(encoding)\(note)"]
    }

    private var columnLines: [String] {
        var table = AlignedTable([.left, .left])
        for column in columns {
            var keys = typeKeys(column.type, column.numbers)
            if column.name != column.source { keys.append("from: \(quoted(column.source))") }
            let definition = keys.count == 1 ? column.type.specName : "{ \(keys.joined(separator: ", ")) }"
            table.add(["\(key(column.name)): \(definition)", note(column)])
        }
        return table.lines(indent: "    ")
    }

    private func typeKeys(_ type: ColumnType, _ numbers: NumberStyle?) -> [String] {
        var keys = ["type: \(type.specName)"]
        if let format = type.format?.format { keys.append("format: \(quoted(format))") }
        if let thousands = numbers?.thousands { keys.append("thousands: \(quoted(String(thousands)))") }
        if let separator = numbers?.decimalSeparator, separator != "." {
            keys.append("decimal_separator: \(quoted(String(separator)))")
        }
        return keys
    }

    private func note(_ column: Column) -> String {
        if !column.otherStyles.isEmpty {
            let others = column.otherStyles.map { "{ \(typeKeys($0.type, $0.numbers).joined(separator: ", ")) }" }
            return "# or \(others.joined(separator: " or ")), if that is what is meant"
        }
        if let scale = column.decimalScale {
            return "# or { type: decimal, scale: \(scale) }, which is exact: stored as an integer"
        }
        return column.nullMarkers.isEmpty ? "" : "# null where it says \(column.nullMarkers.sorted().map(comment).joined(separator: ", "))"
    }

    private var keyLines: [String] {
        let named = columns.filter { $0.isKey && ["id", "key", "no", "number", "code", "uuid"].contains($0.name.split(separator: "_").last) }
        guard let best = named.first ?? columns.first(where: \.isKey) else { return ["  mode: append"] }
        return [
            "  mode: append               # or upsert, which needs a key: a row whose key is there takes its place",
            "  # key: \(value(best.name))    # each record of the sample has its own",
        ]
    }

    // MARK: YAML

    private func value(_ text: String) -> String { Self.isPlain(text) ? text : quoted(text) }

    private func key(_ text: String) -> String { Self.isPlain(text) ? text : quoted(text, isValue: false) }

    /// Whether YAML takes it for itself without quotes, and not for a null.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, !["null", "~"].contains(text) else { return false }
        let isWord = { (byte: UInt8) in
            byte == UInt8(ascii: "_") || (0x61...0x7A).contains(byte | 0x20) && byte >= 0x41 || (0x30...0x39).contains(byte)
        }
        return isWord(first) && text.utf8.allSatisfy { isWord($0) || [0x2E, 0x2F, 0x2D].contains($0) }
    }

    /// A double-quoted scalar (https://yaml.org/spec/1.2.2/#73-flow-scalar-styles).
    private func quoted(_ text: String, isValue: Bool = true) -> String {
        var quoted = "\""
        for scalar in (isValue ? text.replacing("${", with: "$${") : text).unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value)
                || [0x2028, 0x2029, 0xFEFF].contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// On the line of a comment.
    private func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0xA0).contains($0.value) || [0x2028, 0x2029, 0xFEFF].contains($0.value) ? "?" : $0 }))
    }
}
