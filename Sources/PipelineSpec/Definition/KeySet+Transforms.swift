// `transforms:`, one key for each kind, and the mappings that some of them take.

import RowModel

extension TransformSpec {
    /// What each entry of `transforms` has one of.
    static let definitions = Kind.allCases.map(\.definition)
}

extension TransformSpec.Kind {
    var definition: SpecKey {
        switch self {
        case .select: key(.texts, "Keeps these columns, in this order.")
        case .drop: key(.texts, "Drops these columns.")
        case .rename: key(.named(.text, .any), "Old name: new name.")
        case .cast: key(.named(.columnType(.type), .any), "Converts columns, column: type.")
        case .trim: key(.texts, "Takes ASCII white space off both ends of texts.")
        case .fill: key(.named(.anyText, .any), "Replaces null, column: value.")
        case .map: key(.mapping(.map), "Replaces values of a column.")
        case .derive:
            key(
                .named(.oneOf([.text, .mapping(.derived)]), .newColumn),
                "Adds or replaces columns, column: SQL expression.")
        case .filter: key(.text, "Drops rows for which this SQL expression is false or null.")
        case .assert:
            key(.oneOf([.text, .mapping(.assert)]), "Rejects rows for which this SQL expression is false or null.")
        case .hash: key(.mapping(.hash), "Replaces values by their digests.")
        case .split: key(.mapping(.split), "Makes columns of the parts of a text.")
        case .extract: key(.mapping(.extract), "Makes columns of the groups of a regular expression.")
        case .explode: key(.oneOf([.text, .mapping(.explode)]), "Makes a row of each element of an array.")
        case .dedupe: key(.oneOf([.texts, .mapping(.dedupe)]), "Drops rows whose key was there before.")
        case .flatten: key(.mapping(.flattenTransform), "Makes columns of what is in an object.")
        case .exec: key(.mapping(.exec), "Sends the rows through a program.")
        case .lookup: key(.mapping(.lookup), "Adds columns of the record of a file or table that has the row's key.")
        }
    }

    private func key(_ value: SpecValue, _ summary: String) -> SpecKey { .optional(rawValue, value, summary) }
}

extension KeySet {
    static let map = KeySet(
        "map",
        [
            .required("column", .text, "The column whose values are replaced."),
            .required("values", .named(.textOrNull, .any), "Old value: new value, or null."),
            .optional(
                "default", .words(MapSpec.Default.self), default: "keep",
                "What becomes of a value that is not listed."),
        ])

    static let hash = KeySet(
        "hash",
        [
            .required("columns", .texts, "The columns whose values are replaced."),
            .optional("algorithm", .words(HashSpec.Algorithm.self), default: "sha256", "With a salt HMAC-SHA-256."),
            .optional(
                "salt", .secret, "A secret, from the environment: \"${env:NAME}\"."),
            .optional("encoding", .words(HashSpec.Encoding.self), default: "hex", "How the digest is written."),
        ])

    static let split = KeySet(
        "split",
        [
            .required("column", .text, "A text column; it stays, unless into has its name."),
            .required("by", .text, "The text between two parts."),
            .required("into", .texts, "The new text columns, in order."),
            .optional(
                "rest", .words(SplitSpec.Rest.self), default: "reject",
                "What becomes of parts beyond the last column."),
            .optional(
                "missing", .words(MissingPart.self), default: "reject",
                "What becomes of a row whose text has fewer parts."),
        ])

    static let extract = KeySet(
        "extract",
        [
            .required("column", .text, "A text column; it stays, unless into has its name."),
            .required("pattern", .text, "A regular expression with a group ( ) for each column."),
            .required("into", .texts, "The new text columns, in order."),
            .optional(
                "missing", .words(MissingPart.self), default: "reject", "What becomes of a row whose text has no match."
            ),
        ])

