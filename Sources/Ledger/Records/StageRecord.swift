// What one stage did with the rows of one input.

import RowModel

/// A stage's tally for one input, as it stands in `_weir_stages`.
public struct StageRecord: Sendable, Equatable {
    public var name: String
    public var tally: Tally
    /// What became of the rows in the table; only the sink has it.
    public var written: WrittenRows?

    public init(name: String, tally: Tally = Tally(), written: WrittenRows? = nil) {
        self.name = name
        self.tally = tally
        self.written = written
    }
}

/// Rows by what the table did with them.
public struct WrittenRows: Sendable, Equatable, Codable {
    public var inserted: Int
    public var updated: Int
    public var ignored: Int

    public init(inserted: Int = 0, updated: Int = 0, ignored: Int = 0) {
        self.inserted = inserted
        self.updated = updated
        self.ignored = ignored
    }

    public static func + (left: WrittenRows, right: WrittenRows) -> WrittenRows {
        WrittenRows(
            inserted: left.inserted + right.inserted, updated: left.updated + right.updated,
            ignored: left.ignored + right.ignored)
    }
}
