// Rows that one thread reads while another writes those in front of them.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Shards

@Suite("rows ahead")
struct RowsAheadTests {
    private struct Failure: Error, Equatable {
        let place: String
    }

    private static let shape = BatchShape(slots: 1, rowCapacity: 1, blockBytes: 1 << 10)

    /// Fills so many batches with their numbers.
    private static func fill(_ count: Int, _ handOver: (RowBatch) throws -> RowBatch) throws {
        var batch = RowBatch(shape: shape)
        for number in 0..<count {
            batch.reset()
            batch.recordBase = number
            batch.rowCount = 1
            batch = try handOver(batch)
        }
    }

    @Test("every batch arrives once and in order, whoever is slower", arguments: [0, 1, 2, 3, 4, 500], [false, true])
    func order(count: Int, isReaderSlow: Bool) throws {
        var taken: [Int] = []
        try RowsAhead().read(of: Self.shape) { handOver in
            try Self.fill(count) { batch in
                if isReaderSlow { usleep(50) }
                return try handOver(batch)
            }
        } take: { batch in
            if !isReaderSlow { usleep(50) }
            taken.append(batch.recordBase)
        }
        #expect(taken == Array(0..<count))
    }

    @Test("what ends the reading comes behind what was read", arguments: [0, 1, 5])
    func brokenOff(behind count: Int) {
        var taken = 0
        #expect(throws: Failure(place: "read")) {
            try RowsAhead().read(of: Self.shape) { handOver in
                try Self.fill(count, handOver)
                throw Failure(place: "read")
            } take: { _ in taken += 1 }
        }
        #expect(taken == count)
    }

    @Test("nothing is read any more once a batch could not be taken", arguments: [0, 1, 5])
    func refused(behind count: Int) {
        let rows = RowsAhead()
        for _ in 0..<20 {
            nonisolated(unsafe) var isReading = false
            var taken = 0
            #expect(throws: Failure(place: "write")) {
                try rows.read(of: Self.shape) { handOver in
                    isReading = true
                    defer { isReading = false }
                    try Self.fill(1_000, handOver)
                } take: { _ in
                    if taken == count { throw Failure(place: "write") }
                    taken += 1
                }
            }
            #expect(taken == count && !isReading)
        }
    }
}
