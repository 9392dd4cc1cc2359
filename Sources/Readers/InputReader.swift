// One input: file → inflate → UTF-8 → decode → batches.

import RowModel

/// Reads one input from start to end as batches. Blocking: run it where blocking is allowed.
///
/// Memory: the batch that is being filled, 256 KiB of raw input, the inflater's window, and what ``ReadAhead`` has ready;
/// a batch's block grows only for a record that does not fit, and never beyond the plan's `maxRecordBytes` and what the
/// decoder holds back. What such a
/// block holds of the records behind it is kept once, for the following batches, which have their usual size again.
public final class InputReader {
    /// What has been read so far; complete once ``next()`` has returned nil.
    public private(set) var summary = InputSummary()

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let name: String
    /// What the decoded bytes were before they were UTF-8.
    private let encoding: TextEncoding
    private let inputIndex: Int
    private let pool: BatchPool
    private var input: any DecodedBytes
    private let isPacked: Bool
    /// What is to be read ahead, from where that pays.
    private var unhurried: DecodedInput?
    private var decoder: any RecordDecoder
    /// The batch to be filled next; its arena starts with the tail of the one before. nil at the end.
    private var current: RowBatch?
    /// Decoded bytes that `current` is filled up to before it is decoded.
    private var fillTarget: Int
    private let longestBlock: Int
    private let maxInputBytes: Int?
    /// What follows `current` and has been read already. While there is any, `current` holds the bytes in front of
    /// it, all of which came from here.
    private var overhang: Overhang
    /// What an earlier reading has found the input to start with, as long as that is not passed.
    private var expected: ReadMark?
    private var isStarted = false
    private var inputHasEnded = false
    /// Whether nothing follows what `current` holds.
    private var isFinal: Bool { inputHasEnded && overhang.isEmpty }

    /// Opens the file and looks at its first bytes.
    /// - Throws: ``ReadError`` when it is missing, unreadable, a folder, or not what `compression` says.
    public convenience init(path: String, inputIndex: Int, plan: DecodePlan, pool: BatchPool) throws(ReadError) {
        try self.init(
            source: FileByteSource(path: path), name: path, inputIndex: inputIndex, plan: plan, pool: pool)
    }

    /// Reads from any source of bytes, packed as `plan.compression` says.
    /// - Parameters:
    ///   - name: what the input is called in errors.
    ///   - library: inflates it, if it is gzip.
    ///   - readsAhead: whether a thread of its own may read and inflate what comes next.
    ///   - tap: told of all bytes of the content as they come, before they become UTF-8, in order, for whoever counts
    ///     them apart; with `readsAhead` on that other thread, and ahead of the rows.
    public convenience init(
        source: any ByteSource, name: String, inputIndex: Int, plan: DecodePlan, pool: BatchPool,
        library: InflateLibrary = .preferred, readsAhead: Bool = false, tap: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) throws(ReadError) {
        let input = try DecodedInput(
            source: source, name: name, compression: plan.compression, encoding: plan.encoding, library: library)
        input.tap = tap
        let decoder: any RecordDecoder
        do {
            decoder = DecoderFault.wrapping(try Self.makeDecoder(plan))
        } catch {
            throw Self.readError(error, name: name)
        }
        self.init(
            input: input, name: name, inputIndex: inputIndex, encoding: plan.encoding,
            maxRecordBytes: plan.maxRecordBytes, maxInputBytes: plan.maxInputBytes, pool: pool, readsAhead: readsAhead,
            decoder: decoder)
    }

    /// Reads with a decoder of one's own.
    init(
        input: DecodedInput, name: String, inputIndex: Int, encoding: TextEncoding = .utf8, maxRecordBytes: Int,
        maxInputBytes: Int? = nil, pool: BatchPool, readsAhead: Bool = false, decoder: any RecordDecoder
    ) {
        self.name = name
        self.encoding = encoding
        self.inputIndex = inputIndex
        self.pool = pool
        self.input = input
        isPacked = input.isPacked
        unhurried = readsAhead ? input : nil
        self.decoder = decoder
        self.maxInputBytes = maxInputBytes
        // A record of the longest kind and its CR LF must fit, and what has to stand behind it.
        longestBlock = max(maxRecordBytes + 2, pool.shape.blockBytes) + decoder.heldBackBytes
        fillTarget = max(pool.shape.blockBytes, ContentKind.signatureBytes)
        overhang = Overhang(keptCapacity: pool.shape.blockBytes)
        current = pool.take()
    }

