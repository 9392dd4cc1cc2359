// Why a CSV record is refused, as plain numbers, and how that is said.

import RowModel

/// What is wrong with the record that is being decoded. Fields count from 0; `start ..< end` is a range of the arena.
struct RecordFault {
    /// In rising order of precedence: what damages the record as a whole goes before what damages one value.
    enum Kind: UInt8 {
        case none, conversion, ragged, bareQuote, textBehindQuote, oversized, unclosedQuote
    }

    var kind = Kind.none
    private(set) var field = 0
    private(set) var start = 0
    private(set) var end = 0
    private(set) var failure: ConversionFailure?

    /// Whether the fields of the record can't be told apart for sure.
    var isStructural: Bool { kind.rawValue >= Kind.bareQuote.rawValue }

    mutating func set(_ failure: ConversionFailure, field: Int, start: Int, end: Int) {
        guard kind == .none else { return }
        self = RecordFault(kind: .conversion, field: field, start: start, end: end, failure: failure)
    }

    /// Notes a fault of quoting: the first one counts, and one that never ends before all.
    mutating func set(_ kind: Kind, field: Int, start: Int, end: Int) {
        guard !isStructural || kind == .unclosedQuote else { return }
        self = RecordFault(kind: kind, field: field, start: start, end: end, failure: nil)
    }

    /// Says where the field ends that a fault of quoting was noted in.
    mutating func extend(field: Int, end: Int) {
        if isStructural, field == self.field { self.end = end }
    }
}

/// The texts of ``Reject/reason``.
enum RejectReason {
    static func conversion(
        _ failure: ConversionFailure, to type: ColumnType, of value: UnsafeRawBufferPointer
    ) -> String {
        "\(ValueExcerpt(value)) \(failure.reason(for: type))"
    }

    static func ragged(fields: Int, expected: Int) -> String {
        "\(fields.counted("field")) instead of \(expected.grouped)"
    }

    static func bareQuote(in field: UnsafeRawBufferPointer) -> String {
        "a quote stands inside an unquoted field: \(ValueExcerpt(field))"
    }

    static func textBehindQuote(in field: UnsafeRawBufferPointer) -> String {
        "text follows a closing quote: \(ValueExcerpt(field))"
    }

    static func unclosedQuote(byteOffset: Int, lines: Int) -> String {
        "the quote that opens at byte \(byteOffset.grouped) never closes; it swallows \(lines.counted("line")) "
            + "up to the end of the input"
    }

    static func oversized(length: Int, limit: Int) -> String {
        "\(length.counted("byte")) are more than max_record (\(limit.grouped))"
    }
}
