// `sink:` and what is in it.

extension KeySet {
    static let sink = KeySet(
        "sink",
        [
            .required("database", .text, "An SQLite file, relative to the spec's folder; made if missing."),
            .required("table", .text, "Made if missing; no name that starts with _weir_ or sqlite_."),
            .optional("mode", .words(SinkSpec.Mode.self), default: "append", "How rows reach the table."),
            .optional("key", .texts, "The columns that tell a row from all others; upsert and ignore need them."),
            .optional("strict", .boolean, default: false, "Whether a table that Weir makes is STRICT."),
            .optional(
                "indexes", .list(of: .oneOf([.list(of: .text), .mapping(.index)]), canBeEmpty: true), default: [],
                "Lists of columns, or mappings with columns and unique."),
            .optional(
                "views", .named(.text, .view), "Views by name, each one SELECT; made anew at the end of each run."),
            .optional(
                "full_text", .oneOf([.texts, .mapping(.fullText)]),
                "Columns to search in, by an FTS5 table called as the table with _fts behind it."),
            .optional("before", .texts, "SQL that a new run runs before its first row; not on the table itself."),
            .optional("after", .texts, "SQL that each run runs behind its last row; not on the table itself."),
            .optional(
                "on_schema_change", .words(SinkSpec.SchemaChange.self), default: "fail",
                "What becomes of a table that lacks columns of the spec."),
            .optional(
                "lineage", .boolean, default: false, "Whether each row says which record of which input it came from."),
            .optional("commit", .section(.commit), "When a transaction is committed: whichever comes first."),
            .optional(
                "durability", .words(SinkSpec.Durability.self), default: "full",
                "SQLite's synchronous: with full a commit survives a loss of power."),
        ],
        rules: [.when("mode", is: [SinkSpec.Mode.upsert.rawValue, SinkSpec.Mode.ignore.rawValue], needs: ["key"])])

    /// An entry of `sinks:`, of which one names the database.
    static let target = KeySet(
        ownOfTarget.path,
        sink.definitions.map { key in
            key.name == "database" ? .optional("database", key.value, "One for all; named by one entry.") : key
        } + ownOfTarget.definitions + [
            .optional(
                "transforms", .list(of: .oneKey(TransformSpec.definitions), canBeEmpty: true), default: [],
                "What is done to this table's rows, behind the transforms of all."),
            .optional("expect", .mapping(.expect), "What else is expected of this table."),
        ],
        rules: sink.rules)

    /// Keys that stand nowhere else.
    static let ownOfTarget = KeySet(
        "an entry of sinks",
        [.optional("where", .text, "Rows for which this SQL expression is false or null go to other tables only.")])

    static let index = KeySet(
        "an index",
        [
            .required("columns", .texts, "One or a list, in order."),
            .optional("unique", .boolean, default: false, "Whether rows with the same values are rejects."),
        ])

    static let fullText = KeySet(
        "full_text",
        [
            .required("columns", .texts, "Text columns of the table, one or a list."),
            .optional(
                "tokenize", .text, default: .string(FullTextSpec.standardTokenizer),
                "FTS5's tokenizer and its arguments."),
        ])

    static let commit = KeySet(
        "sink.commit",
        [
            .optional("rows", .integer(CommitThresholds.rowsBounds), default: 200_000, "This many rows,"),
            .optional("bytes", .size(), default: "64MiB", "or this many bytes,"),
            .optional("interval", .literal(DurationLiteral.form), default: "5s", "or this old."),
        ])
}
