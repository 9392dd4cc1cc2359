// `source:` and what is in it.

import RowModel

extension KeySet {
    static let source = KeySet(
        "source",
        [
            .optional("files", .texts, "A path or glob, or a list of them, relative to the spec's folder."),
            .optional(
                "command", .list(of: .anyText),
                "A program and its arguments, run without a shell; what it prints is the input."),
            .optional("stdin", .boolean, "true: what is piped into Weir is the input."),
            .optional(
                "format", .words(SourceDecoder.FormatWord.self),
                "What the inputs hold; by their names where it is left out."),
            .optional(
                "compression", .words(Compression.self), default: "auto",
                "How the inputs are packed; auto looks at the first bytes."),
            .optional(
                "encoding", .text, default: "utf-8",
                "What the inputs' text is encoded in: utf-16, windows-1252, or another name that iconv knows."),
            .optional("csv", .section(.csv), "The dialect of csv inputs; every default is RFC 4180's."),
            .optional(
                "columns", .named(.columnType(.column), .newColumn),
                "The columns in order, name: type; inferred from a sample where they are left out."),
            .optional("flatten", .section(.flatten), "What becomes of nested objects where columns are inferred."),
            .optional(
                "extra_columns", .words(ExtraColumnsSpec.self), default: "fail",
                "What becomes of fields or keys that no column takes."),
            .optional(
                "missing_columns", .words(MissingColumns.self), default: "fail",
                "What becomes of a csv file whose header lacks a column."),
            .optional(
                "changed_inputs", .words(ChangedInputs.self), default: "fail",
                "What becomes of a file that has changed since an earlier run has loaded it."),
        ],
        rules: [
            .exactlyOne(OriginDecoder.keys), .needs("command", ["format", "columns"]),
            .needs("stdin", ["format", "columns"]),
        ])

    static let csv = KeySet(
        "source.csv",
        [
            .optional("delimiter", .text, "Between fields; a comma, or a tab if all files are .tsv. At most 16 bytes."),
            .optional("terminator", .text, "Ends each record in the place of LF, CRLF and CR. At most 16 bytes."),
            .optional("quote", .oneOf([.character, .null]), default: "\"", "Around fields; null turns quoting off."),
            .optional(
                "escape", .character, "Makes a quote inside a quoted field literal; the quote itself by default."),
            .optional(
                "header", .oneOf([.boolean, .list(of: .text)]), default: true,
                "Whether the first record names the columns; or their names, in a file without a header."),
            .optional(
                "header_names", .words(CSVDialect.HeaderNames.self), default: "as_written",
                "What the names in the header are called."),
            .optional(
                "skip_lines", .integer(DialectDecoder.skipLinesBounds), default: 0,
                "Lines in front of the header that are skipped unread."),
            .optional(
                "footer_lines", .integer(DialectDecoder.footerLinesBounds), default: 0,
                "Lines at the end that are no records."),
            .optional(
                "comment", .oneOf([.character, .null]), default: .null, "A line that starts with it is skipped."),
            .optional(
                "null", .oneOf([.textOrNull, .list(of: .textOrNull, canBeEmpty: true)]), default: [""],
                "Texts that stand for null, one or a list."),
            .optional(
                "ragged", .words(CSVDialect.Ragged.self), default: "reject",
                "What becomes of a record with too few or too many fields."),
        ])

    static let flatten = KeySet(
        "source.flatten",
        [
            .optional("separator", .text, default: "_", "Stands between the keys in a column's name."),
            .optional(
                "depth", .integer(FlattenDecoder.depthBounds), default: 8,
                "How many levels of objects below the record are opened."),
        ])

    /// The type of a column as a mapping, where it stands alone.
    static let type = KeySet(
        "a column type",
        [
            .required(
                "type", .words(ColumnTypeDecoder.names, ignoringCase: false), "What is accepted and how it is stored.")
        ]
            + typeOptions,
        rules: typeRules)

    static let column = KeySet(
        "a column of source.columns",
        type.definitions + [
            .optional("from", .text, "The CSV header's name or the JSON path, if it is not the column's name."),
            .optional("join", .anyText, "What an array of scalars in JSON is joined by, for text."),
            .optional(
                "thousands", .literal(SeparatorLiteral.form),
                "The character between groups of three digits; none by default."),
            .optional(
                "decimal_separator", .literal(SeparatorLiteral.form),
                "The character in front of a number's fraction; a point by default."),
        ],
        rules: type.rules + rules(for: ["join", "thousands", "decimal_separator"]))

    static let derived = KeySet(
        "a column of derive",
        [.required("sql", .text, "An SQL expression over the columns of the row.")] + typeIfAny("What the result must be."),
        rules: typeIfAnyRules)

    /// A type beside other keys, which may be left out.
    static func typeIfAny(_ summary: String) -> [SpecKey] {
        [.optional("type", .words(ColumnTypeDecoder.names, ignoringCase: false), summary)] + typeOptions
    }

    static let typeIfAnyRules = type.rules + typeOptions.map { KeyRule.needs($0.name, ["type"]) }

    private static let typeOptions: [SpecKey] = [
        .optional("scale", .integer(ColumnTypeDecoder.scaleBounds), "Fraction digits of a decimal."),
        .optional(
            "store",
            .words(
                unique(storages(ColumnType.DecimalStorage.self) + storages(ColumnType.TimestampStorage.self)),
                ignoringCase: false),
            "How a decimal (integer or text) or a timestamp (text, epoch or epoch_ms) is stored."),
        .optional("format", .text, "How a date or timestamp is written: iso8601 or directives such as %d.%m.%Y."),
        .optional(
            "zone", .text, "Whose clocks a timestamp without an offset means, such as Europe/Berlin; UTC by default."),
        .optional("encoding", .words(ColumnType.BlobEncoding.self), "How a blob is written."),
    ]

    private static let typeRules: [KeyRule] =
        ColumnTypeDecoder.requiredOptions.map { .when("type", is: [$0.type], needs: [$0.key]) }
        + rules(for: typeOptions.map(\.name))
        + [
            .narrowed("store", to: storages(ColumnType.DecimalStorage.self), where: "type", is: ["decimal"]),
            .narrowed("store", to: storages(ColumnType.TimestampStorage.self), where: "type", is: ["timestamp"]),
        ]

    /// Which types each of these options is for.
    private static func rules(for options: [String]) -> [KeyRule] {
        ColumnTypeDecoder.options.filter { options.contains($0.key) }.map { .only($0.key, where: "type", is: $0.types) }
    }

    private static func storages<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> [String] {
        type.allCases.map(\.rawValue)
    }

    private static func unique(_ words: [String]) -> [String] {
        words.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension SpecValue {
    static let character = SpecValue.literal(CharacterLiteral.form)

    /// `integer`, or a mapping with the keys of a type among its own. A type that needs an option has no short form.
    static func columnType(_ keys: KeySet) -> SpecValue {
        let short = ColumnTypeDecoder.names.filter { name in
            !ColumnTypeDecoder.requiredOptions.contains { $0.type == name }
        }
        return .oneOf([.words(short, ignoringCase: false), .mapping(keys)])
    }
}
