// Rows of the table that gave way to others.

/// Rows of earlier inputs whose place an input's rows have taken.
public struct Displacement: Sendable, Equatable {
    public enum Reason: String, Sendable, CaseIterable {
        /// By rows with the same key.
        case overwritten
        /// All rows of an input that has changed since, in favour of what it holds now.
        case reloaded
    }

    /// The input that the rows had come from; nil where the table has no lineage that tells.
    public var earlierInput: Int?
    public var reason: Reason
    public var rows: Int
    /// Checksum of the rows as they were (``RowModel/ContentHash``).
    public var contents: UInt64

    public init(earlierInput: Int?, reason: Reason, rows: Int = 0, contents: UInt64 = 0) {
        self.earlierInput = earlierInput
        self.reason = reason
        self.rows = rows
        self.contents = contents
    }
}

extension [Displacement] {
    /// Adds rows to those of the same input and reason.
    public mutating func merge(_ displacement: Displacement) {
        let known = firstIndex {
            $0.earlierInput == displacement.earlierInput && $0.reason == displacement.reason
        }
        guard let known else { return append(displacement) }
        self[known].rows += displacement.rows
        self[known].contents &+= displacement.contents
    }

    public func rows(_ reason: Displacement.Reason) -> Int {
        reduce(0) { $1.reason == reason ? $0 + $1.rows : $0 }
    }
}
