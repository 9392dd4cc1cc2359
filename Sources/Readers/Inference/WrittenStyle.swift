// How people write numbers, dates and times → which of the usual ways all values of a column are written in. Called for
// drafts of specs only.

import RowModel

/// A way to write the values of a column that is not the type's own.
public struct WrittenStyle: Sendable, Hashable {
    public var type: ColumnType
    /// nil for a date or timestamp.
    public var numbers: NumberStyle?
}

/// Watches values, and forgets each style at the first value that is not written in it.
struct WrittenStyles: Sendable {
    private var numbers = NumberCandidate.all
    private var times = Self.allTimes

    private static let allTimes: [WrittenStyle] = {
        let days = [
            "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y",
        ]
        let dates = days.compactMap { try? ColumnType.formattedDate(TimeFormat($0, for: .date)) }
        let timestamps = days.flatMap { day in
            ["%H:%M", "%H:%M:%S"].compactMap {
                try? ColumnType.formattedTimestamp(TimeFormat("\(day) \($0)", for: .timestamp), storage: .text)
            }
        }
        return (dates + timestamps).map { WrittenStyle(type: $0) }
    }()

    /// A text of the batch.
    mutating func observe(_ cell: Cell, in batch: RowBatch) {
        if !times.isEmpty {
            times = times.filter { Self.takes(Converter($0.type), cell, in: batch) }
        }
        if !numbers.isEmpty {
            numbers = numbers.compactMap { candidate in
                guard Self.takes(candidate.converter, cell, in: batch) else { return nil }
                return candidate.noting(batch.bytes(of: cell))
            }
        }
    }

    private static func takes(_ converter: Converter, _ cell: Cell, in batch: RowBatch) -> Bool {
        var scratch = Cell.null
        return converter.convert(
            offset: cell.arenaOffset, length: cell.byteCount, isASCII: false, in: batch, into: &scratch) == nil
    }

    /// What the values may mean: more than one style for values such as `1,234` or `01/02/2026`.
    var possible: [WrittenStyle] {
        var found = times
        for style in numbers.compactMap(\.meaning) where !found.contains(style) { found.append(style) }
        return found
    }
}

/// Separators that are in use together, and which of them the values have had.
private struct NumberCandidate: Sendable {
    let style: NumberStyle
    let converter: Converter
    private var hasThousands = false
    private var hasFraction = false

    static let all = [
        (nil, ","), (".", ","), (" ", ","), ("\u{A0}", ","), ("\u{202F}", ","), (",", "."), (" ", "."), ("\u{A0}", "."),
        ("\u{202F}", "."), ("'", "."), ("\u{2019}", "."),
    ].map { NumberCandidate(thousands: $0, decimalSeparator: $1) }

    private init(thousands: Unicode.Scalar?, decimalSeparator: Unicode.Scalar) {
        style = NumberStyle(thousands: thousands, decimalSeparator: decimalSeparator)
        converter = Converter(.real, numbers: style)
    }

    /// nil where a number would lose something: a leading zero, or digits that no double has.
    func noting(_ text: UnsafeRawBufferPointer) -> NumberCandidate? {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let unsigned = text.drop { $0 == UInt8(ascii: "-") }
        let isPadded = unsigned.first == UInt8(ascii: "0") && unsigned.dropFirst().first.map(isDigit) ?? false
        let letters: Set = [UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+")]
        guard !isPadded, !text.contains(where: letters.contains), text.count(where: isDigit) <= 15 else { return nil }
        var noted = self
        if text.contains(UInt8(ascii: style.decimalSeparator)) { noted.hasFraction = true }
        if let thousands = style.thousands, String(decoding: text, as: UTF8.self).unicodeScalars.contains(thousands) {
            noted.hasThousands = true
        }
        return noted
    }

    /// The style without what no value has had; nil if that is the type's own.
    var meaning: WrittenStyle? {
        guard hasThousands || hasFraction && style.decimalSeparator != "." else { return nil }
        let numbers = NumberStyle(
            thousands: hasThousands ? style.thousands : nil, decimalSeparator: hasFraction ? style.decimalSeparator : ".")
        return WrittenStyle(type: hasFraction ? .real : .integer, numbers: numbers)
    }
}
