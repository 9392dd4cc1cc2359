// Rows that are read by one thread while those in front of them are written by another.

import Foundation
import RowModel

/// Has batches filled on a thread of its own, at most two ahead of whoever takes them: who is slower makes the other wait.
final class RowsAhead {
    private static let batches = 3
    private let queue = DispatchQueue(label: "weir.merge.rows")

    /// - Parameters:
    ///   - fill: hands over each batch that is full, for one that is empty. On the other thread; it has ended when this
    ///     call returns, whichever way.
    ///   - take: told of each batch in order, on this thread.
    /// - Throws: what either throws.
    func read(
        of shape: BatchShape, from fill: @escaping (_ handOver: (RowBatch) throws -> RowBatch) throws -> Void,
        take: (RowBatch) throws -> Void
    ) throws {
        // The one that is filled first is made by `fill`.
        let exchange = BatchExchange((1..<Self.batches).map { _ in RowBatch(shape: shape) })
        nonisolated(unsafe) let fill = fill
        queue.async { exchange.end(Result { try fill(exchange.handOver) }) }
        do {
            while let batch = try exchange.next() {
                try take(batch)
                exchange.giveBack(batch)
            }
        } catch {
            exchange.abandon()
            throw error
        }
    }
}

/// Where two threads exchange full batches for empty ones. Each batch belongs to one of them at a time, or waits here; all
/// that is stored is behind the lock.
private final class BatchExchange: @unchecked Sendable {
    struct Abandoned: Error {}

    private let condition = NSCondition()
    private var full: [RowBatch] = []
    private var empty: [RowBatch]
    private var end: Result<Void, any Error>?
    private var isAbandoned = false

    init(_ empty: [RowBatch]) {
        self.empty = empty
    }

    /// Waits for an empty one.
    func handOver(_ batch: RowBatch) throws -> RowBatch {
        try condition.withLock {
            full.append(batch)
            condition.signal()
            while empty.isEmpty, !isAbandoned { condition.wait() }
            if isAbandoned { throw Abandoned() }
            return empty.removeLast()
        }
    }

    func end(_ result: Result<Void, any Error>) {
        condition.withLock {
            end = result
            condition.signal()
        }
    }

    /// Waits for a full one.
    /// - Returns: nil behind the last.
    func next() throws -> RowBatch? {
        try condition.withLock {
            while full.isEmpty, end == nil { condition.wait() }
            if !full.isEmpty { return full.removeFirst() }
            try end?.get()
            return nil
        }
    }

    func giveBack(_ batch: RowBatch) {
        condition.withLock {
            empty.append(batch)
            condition.signal()
        }
    }

    /// Has no more batches filled, and waits for the end of that.
    func abandon() {
        condition.withLock {
            isAbandoned = true
            condition.signal()
            while end == nil { condition.wait() }
        }
    }
}
