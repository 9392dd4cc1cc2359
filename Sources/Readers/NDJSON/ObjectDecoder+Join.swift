// An array of scalars → one text, for columns with `join`.

import RowModel

extension ObjectDecoder {
    /// Stores the elements of an array, whose valid text is `start ..< end`, joined by the column's separator: strings
    /// without quotes and escapes, numbers and booleans as written; nulls are left out.
    ///
    /// Cost: two passes over the array, and no memory but the text's.
    func join(
        _ target: KeyTarget, _ start: Int, _ end: Int, into cell: UnsafeMutablePointer<Cell>, _ batch: RowBatch
    ) -> ConversionFailure? {
        var bytes = 0
        var mayHaveNUL = false
        var failure: ConversionFailure?
        forEachElement(start, end, in: batch) { element in
            if element.kind == .object || element.kind == .array { failure = .jsonNested }
            mayHaveNUL = mayHaveNUL || element.hasEscapes
            bytes += element.end - element.start + target.separatorLength
        }
        if let failure { return failure }
        // The record's own length bounds the elements, but not what is put between them.
        guard bytes <= max(end - start, longestText) else { return .joinTooLong }

        let offset = batch.reserve(bytes)
        var written = 0
        var isFirst = true
        forEachElement(start, end, in: batch) { element in
            if !isFirst {
                let separator = directory.text + target.separatorStart
                (batch.arena + offset + written).update(from: separator, count: target.separatorLength)
                written += target.separatorLength
            }
            isFirst = false
            written += element.write(from: batch.arena, to: batch.arena + offset + written)
        }
        batch.setArenaCount(offset + written)
        let text = UnsafeBufferPointer(start: batch.arena + offset, count: written)
        if mayHaveNUL, text.contains(0) { return .containsNUL }
        cell.pointee = .text(offset: offset, length: written)
        return nil
    }

    /// Calls `body` for each element that is not null.
    private func forEachElement(_ start: Int, _ end: Int, in batch: RowBatch, _ body: (JoinedElement) -> Void) {
        let scanner = JSONScanner(bytes: batch.arena, end: end)
        var position = scanner.skipWhitespace(start + 1)
        while scanner.bytes[position] != UInt8(ascii: "]") {
            // The array has been found to be JSON: nothing throws.
            guard let behind = try? scanner.skipValue(at: position),
                let kind = JSONKind(firstByte: scanner.bytes[position])
            else { return }
            if kind != .null { body(JoinedElement(kind, position, behind, in: scanner)) }
            position = scanner.skipWhitespace(behind)
            if scanner.bytes[position] == UInt8(ascii: ",") { position = scanner.skipWhitespace(position + 1) }
        }
    }
}

/// An element's text: of a string, what stands between the quotes.
private struct JoinedElement {
    var kind: JSONKind
    var start: Int
    var end: Int
    var hasEscapes = false

    init(_ kind: JSONKind, _ start: Int, _ end: Int, in scanner: JSONScanner) {
        self.kind = kind
        self.start = kind == .string ? start + 1 : start
        self.end = kind == .string ? end - 1 : end
        if kind == .string {
            let text = UnsafeBufferPointer(start: scanner.bytes + self.start, count: self.end - self.start)
            hasEscapes = text.contains(UInt8(ascii: "\\"))
        }
    }

    /// - Returns: the bytes written.
    func write(from arena: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int {
        if hasEscapes { return JSONScanner(bytes: arena, end: end).unescape(start, end, to: target) }
        target.update(from: arena + start, count: end - start)
        return end - start
    }
}
