// Where records start in a content that arrives in pieces.

import Foundation
import RowModel

/// Passes over a content, and finds the next start of a record when it is asked to.
struct RecordStarts {
    private var counter: RecordCounter
    private let format: RecordFormat
    private var lastByte: UInt8?

    init(_ format: RecordFormat) {
        self.format = format
        counter = RecordCounter(format)
    }

    mutating func pass(_ content: UnsafeRawBufferPointer) {
        guard let last = content.last else { return }
        lastByte = last
        // A line feed is all there is to know of NDJSON.
        if case .csv = format { counter.add(content) }
    }

    /// - Returns: the first place of the content at which a record may start, which is not passed yet; nil if there is none in this
    ///   piece, and then all of it is passed.
    mutating func next(in content: UnsafeRawBufferPointer) -> Int? {
        var position = 0
        while position < content.count {
            if isStart(before: content[position]) { return position }
            let end = content[position...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            let next = end.map { $0 + 1 } ?? content.count
            pass(UnsafeRawBufferPointer(rebasing: content[position..<next]))
            position = next
        }
        return nil
    }

    private func isStart(before byte: UInt8) -> Bool {
        switch format {
        // Neither at the content's start nor behind a byte order mark there: a part begins behind the end of a line.
        case .csv: (lastByte == UInt8(ascii: "\n") || lastByte == UInt8(ascii: "\r")) && counter.isAtRecordStart(before: byte)
        case .ndjson: lastByte == UInt8(ascii: "\n")
        case .json: false
        }
    }
}
