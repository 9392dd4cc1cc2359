// One JSON value on its own → a typed cell. For values that stand within a value, such as the elements of an array.

extension Converter {
    /// Stores the JSON value `range` of the batch's arena, which ``JSONScanner`` has found good and which has no white space
    /// around it. An escaped string is appended to the arena, which may move.
    ///
    /// - Returns: nil when the cell is stored; else why it is not.
    public func convertJSON(
        _ range: Range<Int>, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let (start, length) = (range.lowerBound, range.count)
        switch JSONKind(firstByte: batch.arena[start]) {
        case .string where !takesRawJSON:
            return convertString(within: start + 1..<range.upperBound - 1, in: batch, into: cell)
        case .string:
            return convertString(offset: start, length: length, mayHaveNUL: false, in: batch, into: cell)
        case .number:
            let number = NumberLexeme.scan(batch.arena, from: start, limit: range.upperBound)
            return convertNumber(number, offset: start, length: length, in: batch, into: cell)
        case let kind:
            return convertOther(kind ?? .null, offset: start, length: length, in: batch, into: cell)
        }
    }

    /// - Parameter range: what stands between the quotes.
    private func convertString(
        within range: Range<Int>, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let text = UnsafeBufferPointer(start: batch.arena + range.lowerBound, count: range.count)
        guard text.contains(UInt8(ascii: "\\")) else {
            return convertString(offset: range.lowerBound, length: range.count, mayHaveNUL: false, in: batch, into: cell)
        }
        let offset = batch.reserve(range.count)
        let scanner = JSONScanner(bytes: batch.arena, end: range.upperBound)
        let length = scanner.unescape(range.lowerBound, range.upperBound, to: batch.arena + offset)
        batch.setArenaCount(offset + length)
        return convertString(offset: offset, length: length, mayHaveNUL: true, in: batch, into: cell)
    }
}