    static let explode = KeySet(
        "explode",
        [
            .required("column", .text, "A column of arrays in JSON, or of texts that are parted by separator."),
            .optional("into", .text, "The column for an element; that of the array if it is left out."),
        ] + typeIfAny("What an element must be.") + [
            .optional("separator", .text, "The text between two elements, where the column is no JSON."),
            .optional("position", .text, "The new column for the element's number, from 1."),
            .optional("empty", .words(ExplodeSpec.Empty.self), default: "drop", "What becomes of a row without elements."),
            .optional(
                "columns", .named(.columnType(.column), .newColumn), "The columns of an element that is an object, by path."),
            .optional(
                "extra_columns", .words(ExtraColumnsSpec.self), default: "fail",
                "What becomes of an element's keys that no column takes."),
        ],
        rules: typeIfAnyRules + [.needs("extra_columns", ["columns"])])

    static let flattenTransform = KeySet(
        "flatten",
        [
            .required("column", .text, "A column of objects in JSON; its columns stand in its place."),
            .required("columns", .named(.columnType(.column), .newColumn), "The columns of the object, by path."),
            .optional(
                "extra_columns", .words(ExtraColumnsSpec.self), default: "fail",
                "What becomes of an object's keys that no column takes."),
        ])

    static let exec = KeySet(
        "exec",
        [
            .required("command", .list(of: .anyText), "A program and its arguments; no shell takes them apart."),
            .optional(
                "columns", .named(.columnType(.column), .newColumn),
                "The columns that the program prints, by path; those it is given if it is left out."),
            .optional(
                "extra_columns", .words(ExtraColumnsSpec.self), default: "fail",
                "What becomes of keys that the program prints and no column takes."),
        ])

    static let dedupe = KeySet(
        "dedupe",
        [
            .required("key", .texts, "The columns that are compared."),
            .optional("keep", .words(DedupeSpec.Keep.self), default: "first", "Which row of a key stays."),
            .optional(
                "scope", .words(DedupeSpec.Scope.self), default: "run", "Among which rows a key is looked for."),
        ],
        rules: [
            .when("keep", is: ["last"], needs: ["scope"]),
            .narrowed("scope", to: ["input"], where: "keep", is: ["last"]),
        ])

    static let lookup = KeySet(
        "lookup",
        [
            .required("from", .oneOf([.text, .mapping(.reference)]), "A file, or a table of an SQLite database."),
            .required(
                "on", .columnPairs(.any), "What has to be equal: columns of both, or column of the row: of the reference."),
            .required(
                "columns", .columnPairs(.newColumn), "What is added: columns, or new column: column of the reference."),
            .optional(
                "missing", .words(LookupSpec.Missing.self), default: "reject",
                "What becomes of a row whose key is not there."),
        ])

    static let reference = KeySet(
        "lookup.from",
        [
            .optional("file", .text, "A path, relative to the spec's folder."),
            .optional("format", .words(SourceDecoder.FormatWord.self), "What the file holds; by its name where it is left out."),
            .optional(
                "compression", .words(Compression.self), default: "auto",
                "How the file is packed; auto looks at the first bytes."),
            .optional("encoding", .text, default: "utf-8", "What the text of the file is encoded in."),
            .optional("csv", .section(.csv), "The dialect of a csv file."),
            .optional(
                "columns", .named(.columnType(.column), .newColumn),
                "Types of columns, name: type; without it those that are compared have the row's, and others are text."),
            .optional("database", .text, "An SQLite database, relative to the spec's folder."),
            .optional("table", .text, "A table or view of the database."),
        ],
        rules: [.exactlyOne(["file", "database"]), .needs("database", ["table"]), .needs("table", ["database"])])

    static let assert = KeySet(
        "assert",
        [
            .required("that", .text, "An SQL expression."),
            .optional("message", .text, "The reason that the reject has."),
        ])
}

extension SpecValue {
    /// Columns with one name, or with one on each side.
    static func columnPairs(_ form: NameForm) -> SpecValue {
        let pair = SpecValue.oneOf([.text, .named(.text, form)])
        return .oneOf([pair, .list(of: pair)])
    }
}
