// Reads and inflates on a thread of its own, while the caller decodes what came before.

import Dispatch
import Foundation
import Synchronization

/// Where the decoded bytes of an input are had from.
protocol DecodedBytes: AnyObject {
    /// Decoded bytes so far, and the CRC-32 of them.
    var byteCount: Int { get }
    var crc32: UInt32 { get }
    /// Bytes read of the input itself for them.
    var fileBytes: Int { get }

    /// Puts at least one decoded byte to the start of `buffer`, whose count is not 0.
    /// - Returns: how many; 0 only at the end of an input that was whole.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int
}

/// The rest of an input, up to ``blockCount`` blocks of it read ahead.
///
/// `byteCount` and `crc32` are those of the blocks that were at least begun, so they may be ahead of the bytes handed on
/// by less than a block.
final class ReadAhead: DecodedBytes {
    static let blockBytes = 256 * 1024
    static let blockCount = 3

    private let ring: BlockRing
    private var block: BlockRing.Block
    private var used = 0
    private var hasEnded = false

    /// - Parameter input: read by nobody else from now on.
    init(_ input: DecodedInput) {
        block = BlockRing.Block(marks: BlockRing.Marks(of: input))
        ring = BlockRing(input)
        ring.start()
    }

    deinit { ring.stop() }

    var byteCount: Int { block.marks.byteCount }
    var crc32: UInt32 { block.marks.crc32 }
    var fileBytes: Int { block.marks.fileBytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        if used == block.count {
            if hasEnded { return 0 }
            block = try ring.next()
            used = 0
            hasEnded = block.count == 0
        }
        let count = min(buffer.count, block.count - used)
        buffer.copyMemory(from: UnsafeRawBufferPointer(start: block.start.map { $0 + used }, count: count))
        used += count
        return count
    }
}

/// Blocks that one thread fills and another takes, in turn.
///
/// Invariant that makes the raw pointers and the unchecked Sendable safe: a block belongs to the filling thread from
/// `free` on and to the taking one from `filled` on, and `input` to the filling thread alone. The filling thread keeps
/// this alive until it ends.
private final class BlockRing: @unchecked Sendable {
    /// What an input's counters were behind a block.
    struct Marks {
        var byteCount: Int
        var crc32: UInt32
        var fileBytes: Int

        init(of input: DecodedInput) {
            byteCount = input.byteCount
            crc32 = input.crc32
            fileBytes = input.fileBytes
        }
    }

    struct Block {
        var start: UnsafeMutableRawPointer?
        /// 0 at the input's end.
        var count = 0
        var marks: Marks
        var error: ReadError?
    }

    private let input: DecodedInput
    private let storage = UnsafeMutableRawPointer.allocate(
        byteCount: ReadAhead.blockCount * ReadAhead.blockBytes, alignment: 64)
    /// ``ReadAhead/blockCount`` of them, initialised.
    private let blocks: UnsafeMutablePointer<Block>
    /// The taking thread's place: how many blocks it has taken.
    private var taken = 0
    // From 0: a semaphore must not end with less than it began with.
    private let free = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)
    private let isStopped = Atomic(false)

    init(_ input: DecodedInput) {
        self.input = input
        blocks = .allocate(capacity: ReadAhead.blockCount)
        blocks.initialize(repeating: Block(marks: Marks(of: input)), count: ReadAhead.blockCount)
        for _ in 0..<ReadAhead.blockCount { free.signal() }
    }

    deinit {
        blocks.deinitialize(count: ReadAhead.blockCount)
        blocks.deallocate()
        storage.deallocate()
    }

    func start() {
        let thread = Thread { self.fillAll() }
        thread.name = "weir.read-ahead"
        thread.qualityOfService = .userInitiated
        thread.start()
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        free.signal()
    }

    /// The next block, once it is there; the one before belongs to the filling thread again.
    func next() throws(ReadError) -> Block {
        if taken > 0 { free.signal() }
        filled.wait()
        let block = blocks[taken % ReadAhead.blockCount]
        taken += 1
        if let error = block.error { throw error }
        return block
    }

    private func fillAll() {
        var index = 0
        while true {
            free.wait()
            if isStopped.load(ordering: .acquiring) { return }
            let block = filledBlock(at: index % ReadAhead.blockCount)
            blocks[index % ReadAhead.blockCount] = block
            filled.signal()
            if block.count == 0 { return }
            index += 1
        }
    }

    private func filledBlock(at position: Int) -> Block {
        let start = storage + position * ReadAhead.blockBytes
        do throws(ReadError) {
            let count = try input.read(into: UnsafeMutableRawBufferPointer(start: start, count: ReadAhead.blockBytes))
            return Block(start: start, count: count, marks: Marks(of: input))
        } catch {
            return Block(marks: Marks(of: input), error: error)
        }
    }
}
