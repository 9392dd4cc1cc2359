// The tables of a job's journal, a database of its own: a pipeline whose database was busy or missing never got to a ledger.

import GRDB

enum JournalSchema {
    static let version = 1

    /// - Throws: ``JournalError`` for a database that is something else, or of another format; `DatabaseError`.
    static func prepare(_ db: Database, path: String) throws {
        if try db.tableExists("_weir_journal") { return try check(db, path: path) }
        let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
        guard isEmpty else { throw JournalError.notAJournal(path: path) }
        try db.execute(sql: statements)
        try db.execute(sql: "INSERT INTO _weir_journal(key, value) VALUES ('version', ?)", arguments: [version])
    }

    static func check(_ db: Database, path: String) throws {
        guard try db.tableExists("_weir_journal") else { throw JournalError.notAJournal(path: path) }
        let found = try Int.fetchOne(
            db, sql: "SELECT value FROM _weir_journal WHERE key = 'version' AND typeof(value) = 'integer'")
        guard found == version else { throw JournalError.version(path: path, found: found) }
    }

    private static let statements = """
        CREATE TABLE _weir_journal(key TEXT PRIMARY KEY NOT NULL, value) WITHOUT ROWID;
        CREATE TABLE _weir_nights(
          night_id INTEGER PRIMARY KEY,
          job TEXT NOT NULL,
          job_path TEXT NOT NULL,
          params TEXT NOT NULL,
          started_at TEXT NOT NULL,
          finished_at TEXT,
          exit_code INTEGER,
          tool_version TEXT NOT NULL,
          notes TEXT NOT NULL
        );
        CREATE TABLE _weir_night_pipelines(
          night_id INTEGER NOT NULL,
          position INTEGER NOT NULL,
          name TEXT NOT NULL,
          spec_path TEXT NOT NULL,
          database TEXT,
          status TEXT NOT NULL,
          exit_code INTEGER,
          error TEXT,
          attempts INTEGER NOT NULL,
          started_at TEXT,
          finished_at TEXT,
          summaries TEXT NOT NULL,
          verified INTEGER,
          verification TEXT,
          PRIMARY KEY (night_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE _weir_night_maintenance(
          night_id INTEGER NOT NULL,
          position INTEGER NOT NULL,
          database TEXT NOT NULL,
          task TEXT NOT NULL,
          succeeded INTEGER NOT NULL,
          detail TEXT,
          seconds REAL NOT NULL,
          PRIMARY KEY (night_id, position)
        ) WITHOUT ROWID;
        """
}