    /// The next batch, taken from the pool, with `inputIndex`, `streamOffset`, `recordBase`, rows, rejects and
    /// `tallies[0]` (decode) set; nil at the end of the input, once `summary` is complete.
    ///
    /// A batch ends where a record ends: `streamOffset + blockEnd` and ``InputSummary/records`` are a place to go on from.
    /// - Throws: ``ReadError`` for a truncated or corrupt input, at the place where it is noticed.
    public func next() throws(ReadError) -> RowBatch? {
        if let batch = try nextBatch() { return batch }
        do {
            try decoder.checkEnd()
        } catch {
            throw Self.readError(error, name: name)
        }
        return nil
    }

    private func nextBatch() throws(ReadError) -> RowBatch? {
        guard let batch = current else { return nil }
        while true {
            try fill(batch)
            if !isStarted { try start(batch) }

            let blockEnd = batch.arenaCount
            let consumed = try decode(batch, blockEnd: blockEnd)
            let isAtEnd = isFinal && consumed == blockEnd
            if batch.rowCount > 0 || !batch.rejects.isEmpty {
                current = nil
                if !isAtEnd { current = follower(of: batch, from: consumed, to: blockEnd) }
                finish(batch, consumed: consumed, of: blockEnd)
                return batch
            }
            // An incomplete record may have left texts behind the block.
            batch.setArenaCount(blockEnd)
            if isAtEnd {
                current = nil
                return finishEmpty(batch, blockEnd: blockEnd)
            }
            if consumed == 0 {
                guard !isFinal, fillTarget < longestBlock else {
                    throw .undecodable(input: name, .stalled(byteOffset: batch.streamOffset))
                }
                fillTarget = min(longestBlock, max(fillTarget * 2, 64))
            } else {
                dropFront(of: batch, consumed, blockEnd: blockEnd)
            }
        }
    }

    /// Passes over what an earlier reading has delivered. To be called before the first ``next()``.
    ///
    /// The bytes are read and inflated again, so that the CRC-32 at the end is that of the whole input, and they are
    /// compared with those of the earlier reading.
    /// - Throws: ``ReadError``, also if the input is too short to have been read that far.
    ///   ``ReadError/changed(input:byteCount:)`` may be thrown by a later ``next()``, since the earlier reading had
    ///   come a little further.
    public func skip(to checkpoint: InputCheckpoint) throws(ReadError) {
        guard checkpoint.decodedBytes > 0 else { return }
        expected = checkpoint.readMark
        // The first batch is decoded for the header's sake.
        guard let first = try next(), first.streamOffset <= checkpoint.decodedBytes else {
            throw .noSuchPlace(input: name, byteOffset: checkpoint.decodedBytes)
        }
        takeBack(first, from: checkpoint.decodedBytes)
        pool.put(first)
        if let batch = current { try discard(batch, upTo: checkpoint.decodedBytes) }
        guard input.byteCount >= checkpoint.decodedBytes else {
            throw .noSuchPlace(input: name, byteOffset: checkpoint.decodedBytes)
        }
        decoder.goOn(afterRecord: checkpoint.records)
        summary.records = checkpoint.records
        summary.blankLines = checkpoint.blankLines
        summary.commentLines = checkpoint.commentLines
    }

    /// Puts the bytes that a batch has used from `offset` on in front of those that follow it: the earlier reading may have
    /// had smaller batches.
    private func takeBack(_ batch: RowBatch, from offset: Int) {
        let start = offset - batch.streamOffset
        guard start < batch.blockEnd else { return }
        let bytes = UnsafeRawBufferPointer(start: batch.arena + start, count: batch.blockEnd - start)
        let next = pool.take()
        next.streamOffset = offset
        if overhang.isEmpty {
            _ = next.append(bytes)
            if let rest = current { _ = next.append(UnsafeRawBufferPointer(start: rest.arena, count: rest.arenaCount)) }
        } else {
            overhang.prepend(bytes)
        }
        if let rest = current { pool.put(rest) }
        current = next
    }

