// Rows whose lineage is to say something else: what they hold, before and after.

import GRDB

/// The rows of a table of an attached database, as they are and under the numbers that its inputs have here.
///
/// The numbers are in the temporary table `_weir_renumbered`. The sums before are compared with what the shard's ledger
/// says, so that no row that was changed since gets a checksum of its own.
public struct RenumberedRows {
    /// How an input is called here.
    public struct Number: Sendable, Equatable {
        public var before: Int
        public var now: Int
        /// Records of it in front of the first that is counted there.
        public var recordsBefore: Int

        public init(before: Int, now: Int, recordsBefore: Int) {
            self.before = before
            self.now = now
            self.recordsBefore = recordsBefore
        }

        /// Whether a row says the same by either.
        public var isSame: Bool { before == now && recordsBefore == 0 }
    }

    private static let numbers = "temp._weir_renumbered"

    private let table: String
    private let columns: [String]

    /// - Parameters:
    ///   - schema: what the attached database is called.
    ///   - columns: those that checksums are over, the lineage among them.
    public init(schema: String, table: String, columns: [String]) {
        self.table = "\(TableScan.quoted(schema)).\(TableScan.quoted(table))"
        self.columns = columns
    }

    /// Puts the numbers where the statements find them. To be called outside a transaction of the attached database's.
    public static func prepare(_ inputs: [Number], in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(numbers)(before INTEGER PRIMARY KEY, now INTEGER NOT NULL, records_before INTEGER NOT NULL);
                DELETE FROM \(numbers)
                """)
        let statement = try db.cachedStatement(sql: "INSERT INTO \(numbers) VALUES (?, ?, ?)")
        for input in inputs { try statement.execute(arguments: [input.before, input.now, input.recordsBefore]) }
    }

    /// Rows by the input they say they came from, as the attached database numbers them.
    public func standingBefore(in db: Database) throws -> StandingRows {
        try sums("SELECT \(sum(input: TableScan.quoted(LineageName.input), columns.map(TableScan.quoted))) FROM \(table)", db)
    }

    /// The same rows by the numbers of this database, hashed as they will stand in it.
    public func standingNow(in db: Database) throws -> StandingRows {
        try sums("SELECT \(sum(input: "number.now", values)) \(source)", db)
    }

    /// What selects the rows, in the order of `columns`.
    public var select: String { "SELECT \(values.joined(separator: ", ")) \(source)" }

    /// In this order of loops: the rows are gone through once, and each finds its number by rowid.
    private var source: String {
        "FROM \(table) AS source CROSS JOIN \(Self.numbers) AS number ON number.before = source.\(TableScan.quoted(LineageName.input))"
    }

    private var values: [String] {
        columns.map { column in
            switch column {
            case LineageName.input: "number.now"
            case LineageName.record: "source.\(TableScan.quoted(column)) + number.records_before"
            default: "source.\(TableScan.quoted(column))"
            }
        }
    }

    private func sum(input: String, _ columns: [String]) -> String { RowSum.expression(input: input, columns: columns) }

    private func sums(_ sql: String, _ db: Database) throws -> StandingRows {
        let sum = RowSum(columns: columns)
        _ = try sum.registered(in: db) { try Row.fetchOne(db, sql: sql) }
        return sum.found
    }
}
