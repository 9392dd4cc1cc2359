// The tables of the ledger, in the target database.

import GRDB

/// Creates the `_weir_` tables and knows their version. (GRDB's `DatabaseMigrator` would leave a table of its own in
/// the user's database, so the version stands in `_weir_meta`.)
public enum LedgerSchema {
    public static let version = 2

    /// - Throws: ``LedgerError/version(found:)`` for a database written by another format of the ledger;
    ///   `DatabaseError`.
    public static func prepare(_ db: Database) throws {
        if try exists(in: db) {
            try checkVersion(db)
            // Came later than the format's first ledgers, whose other tables they leave as they are.
            try db.execute(sql: later)
        } else {
            try db.execute(sql: statements + later)
            try db.execute(sql: "INSERT INTO _weir_meta(key, value) VALUES ('version', ?)", arguments: [version])
        }
    }

    public static func exists(in db: Database) throws -> Bool {
        try db.tableExists("_weir_meta")
    }

    public static func checkVersion(_ db: Database) throws {
        let found = try Int.fetchOne(db, sql: "SELECT value FROM _weir_meta WHERE key = 'version' AND typeof(value) = 'integer'")
        guard found == version else { throw LedgerError.version(found: found) }
    }

    /// Whether the ledger has a table for retried rejects.
    static func hasRetries(in db: Database) throws -> Bool {
        try db.tableExists("_weir_retried")
    }

    /// Whether the ledger has a table for runs that belong together.
    static func hasGroups(in db: Database) throws -> Bool {
        try db.tableExists("_weir_groups")
    }

    /// Whether the ledger has tables for what runs measure of themselves.
    static func hasMeasures(in db: Database) throws -> Bool {
        try db.tableExists("_weir_measures") && db.tableExists("_weir_samples")
    }

    /// Whether the database is a shard.
    static func hasShard(in db: Database) throws -> Bool {
        try db.tableExists("_weir_shard")
    }

    /// Only a shard's ledger has it.
    static let shard = """
        CREATE TABLE IF NOT EXISTS _weir_shard(
          run_id INTEGER PRIMARY KEY,
          plan TEXT NOT NULL,
          shard INTEGER NOT NULL,
          shards INTEGER NOT NULL
        )
        """

    /// Whether shards were ever brought together in the database.
    static func hasMerged(in db: Database) throws -> Bool {
        try db.tableExists(MergedShard.table)
    }

    /// Whether the ledger was ever pruned.
    static func hasPruned(in db: Database) throws -> Bool {
        try db.tableExists(PrunedRuns.name)
    }

    private static let later = retries + groups + measures
    private static let retries = """
        CREATE TABLE IF NOT EXISTS _weir_retried(
          reject_id INTEGER PRIMARY KEY,
          run_id INTEGER NOT NULL,
          input_id INTEGER NOT NULL,
          first_record INTEGER,
          records INTEGER NOT NULL
        );
        """
    private static let groups = """
        CREATE TABLE IF NOT EXISTS _weir_groups(
          run_id INTEGER PRIMARY KEY,
          group_id INTEGER NOT NULL
        );
        """
    private static let measures = """
        CREATE TABLE IF NOT EXISTS _weir_measures(
          run_id INTEGER PRIMARY KEY,
          seconds REAL NOT NULL,
          file_bytes INTEGER NOT NULL,
          decoded_bytes INTEGER NOT NULL,
          decode_seconds REAL NOT NULL,
          transform_seconds REAL NOT NULL,
          insert_seconds REAL NOT NULL,
          commit_seconds REAL NOT NULL,
          finish_seconds REAL NOT NULL,
          commits INTEGER NOT NULL,
          channel_high_watermark INTEGER NOT NULL,
          channel_peak_level INTEGER NOT NULL,
          reader_held_seconds REAL NOT NULL,
          sink_starved_seconds REAL NOT NULL,
          peak_memory_bytes INTEGER NOT NULL
        );
        CREATE TABLE IF NOT EXISTS _weir_samples(
          run_id INTEGER NOT NULL,
          seconds REAL NOT NULL,
          records INTEGER NOT NULL,
          rows_written INTEGER NOT NULL,
          channel_level INTEGER NOT NULL,
          commit_seconds REAL NOT NULL,
          memory_bytes INTEGER NOT NULL,
          PRIMARY KEY (run_id, seconds)
        ) WITHOUT ROWID;
        """
    private static let statements = """
        CREATE TABLE _weir_meta(key TEXT PRIMARY KEY NOT NULL, value) WITHOUT ROWID;
        CREATE TABLE _weir_runs(
          run_id INTEGER PRIMARY KEY,
          pipeline TEXT NOT NULL,
          target_table TEXT NOT NULL,
          mode TEXT NOT NULL,
          status TEXT NOT NULL,
          error TEXT,
          spec_path TEXT NOT NULL,
          spec_digest TEXT NOT NULL,
          spec_text TEXT NOT NULL,
          params TEXT NOT NULL,
          started_at TEXT NOT NULL,
          finished_at TEXT,
          rows_before INTEGER NOT NULL,
          rows_after INTEGER,
          rowid_before INTEGER,
          columns TEXT NOT NULL,
          lineage INTEGER NOT NULL,
          tool_version TEXT NOT NULL,
          seal TEXT
        );
        CREATE TABLE _weir_inputs(
          run_id INTEGER NOT NULL,
          input_id INTEGER NOT NULL,
          path TEXT NOT NULL,
          size INTEGER NOT NULL,
          modified_ns INTEGER NOT NULL,
          reading TEXT NOT NULL,
          records INTEGER NOT NULL,
          blank_lines INTEGER NOT NULL,
          comment_lines INTEGER NOT NULL,
          decoded_bytes INTEGER NOT NULL,
          read_bytes INTEGER,
          crc32 INTEGER,
          contents INTEGER NOT NULL,
          complete INTEGER NOT NULL,
          PRIMARY KEY (run_id, input_id)
        ) WITHOUT ROWID;
        CREATE TABLE _weir_stages(
          run_id INTEGER NOT NULL,
          input_id INTEGER NOT NULL,
          stage INTEGER NOT NULL,
          name TEXT NOT NULL,
          "in" INTEGER NOT NULL,
          added INTEGER NOT NULL,
          out INTEGER NOT NULL,
          dropped INTEGER NOT NULL,
          rejected INTEGER NOT NULL,
          inserted INTEGER,
          updated INTEGER,
          ignored INTEGER,
          PRIMARY KEY (run_id, input_id, stage)
        ) WITHOUT ROWID;
        CREATE TABLE _weir_displaced(
          run_id INTEGER NOT NULL,
          input_id INTEGER NOT NULL,
          earlier_input_id INTEGER NOT NULL,
          reason TEXT NOT NULL,
          rows INTEGER NOT NULL,
          contents INTEGER NOT NULL,
          PRIMARY KEY (run_id, input_id, earlier_input_id, reason)
        ) WITHOUT ROWID;
        CREATE INDEX _weir_displaced_by_earlier ON _weir_displaced(earlier_input_id);
        CREATE TABLE _weir_rejects(
          reject_id INTEGER PRIMARY KEY,
          run_id INTEGER NOT NULL,
          input_id INTEGER NOT NULL,
          record INTEGER NOT NULL,
          byte_offset INTEGER NOT NULL,
          stage INTEGER NOT NULL,
          column_name TEXT,
          reason TEXT NOT NULL,
          raw BLOB NOT NULL,
          raw_length INTEGER NOT NULL
        );
        CREATE INDEX _weir_rejects_by_input ON _weir_rejects(run_id, input_id, stage);

        """
}
