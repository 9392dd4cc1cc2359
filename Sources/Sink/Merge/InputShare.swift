// What a shard has of an input: all of it, or a part.

import Ledger
import RowModel

/// An input of a shard, as the run that takes its rows over counts it.
public struct InputShare: Sendable {
    /// Under its number in this run. Of a part: what is counted of that part alone, with the length of its content.
    public var account: InputAccount
    /// How the shard calls it, and its records.
    public var number: RenumberedRows.Number
    /// What the parts make together; nil where the shard has all of it.
    public var whole: WholeInput?

    public init(_ account: InputAccount, _ number: RenumberedRows.Number, partOf whole: WholeInput? = nil) {
        self.account = account
        self.number = number
        self.whole = whole
    }
}

/// An input that several shards have read in parts.
public struct WholeInput: Sendable, Equatable {
    public var identity: InputIdentity
    public var reading: InputReading
    /// Length and CRC-32 of the content.
    public var decodedBytes: Int
    public var crc32: UInt32

    public init(identity: InputIdentity, reading: InputReading, decodedBytes: Int, crc32: UInt32) {
        self.identity = identity
        self.reading = reading
        self.decodedBytes = decodedBytes
        self.crc32 = crc32
    }

    /// The input before its first part.
    public func record(_ index: Int) -> InputRecord { InputRecord(index: index, identity: identity, reading: reading) }

    public func completeIfAllIsThere(_ input: inout InputRecord) {
        guard input.decodedBytes == decodedBytes else { return }
        input.readMark = ReadMark(bytes: decodedBytes, crc32: crc32)
        input.isComplete = true
    }
}
