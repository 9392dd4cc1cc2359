// JSON values → typed cells. Called by the NDJSON decoder for each value.

/// What a JSON value becomes, by the column's type:
///
/// | value | integer, real, decimal | date, timestamp, blob | boolean | text | any | json |
/// |---|---|---|---|---|---|---|
/// | string | its text, converted as CSV's | the same | the same | its text | its text | its raw text |
/// | number | the number, exactly as written | refused | 1 and 0 only | the number as written | see below | raw text |
/// | true, false | refused | refused | 1, 0 | `true`, `false` | `true`, `false` | raw text |
/// | null | null | null | null | null | null | null |
/// | object, array | refused | refused | refused | refused | refused | raw text |
///
/// `any` takes a number as an integer if it is a canonical Int64, as a real if it has a fraction or an exponent and is
/// finite and not lost to zero, else as text: an integer is never rounded.
extension Converter {
    /// Whether the decoder has to hand over a value's raw text, quotes and escapes included.
    @inlinable public var takesRawJSON: Bool { route == .json }

    /// Stores the text of a JSON string, its escapes resolved: as ``convert(offset:length:isASCII:in:into:)``, except that
    /// the text is known to be UTF-8. For a `json` column the range is the raw text with its quotes.
    ///
    /// - Parameter mayHaveNUL: whether the text may hold U+0000, which only an escape can have brought in.
    @inlinable @inline(__always)
    public func convertString(
        offset: Int, length: Int, mayHaveNUL: Bool, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        if route == .json {
            cell.pointee = .text(offset: offset, length: length)
            return nil
        }
        return convert(offset: offset, length: length, isASCII: !mayHaveNUL, in: batch, into: cell)
    }

    /// Stores a JSON number that was scanned at `offset` of the arena (`number.end` is not used).
    @inlinable @inline(__always)
    public func convertNumber(
        _ number: NumberLexeme, offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        switch route {
        case .integer: return Self.storeInteger(number, into: cell)
        case .real: return RealText.convert(number, batch.arena + offset, into: cell)
        case .text, .json:
            cell.pointee = .text(offset: offset, length: length)
            return nil
        default:
            return convertNumberRarely(number, offset: offset, length: length, in: batch, into: cell)
        }
    }

    @inlinable
    static func storeInteger(_ number: NumberLexeme, into cell: UnsafeMutablePointer<Cell>) -> ConversionFailure? {
        guard number.isInteger else { return .notInteger }
        if number.isTruncated { return .integerOverflow }
        if number.isNegative, number.significand == 0 { return .integerNegativeZero }
        return IntegerText.store(magnitude: number.significand, isNegative: number.isNegative, into: cell)
    }

    @usableFromInline @inline(never)
    func convertNumberRarely(
        _ number: NumberLexeme, offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        switch route {
        case .styledNumber:
            // JSON has its own way to write a number.
            return Converter(type).convertNumber(number, offset: offset, length: length, in: batch, into: cell)
        case .boolean, .decimalInteger, .decimalText:
            return convertRarely(offset: offset, length: length, in: batch, into: cell)
        case .any:
            let failure = number.isInteger
                ? Self.storeInteger(number, into: cell) : RealText.convert(number, batch.arena + offset, into: cell)
            if failure != nil { cell.pointee = .text(offset: offset, length: length) }
            return nil
        default:
            return .jsonNumber
        }
    }

    /// Stores `true`, `false`, an object or an array, whose raw text is given. (A null needs no conversion: it is null.)
    public func convertOther(
        _ kind: JSONKind, offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        switch (kind, route) {
        case (.null, _): cell.pointee = .null
        case (_, .json), (.boolean, .text), (.boolean, .any): cell.pointee = .text(offset: offset, length: length)
        case (.boolean, .boolean): cell.pointee = .integer(length == 4 ? 1 : 0)
        case (.boolean, _): return .jsonBoolean
        case (.object, _): return .jsonObject
        case (.array, _): return .jsonArray
        case (.number, _): return .jsonNumber
        case (.string, _): return .jsonString
        }
        return nil
    }
}
