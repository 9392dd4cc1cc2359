// A content that is read on a thread of its own, a few pieces ahead of the one that counts it.

import Dispatch
import Synchronization

/// A small ring of buffers between a reading and a using thread; both may block, so neither is the cooperative pool's.
///
/// Invariant that makes it safe without a lock: each slot has one owner. It is the reader's between `free.wait` and
/// `filled.signal`, and the user's between `filled.wait` and `free.signal`; both take the slots in the same order.
/// `pieces` is the reader's alone.
final class PieceRing: @unchecked Sendable {
    private static let slotCount = 4
    private static let slotBytes = 128 << 10

    private struct Slot {
        let buffer: UnsafeMutableRawBufferPointer
        /// What was read: a piece, nothing more (nil) or why there is no more. The last two are the last.
        var outcome: Result<ContentPiece?, RecountError> = .success(nil)
    }

    private let slots: UnsafeMutablePointer<Slot>
    private let free = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)
    private let isAbandoned = Atomic(false)
    private let pieces: any ContentPieces

    private init(_ pieces: any ContentPieces) {
        self.pieces = pieces
        slots = .allocate(capacity: Self.slotCount)
        for index in 0..<Self.slotCount {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.slotBytes, alignment: 16)
            (slots + index).initialize(to: Slot(buffer: buffer))
            free.signal()
        }
    }

    deinit {
        for index in 0..<Self.slotCount { slots[index].buffer.deallocate() }
        slots.deinitialize(count: Self.slotCount)
        slots.deallocate()
    }

    /// Reads `pieces` to their end on a thread of its own, and hands each to `use` on the caller's until that returns
    /// false.
    /// - Throws: what reading or `use` throws, whichever comes first in the content. The reader has ended by then.
    static func forEach(
        of pieces: any ContentPieces,
        _ use: (UnsafeRawBufferPointer, GzipTrailer?) throws(RecountError) -> Bool
    ) throws(RecountError) {
        let ring = PieceRing(pieces)
        DispatchQueue(label: "weir.recount.read", qos: .userInitiated).async { ring.read() }
        try ring.use(use)
    }

    private func read() {
        var index = 0
        while true {
            free.wait()
            let outcome = isAbandoned.load(ordering: .relaxed) ? .success(nil) : next(into: slots[index].buffer)
            slots[index].outcome = outcome
            filled.signal()
            guard case .success(.some) = outcome else { return }
            index = (index + 1) % Self.slotCount
        }
    }

    private func next(into buffer: UnsafeMutableRawBufferPointer) -> Result<ContentPiece?, RecountError> {
        Result { () throws(RecountError) in try pieces.next(into: buffer) }
    }

    private func use(
        _ use: (UnsafeRawBufferPointer, GzipTrailer?) throws(RecountError) -> Bool
    ) throws(RecountError) {
        var index = 0
        filled.wait()
        while let piece = try slots[index].outcome.get() {
            let content = UnsafeRawBufferPointer(rebasing: slots[index].buffer[..<piece.count])
            let goesOn: Bool
            do throws(RecountError) {
                goesOn = try use(content, piece.trailer)
            } catch {
                abandon(at: index)
                throw error
            }
            guard goesOn else { return abandon(at: index) }
            free.signal()
            index = (index + 1) % Self.slotCount
            filled.wait()
        }
    }

    /// Has the reader end, and waits for it. The slot at `index` is the user's, and those behind it may be filled.
    private func abandon(at index: Int) {
        isAbandoned.store(true, ordering: .relaxed)
        var index = index
        while case .success(.some) = slots[index].outcome {
            free.signal()
            index = (index + 1) % Self.slotCount
            filled.wait()
        }
    }
}
