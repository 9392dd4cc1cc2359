// The values of one column → its type. Pure: fed by CSVInference and JSONInference.

import RowModel

/// Watches the values of a column in a sample and says which type loses none of them.
///
/// - `integer` if all are canonical Int64s; `real` if all are numbers of at most 17 significant digits, as many as
///   identify a Double, and every integer among them is exact in a Double (at most 2^53).
/// - Never a number type once a value has a leading zero, is a sign only, a negative zero, an integer beyond Int64,
///   or a number that no Double comes near: such a column is `text`, and so is one without any value.
/// - JSON: `boolean` if all are booleans; `json` as soon as one is an object or an array (a json column takes the
///   others too); strings are text even where they look like numbers, and text takes numbers and booleans beside
///   them.
/// - A null says nothing. Dates, timestamps and decimals are never guessed: a spec has to say them.
public struct ColumnInference: Sendable {
    private var integers = 0
    private var reals = 0
    private var booleans = 0
    private var texts = 0
    private var containers = 0
    private var integersAreExactDoubles = true
    /// Numbers in quotes: numbers only if the file quotes everything.
    private var quotedNumbers = 0

    private static let integer = Converter(.integer)
    private static let real = Converter(.real)

    public init() {}

    /// A field of a CSV record that is not null: a range of the batch's arena.
    public mutating func observe(offset: Int, length: Int, isQuoted: Bool, in batch: RowBatch) {
        if isNumber(offset, length, in: batch), isQuoted { quotedNumbers += 1 }
    }

    /// A JSON value: a range of the batch's arena.
    public mutating func observe(_ kind: JSONKind, offset: Int, length: Int, in batch: RowBatch) {
        switch kind {
        case .null: break
        case .boolean: booleans += 1
        case .string: texts += 1
        case .object, .array: containers += 1
        case .number: _ = isNumber(offset, length, in: batch)
        }
    }

    /// Counts a text as a number that loses nothing, or as text.
    private mutating func isNumber(_ offset: Int, _ length: Int, in batch: RowBatch) -> Bool {
        var cell = Cell.null
        if Self.integer.convert(offset: offset, length: length, isASCII: false, in: batch, into: &cell) == nil {
            integers += 1
            if cell.integerValue.magnitude > 1 << 53 { integersAreExactDoubles = false }
            return true
        }
        let number = NumberLexeme.scan(batch.arena + offset, from: 0, limit: length)
        if number.isValid, number.end == length, !number.isInteger, isWithinDigits(number),
            Self.real.convert(offset: offset, length: length, isASCII: false, in: batch, into: &cell) == nil
        {
            reals += 1
            return true
        }
        texts += 1
        return false
    }

    private func isWithinDigits(_ number: NumberLexeme) -> Bool {
        if number.isTruncated { return false }
        var digits = number.significand
        while digits != 0, digits % 10 == 0 { digits /= 10 }
        return digits < 100_000_000_000_000_000
    }

    /// Values that are neither null nor in quotes, for those who ask whether a file quotes everything.
    var hasNumbersOnly: Bool { integers + reals > 0 && booleans + texts + containers == 0 }
    var hasQuotedNumbers: Bool { quotedNumbers > 0 }

    /// - Parameter quotesMeanText: whether a number in quotes is a text, since the file leaves others without.
    public func type(quotesMeanText: Bool = false) -> ColumnType {
        if containers > 0 { return .json }
        if booleans > 0, integers + reals + texts == 0 { return .boolean }
        guard hasNumbersOnly, !(quotesMeanText && hasQuotedNumbers) else { return .text }
        if reals == 0 { return .integer }
        return integersAreExactDoubles ? .real : .text
    }
}
