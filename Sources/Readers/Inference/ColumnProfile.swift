// What the values of a column in a sample have in common, beyond their type. Called for drafts of specs only.

import RowModel

/// Watches a column whose cells were decoded as text.
public struct ColumnProfile: Sendable {
    /// Texts that often stand for "no value", in lower case.
    private static let markers: Set<String> = ["null", "na", "n/a", "nan", "none", "nil", "\\n", "-", "--", "#n/a"]
    /// Values that are remembered to see one repeat.
    private static let memory = 200_000
    private static let date = Converter(.date)
    private static let timestamp = Converter(.timestamp(storage: .text))

    public private(set) var values = 0
    public private(set) var nulls = 0
    /// What stands for null, as it is written, by how often.
    public private(set) var nullMarkers: [String: Int] = [:]
    private var numbers = ColumnInference()
    private var dates = 0
    private var timestamps = 0
    /// Most digits behind a decimal point; nil once a value is written otherwise.
    private var scale: Int? = 0
    private var styles = WrittenStyles()
    private var seen: Set<Int> = []
    private var isUnique = true

    public init() {}

    /// - Parameter cell: null or text, of the batch.
    public mutating func observe(_ cell: Cell, in batch: RowBatch) {
        guard cell.tag == .text else {
            nulls += 1
            return
        }
        let text = String(decoding: batch.bytes(of: cell), as: UTF8.self)
        if Self.markers.contains(text.lowercased()) {
            nullMarkers[text, default: 0] += 1
            return
        }
        values += 1
        noteRepetition(of: text)
        noteScale(of: text)
        styles.observe(cell, in: batch)
        let (offset, length) = (cell.arenaOffset, cell.byteCount)
        numbers.observe(offset: offset, length: length, isQuoted: false, in: batch)
        var scratch = Cell.null
        if Self.date.convert(offset: offset, length: length, isASCII: false, in: batch, into: &scratch) == nil { dates += 1 }
        if Self.timestamp.convert(offset: offset, length: length, isASCII: false, in: batch, into: &scratch) == nil {
            timestamps += 1
        }
    }

    private mutating func noteRepetition(of text: String) {
        guard isUnique else { return }
        isUnique = seen.insert(text.hashValue).inserted && seen.count < Self.memory
        if !isUnique { seen = [] }
    }

    private mutating func noteScale(of text: String) {
        guard let known = scale else { return }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
        scale = isPlain && parts.count <= 2 ? max(known, parts.count == 2 ? parts[1].count : 0) : nil
    }

    /// Lets go of the values that were seen: nothing more is observed.
    mutating func finish() { seen = [] }

    /// Whether no value and no null stands there twice.
    public var isKey: Bool { isUnique && nulls == 0 && nullMarkers.isEmpty && values > 1 }

    /// Digits behind the point, if all values are decimals of at most four.
    public var decimalScale: Int? { scale.flatMap { 1...4 ~= $0 ? $0 : nil } }

    /// Ways to write a number, date or time that all values are written in, where none of them is a type's own. Several
    /// where the values don't say which.
    public var possibleStyles: [WrittenStyle] { values == 0 ? [] : styles.possible }

    /// A narrower type than text that loses none of the values, those that stand for null left out.
    public var type: ColumnType? {
        if values == 0 { return nil }
        if dates == values { return .date }
        if timestamps == values { return .timestamp(storage: .text) }
        let number = numbers.type()
        return number == .text || nullMarkers.isEmpty ? nil : number
    }
}
