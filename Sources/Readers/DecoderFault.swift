// A test hook: a decoder that loses or miscounts a record. See TestFault.

import RowModel

/// Decodes as another decoder does, with a fault. Not for use.
struct DecoderFault: RecordDecoder {
    private enum Kind: String {
        /// Passes over record N as if it were not there.
        case skipRecord = "skip-record"
        /// Counts record N twice.
        case miscount = "miscount-record"
    }

    private var decoder: any RecordDecoder
    private let kind: Kind
    private let number: Int
    private var extraRecords = 0

    /// - Returns: the decoder itself, unless a fault is asked for.
    static func wrapping(_ decoder: any RecordDecoder) -> any RecordDecoder {
        guard let fault = TestFault.requested, let kind = Kind(rawValue: fault.name) else { return decoder }
        return DecoderFault(decoder: decoder, kind: kind, number: fault.number)
    }

    private init(decoder: any RecordDecoder, kind: Kind, number: Int) {
        self.decoder = decoder
        self.kind = kind
        self.number = number
    }

    var records: Int { decoder.records + extraRecords }
    var hasHeader: Bool { decoder.hasHeader }
    var lastBytes: [UInt8] { decoder.lastBytes }
    var heldBackBytes: Int { decoder.heldBackBytes }
    var missingColumns: [String] { decoder.missingColumns }

    mutating func decode(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int {
        let consumed = try decoder.decode(batch, blockEnd: blockEnd, isFinal: isFinal)
        guard let row = (0..<batch.rowCount).first(where: { batch.recordNumber(ofRow: $0) == number }) else {
            batch.recordBase += extraRecords
            return consumed
        }
        switch kind {
        case .miscount:
            extraRecords += 1
        case .skipRecord:
            extraRecords -= 1
            _ = batch.compact { $0 != row }
            for next in row..<batch.rowCount { batch.origins[next].recordDelta -= 1 }
        }
        return consumed
    }

    func checkEnd() throws {
        try decoder.checkEnd()
    }

    mutating func goOn(afterRecord records: Int) {
        decoder.goOn(afterRecord: records)
    }
}
