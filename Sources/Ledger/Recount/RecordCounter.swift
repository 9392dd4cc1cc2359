// The counter of any format, behind an optional byte order mark.

import RowModel

/// How many of each kind of line or record there are.
struct RecordCounts: Equatable {
    var records = 0
    var blankLines = 0
    var commentLines = 0
    /// Whether the records can't be told apart up to the end.
    var isBroken = false
}

/// Counts the records of a content that arrives in pieces; where it is cut makes no difference.
struct RecordCounter {
    private enum Format {
        case csv(CSVRecordCounter)
        case ndjson(NDJSONRecordCounter)
        case json(JSONRecordCounter)
    }

    /// U+FEFF in UTF-8. At the very start it says "this is UTF-8" and is no part of the data.
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var format: Format
    /// Bytes of the mark seen so far; nil once it is known whether there is one.
    private var markBytes: Int? = 0

    /// - Parameter isAtStart: whether what comes is the content's start, where there may be a mark.
    init(_ format: RecordFormat, isAtStart: Bool = true) {
        if !isAtStart { markBytes = nil }
        self.format =
            switch format {
            case .csv(let dialect): .csv(CSVRecordCounter(dialect))
            case .ndjson: .ndjson(NDJSONRecordCounter())
            case .json: .json(JSONRecordCounter())
            }
    }

    mutating func add(_ content: UnsafeRawBufferPointer) {
        var start = content.startIndex
        while let seen = markBytes, start < content.endIndex {
            if content[start] != Self.mark[seen] {
                releaseMark()
            } else {
                start += 1
                markBytes = seen + 1 < Self.mark.count ? seen + 1 : nil
            }
        }
        count(UnsafeRawBufferPointer(rebasing: content[start...]))
    }

    /// The counts at the end of the input.
    mutating func finish() -> RecordCounts {
        releaseMark()
        return switch format {
        case .csv(let counter): counter.finish()
        case .ndjson(let counter): counter.finish()
        case .json(let counter): counter.finish()
        }
    }

    /// Whether a CSV record may start with a byte that comes next; see ``CSVRecordCounter/isAtRecordStart(before:)``.
    func isAtRecordStart(before byte: UInt8) -> Bool {
        guard markBytes == nil, case .csv(let counter) = format else { return false }
        return counter.isAtRecordStart(before: byte)
    }

    /// What looked like the beginning of a mark was data.
    private mutating func releaseMark() {
        guard let seen = markBytes else { return }
        markBytes = nil
        Self.mark.withUnsafeBytes { count(UnsafeRawBufferPointer(rebasing: $0[..<seen])) }
    }

    private mutating func count(_ data: UnsafeRawBufferPointer) {
        switch format {
        case .csv(var counter):
            counter.add(data)
            format = .csv(counter)
        case .ndjson(var counter):
            counter.add(data)
            format = .ndjson(counter)
        case .json(var counter):
            counter.add(data)
            format = .json(counter)
        }
    }
}
