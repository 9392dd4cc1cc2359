// The count each stage keeps of its rows.

/// What one stage did with its rows: `in + added = out + dropped + rejected`.
///
/// Only the methods below change a tally, and each but those about held rows keeps the equation, so an imbalance can only
/// come from rows that were lost *between* stages, or held and forgotten, which is what the balance law looks for.
public struct Tally: Sendable, Equatable, Codable {
    public private(set) var `in` = 0
    public private(set) var added = 0
    public private(set) var out = 0
    public private(set) var dropped = 0
    public private(set) var rejected = 0

    public init() {}

    /// A tally as it was stored; it need not balance, and the reader has to ask.
    public init(stored in: Int, added: Int, out: Int, dropped: Int, rejected: Int) {
        self.in = `in`
        self.added = added
        self.out = out
        self.dropped = dropped
        self.rejected = rejected
    }

    /// Counts rows that came in and went out.
    public mutating func pass(_ rows: Int) {
        `in` += rows
        out += rows
    }

    /// Counts rows that came in and were left out on purpose.
    public mutating func drop(_ rows: Int) {
        `in` += rows
        dropped += rows
    }

    /// Counts rows that came in and were refused.
    public mutating func reject(_ rows: Int) {
        `in` += rows
        rejected += rows
    }

    /// Counts rows that the stage made and sent out beside those that came in.
    public mutating func add(_ rows: Int) {
        added += rows
        out += rows
    }

    /// Counts rows that the stage made and refused itself.
    public mutating func refuseAdded(_ rows: Int) {
        added += rows
        rejected += rows
    }

    /// Counts rows that came in and of which a later tally of the same input says what became of them. Until then the
    /// equation does not hold: such an input can only be committed as a whole.
    public mutating func hold(_ rows: Int) {
        `in` += rows
    }

    /// Counts what became of rows that were held.
    public mutating func release(out: Int = 0, dropped: Int = 0, rejected: Int = 0) {
        self.out += out
        self.dropped += dropped
        self.rejected += rejected
    }

    /// Counts rows that were released beyond those held: the stage has made them.
    public mutating func addReleased(_ rows: Int) {
        added += rows
    }

    public mutating func merge(_ other: Tally) {
        `in` += other.in
        added += other.added
        out += other.out
        dropped += other.dropped
        rejected += other.rejected
    }

    public var isBalanced: Bool { `in` + added == out + dropped + rejected }
}