    /// Reads on without decoding until `batch` starts at `offset`.
    private func discard(_ batch: RowBatch, upTo offset: Int) throws(ReadError) {
        while offset - batch.streamOffset > batch.arenaCount {
            batch.streamOffset += batch.arenaCount
            batch.setArenaCount(0)
            fillTarget = pool.shape.blockBytes
            try fill(batch)
            if batch.arenaCount == 0 { throw .noSuchPlace(input: name, byteOffset: offset) }
        }
        dropFront(of: batch, offset - batch.streamOffset, blockEnd: batch.arenaCount)
        fillTarget = max(pool.shape.blockBytes, batch.arenaCount)
    }

    /// Reads a part of the input only. To be called before the first ``next()``, with `readsAhead` as it was given then.
    ///
    /// A header is read from the input's start first. Records are numbered from the part's first; offsets are those in the
    /// whole input. In front of the part, and at its end unless that is the input's, a record has to end.
    /// - Parameter sourceAt: the input's bytes from an offset in the file on.
    /// - Throws: ``ReadError``
    public func restrict(
        to part: InputPart, readsAhead: Bool = false, sourceAt: (Int) throws(ReadError) -> any ByteSource
    ) throws(ReadError) {
        guard let whole = input as? DecodedInput, !isStarted else { preconditionFailure("reading has begun") }
        guard part.start != .start else {
            summary.part = part
            return whole.restrict(to: part, recordEnds: decoder.lastBytes)
        }
        // Only a place in gzip has bytes to skip.
        guard isPacked || part.start.skip == 0 && part.start.file > 0 else {
            throw .otherPlace(
                input: name, fileOffset: part.start.file, byteOffset: part.start.decoded - part.start.skip)
        }
        if decoder.hasHeader, let first = try next() { pool.put(first) }
        if let rest = current { pool.put(rest) }
        // A reader of gzip begins at a member, wherever the record is; the byte in front of that is another member's.
        let lead = isPacked ? 0 : 1
        let content = try DecodedInput(
            source: sourceAt(part.start.file - lead), name: name, compression: isPacked ? .gzip : .none)
        content.tap = whole.tap
        content.restrict(to: part, lead: lead, recordEnds: decoder.lastBytes)
        input = content
        unhurried = readsAhead ? content : nil
        overhang = Overhang(keptCapacity: pool.shape.blockBytes)
        fillTarget = pool.shape.blockBytes
        inputHasEnded = false
        isStarted = true
        decoder.goOn(afterRecord: 0)
        summary = InputSummary()
        summary.part = part
        summary.missingColumns = decoder.missingColumns
        let batch = pool.take()
        batch.streamOffset = part.start.decoded
        current = batch
    }

    private func fill(_ batch: RowBatch) throws(ReadError) {
        if batch.arenaCapacity < fillTarget { batch.growArena(by: fillTarget - batch.arenaCount) }
        while !isFinal, batch.arenaCount < fillTarget {
            let room = UnsafeMutableRawBufferPointer(
                start: batch.arena + batch.arenaCount, count: fillTarget - batch.arenaCount)
            var count = overhang.take(into: room)
            if count == 0 {
                count = try read(into: room)
                inputHasEnded = count == 0
                if let limit = maxInputBytes, input.byteCount > limit { throw .tooLong(input: name, limit: limit) }
            }
            batch.setArenaCount(batch.arenaCount + count)
        }
        summary.decodedBytes = input.byteCount
        summary.fileBytes = input.fileBytes
        summary.crc32 = input.crc32
    }

    /// Reads on, up to the place at which the bytes can be compared with those of an earlier reading.
    private func read(into room: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        guard let mark = expected else {
            hurry()
            return try input.read(into: room)
        }
        let missing = mark.bytes - input.byteCount
        let count = missing > 0 ? try input.read(into: .init(rebasing: room[..<min(room.count, missing)])) : 0
        if count < missing, count > 0 { return count }
        guard count == missing, input.crc32 == mark.crc32 else { throw .changed(input: name, byteCount: mark.bytes) }
        expected = nil
        return count > 0 ? count : try input.read(into: room)
    }

    /// Has the rest read ahead, once there has been enough to make a thread worth its while. Not before the bytes
    /// were compared with those of an earlier reading, which needs the checksum at a certain byte.
    private func hurry() {
        guard let rest = unhurried, rest.byteCount >= 2 * ReadAhead.blockBytes else { return }
        unhurried = nil
        input = ReadAhead(rest)
    }

