// The keys of `maintenance:` in a job file.

extension KeySet {
    static let maintenance = KeySet(
        "maintenance",
        [
            .optional(
                "integrity_check", .words(IntegrityCheck.self), default: "none",
                "SQLite's check of the whole file: quick, or full, which compares indexes with their tables too."),
            .optional("backup", .mapping(.backup), "A copy of the database, behind a check that finds it sound."),
            .optional(
                "retention", .literal(RetentionLiteral.form),
                "How long the ledger keeps what no proof needs any more, in days: 90d. For ever by default."),
            .optional(
                "optimize", .boolean, default: false, "Whether SQLite looks again at what its indexes hold (ANALYZE)."),
        ])

    static let backup = KeySet(
        "backup",
        [
            .required("folder", .text, "Where the copies are, relative to the job file; made if it is not there."),
            .optional(
                "keep", .integer(BackupSpec.keepBounds), default: .integer(BackupSpec.standardKeep),
                "How many copies there are at most; the oldest go."),
        ])
}
