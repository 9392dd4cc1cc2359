// Counts NDJSON records: lines that hold more than white space.

import Foundation

/// Counts the lines of an NDJSON that arrives in pieces.
///
/// Cost: a byte at a time up to the first that is no white space, then memchr to the end of the line.
struct NDJSONRecordCounter {
    private enum Line {
        case empty
        case whiteSpace
        case record
    }

    private static let lineFeed = CInt(UInt8(ascii: "\n"))

    private var line = Line.empty
    private var counts = RecordCounts()

    mutating func add(_ content: UnsafeRawBufferPointer) {
        guard let bytes = content.baseAddress else { return }
        var position = 0
        while position < content.count {
            if line == .record {
                guard let end = memchr(bytes + position, Self.lineFeed, content.count - position) else { return }
                position = UnsafeRawPointer(end) - bytes + 1
                counts.records += 1
                line = .empty
                continue
            }
            switch content[position] {
            case UInt8(ascii: "\n"):
                counts.blankLines += 1
                line = .empty
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                line = .whiteSpace
            default:
                line = .record
            }
            position += 1
        }
    }

    /// The counts if the input ends here: a last line without line feed counts.
    func finish() -> RecordCounts {
        var total = counts
        switch line {
        case .empty: break
        case .whiteSpace: total.blankLines += 1
        case .record: total.records += 1
        }
        return total
    }
}