    /// Looks at the first decoded bytes.
    private func start(_ batch: RowBatch) throws(ReadError) {
        isStarted = true
        let bytes = UnsafeRawBufferPointer(start: batch.arena, count: batch.arenaCount)
        let kind = ContentKind(bytes)
        if kind.isNeverText {
            throw .notText(input: name, looksLike: kind, isPacked: isPacked)
        }
        if bytes.starts(with: Self.byteOrderMark) {
            dropFront(of: batch, Self.byteOrderMark.count, blockEnd: batch.arenaCount)
        }
    }

    /// A fresh batch for what `batch` has not consumed, which is there already unless it is more than a block.
    private func follower(of batch: RowBatch, from consumed: Int, to blockEnd: Int) -> RowBatch {
        let next = pool.take()
        next.streamOffset = batch.streamOffset + consumed
        fillTarget = pool.shape.blockBytes
        if batch.rowCount == batch.shape.rowCapacity || batch.rejects.count >= RecordDecoding.rejectCapacity {
            // Not bytes are the bound: a block as long as the last one's records and a quarter saves copying tails.
            fillTarget = max(min(fillTarget, consumed + consumed / 4), 1)
        }
        let tail = UnsafeRawBufferPointer(start: batch.arena + consumed, count: blockEnd - consumed)
        if !overhang.isEmpty {
            overhang.giveBack(tail.count)
        } else if tail.count > fillTarget {
            overhang.put(tail)
        } else {
            _ = next.append(tail)
        }
        return next
    }

    private func dropFront(of batch: RowBatch, _ count: Int, blockEnd: Int) {
        UnsafeMutableRawPointer(batch.arena).copyMemory(from: batch.arena + count, byteCount: blockEnd - count)
        batch.setArenaCount(blockEnd - count)
        batch.streamOffset += count
    }

    private static func makeDecoder(_ plan: DecodePlan) throws -> any RecordDecoder {
        switch plan.format {
        case .csv(let dialect): try CSVDecoder(plan: plan, dialect: dialect)
        case .ndjson: try NDJSONDecoder(plan: plan)
        case .json: try JSONElementDecoder(plan: plan)
        }
    }

    private func decode(_ batch: RowBatch, blockEnd: Int) throws(ReadError) -> Int {
        do {
            return try decoder.decode(batch, blockEnd: blockEnd, isFinal: isFinal)
        } catch DecodeError.unreadableHeader(let offset, let reason) where encoding != .utf8 {
            let read = "\(reason), read as \(encoding)"
            throw .undecodable(input: name, .unreadableHeader(byteOffset: offset, reason: read))
        } catch {
            throw Self.readError(error, name: name)
        }
    }

    private static func readError(_ error: any Error, name: String) -> ReadError {
        switch error {
        case let error as DecodeError: .undecodable(input: name, error)
        case let error as ColumnPathError: .undecodable(input: name, .invalidPath(error.description))
        default: .undecodable(input: name, .unexpected("\(error)"))
        }
    }

    private func finish(_ batch: RowBatch, consumed: Int, of blockEnd: Int) {
        batch.inputIndex = inputIndex
        batch.readMark = ReadMark(bytes: summary.startOffset + input.byteCount, crc32: input.crc32)
        batch.endBlock(at: consumed, of: blockEnd)
        nameUndecodableBytes(in: batch)
        var tally = Tally()
        tally.pass(batch.rowCount)
        tally.reject(batch.rejects.count)
        batch.tallies = [tally]
        summary.records = decoder.records
        summary.blankLines += batch.blankLines
        summary.commentLines += batch.commentLines
        summary.missingColumns = decoder.missingColumns
    }

    private func nameUndecodableBytes(in batch: RowBatch) {
        for index in batch.rejects.indices {
            let reject = batch.rejects[index]
            let raw = UnsafeBufferPointer(start: batch.arena + reject.raw.lowerBound, count: reject.raw.count)
            batch.rejects[index].reason = UndecodableMark.reason(reject.reason, raw: raw, encoding: encoding)
        }
    }

    /// The last batch may hold nothing but counts of lines that are no records; those must arrive too.
    private func finishEmpty(_ batch: RowBatch, blockEnd: Int) -> RowBatch? {
        finish(batch, consumed: blockEnd, of: blockEnd)
        if batch.blankLines + batch.commentLines > 0 { return batch }
        pool.put(batch)
        return nil
    }
}
