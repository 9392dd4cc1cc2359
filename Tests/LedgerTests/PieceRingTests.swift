// A content handed from one thread to another.

import TestSupport
import Testing

@testable import Ledger

@Suite struct PieceRingTests {
    /// Pieces that hold their own number, and perhaps an error behind them.
    private final class Numbers: ContentPieces {
        private var left: [Int]
        private let failure: RecountError?
        private(set) var read = 0

        init(_ lengths: [Int], failure: RecountError? = nil) {
            left = lengths.reversed()
            self.failure = failure
        }

        func next(into buffer: UnsafeMutableRawBufferPointer) throws(RecountError) -> ContentPiece? {
            guard let count = left.popLast() else {
                if let failure { throw failure }
                return nil
            }
            for place in 0..<count { buffer[place] = UInt8(truncatingIfNeeded: read) }
            read += 1
            return ContentPiece(count: count)
        }
    }

    private static func lengths(using random: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...40, using: &random)).map { _ in [0, 1, 3, 1000].randomElement(using: &random)! }
    }

    @Test("every piece arrives once, in order and unchanged, and then the error that ended it")
    func order() {
        var random = SeededGenerator()
        for round in 0..<300 {
            let lengths = Self.lengths(using: &random)
            let failure: RecountError? = Bool.random(using: &random) ? .notGzip(path: "p") : nil
            var seen: [Int] = []
            var isIntact = true
            var caught: RecountError?
            do throws(RecountError) {
                try PieceRing.forEach(of: Numbers(lengths, failure: failure)) { content, _ in
                    isIntact = isIntact && content.allSatisfy { $0 == UInt8(seen.count) }
                    seen.append(content.count)
                    return true
                }
            } catch {
                caught = error
            }
            #expect(seen == lengths && isIntact && caught == failure, "WEIR_SEED=\(random.seed), round \(round)")
        }
    }

    @Test("a user that has enough, or throws, gets no further piece, and the reader has ended")
    func early() {
        var random = SeededGenerator()
        for round in 0..<300 {
            let lengths = Self.lengths(using: &random)
            let numbers = Numbers(lengths, failure: .notGzip(path: "reader"))
            let last = Int.random(in: 0...40, using: &random)
            let throwsError = Bool.random(using: &random)
            var seen = 0
            var caught: RecountError?
            do throws(RecountError) {
                try PieceRing.forEach(of: numbers) { _, _ throws(RecountError) in
                    seen += 1
                    if seen > last, throwsError { throw .notGzip(path: "user") }
                    return seen <= last
                }
            } catch {
                caught = error
            }
            let place: Comment = "WEIR_SEED=\(random.seed), round \(round)"
            #expect(seen == min(last + 1, lengths.count), place)
            let end = lengths.count <= last ? "reader" : throwsError ? "user" : nil
            #expect(caught?.path == end, place)
            #expect(numbers.read <= seen + 4, place)
        }
    }
}
