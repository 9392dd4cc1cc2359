// Text → typed cell. The hot path of every reader: no allocation, no policy.

/// Converts the text of a field into a cell of one column type.
///
/// What each type accepts is documented with it: ``IntegerText``, ``RealText``, ``UTF8Text``, ``BooleanText``,
/// ``DecimalText``, ``DateText``, ``TimestampText``, ``TimeTextReader``, ``BlobText``; `json` is any text that ``JSONScanner`` accepts, kept
/// byte for byte; `any` keeps a text as text.
///
/// Invariant of the pointers below it: a text is a range of the batch's arena, so ``RowBatch/arenaPadding`` readable bytes
/// follow it.
public struct Converter: Sendable {
    /// The type without its parameters, so that the hot path switches over one byte.
    @usableFromInline
    enum Route: UInt8, Sendable {
        case integer, real, text, boolean, decimalInteger, decimalText, date
        case timestamp, timestampEpoch, timestampEpochMilliseconds, json, hex, base64, any
        case formattedDate, formattedTimestamp, formattedTimestampEpoch, formattedTimestampEpochMilliseconds
        /// A number of a style of its own.
        case styledNumber
    }

    public let type: ColumnType
    @usableFromInline let route: Route
    private let scale: Int
    private let format: TimeFormat?
    private let style: StyledNumber?

    /// - Parameter numbers: how the file writes numbers; nil for the type's own way, and for types that are no numbers.
    public init(_ type: ColumnType, numbers: NumberStyle? = nil) {
        self.type = type
        style = numbers.map(StyledNumber.init)
        var scale = 0
        var format: TimeFormat?
        switch type {
        case _ where numbers != nil: route = .styledNumber
        case .integer: route = .integer
        case .real: route = .real
        case .text: route = .text
        case .boolean: route = .boolean
        case .decimal(let digits, let storage):
            scale = digits
            route = storage == .integer ? .decimalInteger : .decimalText
        case .date: route = .date
        case .timestamp(.text): route = .timestamp
        case .timestamp(.epoch): route = .timestampEpoch
        case .timestamp(.epochMilliseconds): route = .timestampEpochMilliseconds
        case .formattedDate(let written):
            format = written
            route = .formattedDate
        case .formattedTimestamp(let written, let storage):
            format = written
            switch storage {
            case .text: route = .formattedTimestamp
            case .epoch: route = .formattedTimestampEpoch
            case .epochMilliseconds: route = .formattedTimestampEpochMilliseconds
            }
        case .json: route = .json
        case .blob(.hex): route = .hex
        case .blob(.base64): route = .base64
        case .any: route = .any
        }
        self.scale = scale
        self.format = format
    }

    /// Converts `length` bytes at `offset` of the batch's arena, which need not be valid UTF-8, and stores the cell.
    ///
    /// A text that needs rewriting (a timestamp in another zone) is appended to the arena, which may move.
    /// - Parameter isASCII: whether the bytes are known to be 7-bit without NUL: then a text needs no look at them.
    /// - Returns: nil when the cell is stored; else why it is not, with the cell unchanged.
    @inlinable @inline(__always)
    public func convert(
        offset: Int, length: Int, isASCII: Bool, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        switch route {
        case .text, .any:
            if !isASCII, let failure = UTF8Text.failure(batch.arena + offset, length) { return failure }
            cell.pointee = .text(offset: offset, length: length)
            return nil
        case .integer:
            return IntegerText.convert(batch.arena + offset, length, into: cell)
        case .real:
            return RealText.convert(batch.arena + offset, length, into: cell)
        default:
            return convertRarely(offset: offset, length: length, in: batch, into: cell)
        }
    }

    /// The types that are not inlined into a decoder's loop.
    @usableFromInline @inline(never)
    func convertRarely(
        offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let bytes = UnsafePointer(batch.arena + offset)
        switch route {
        case .boolean:
            return BooleanText.convert(bytes, length, into: cell)
        case .decimalInteger:
            return DecimalText.convertToInteger(bytes, length, scale: scale, into: cell)
        case .decimalText:
            return DecimalText.convertToText(offset: offset, length: length, scale: scale, in: batch, into: cell)
        case .date:
            return DateText.convert(offset: offset, length: length, in: batch, into: cell)
        case .timestamp:
            return TimestampText.convert(offset: offset, length: length, storage: .text, in: batch, into: cell)
        case .timestampEpoch:
            return TimestampText.convert(offset: offset, length: length, storage: .epoch, in: batch, into: cell)
        case .timestampEpochMilliseconds:
            return TimestampText.convert(
                offset: offset, length: length, storage: .epochMilliseconds, in: batch, into: cell)
        case .formattedDate, .formattedTimestamp, .formattedTimestampEpoch, .formattedTimestampEpochMilliseconds:
            return convertFormatted(offset: offset, length: length, in: batch, into: cell)
        case .json:
            do {
                try JSONScanner(bytes: bytes, end: length).validate()
            } catch {
                return .notJSON
            }
            cell.pointee = .text(offset: offset, length: length)
            return nil
        case .hex:
            return BlobText.convertHex(offset: offset, length: length, in: batch, into: cell)
        case .base64:
            return BlobText.convertBase64(offset: offset, length: length, in: batch, into: cell)
        case .styledNumber:
            return convertStyled(offset: offset, length: length, in: batch, into: cell)
        case .integer, .real, .text, .any:
            return convert(offset: offset, length: length, isASCII: false, in: batch, into: cell)
        }
    }

    private func convertFormatted(
        offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        guard let format else { return .notOfFormat }
        let storage: ColumnType.TimestampStorage
        switch route {
        case .formattedTimestampEpoch: storage = .epoch
        case .formattedTimestampEpochMilliseconds: storage = .epochMilliseconds
        case .formattedTimestamp: storage = .text
        default: return DateText.convert(offset: offset, length: length, format: format, in: batch, into: cell)
        }
        return TimestampText.convert(
            offset: offset, length: length, format: format, storage: storage, in: batch, into: cell)
    }

    /// Converts a copy in the type's own way, which is kept only where the cell is its text.
    private func convertStyled(
        offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        guard let style else { return type.notANumber }
        let mark = batch.arenaCount
        let copy = batch.reserve(length)
        let count: Int
        do {
            count = try style.rewrite(batch.arena + offset, length, to: batch.arena + copy, otherwise: type.notANumber)
        } catch {
            batch.setArenaCount(mark)
            return error
        }
        batch.setArenaCount(copy + count)
        let failure = Converter(type).convert(offset: copy, length: count, isASCII: true, in: batch, into: cell)
        if failure != nil || cell.pointee.tag != .text { batch.setArenaCount(mark) }
        return failure
    }
}

extension ColumnType {
    /// What a text is not that is none of its numbers.
    fileprivate var notANumber: ConversionFailure {
        switch self {
        case .integer: .notInteger
        case .real: .notReal
        default: .notDecimal
        }
    }
}
