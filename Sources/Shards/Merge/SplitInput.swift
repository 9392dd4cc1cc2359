// An input that several shards have read in parts, put together. Pure.

import CZlib
import Ledger
import RowModel
import Sink

/// The parts of one input, as their shards' ledgers have them.
struct SplitInput {
    private struct Part {
        var start: Int
        var length: Int
        var records: Int
        var crc32: UInt32
        var reading: InputReading
    }

    private let identity: InputIdentity
    private var parts: [Part] = []
    /// Records in front of each part, by where it starts in the content.
    private(set) var recordsBefore: [Int: Int] = [:]
    /// nil before ``finish()``.
    private(set) var whole: WholeInput?

    init(_ identity: InputIdentity) {
        self.identity = identity
    }

    mutating func add(_ part: InputPart, _ input: InputRecord) {
        parts.append(
            Part(
                start: part.start.decoded, length: input.decodedBytes - part.start.decoded, records: input.records,
                crc32: input.readMark?.crc32 ?? 0, reading: input.reading))
    }

    /// To be called once all parts are there, which follow each other without a gap.
    mutating func finish() {
        parts.sort { $0.start < $1.start }
        var (records, length, crc32) = (0, 0, UInt32(0))
        for part in parts {
            recordsBefore[part.start] = records
            records += part.records
            length += part.length
            crc32 = Self.combined(crc32, part.crc32, lengthOfSecond: part.length)
        }
        // The first has read the header that all go by.
        guard var reading = parts.first?.reading else { return }
        reading.part = nil
        whole = WholeInput(identity: identity, reading: reading, decodedBytes: length, crc32: crc32)
        parts = []
    }

    /// The CRC-32 of two pieces of content one behind the other (https://zlib.net/manual.html#Checksum).
    static func combined(_ first: UInt32, _ second: UInt32, lengthOfSecond length: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_combine(UInt(first), UInt(second), length))
    }
}
