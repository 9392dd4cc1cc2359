// The inputs' files counted again, several at once.

import Dispatch
import Foundation
import RowModel
import Synchronization

/// Recounts that are under way on threads of their own, which may block.
///
/// Each file takes a fixed amount of memory, less than a mebibyte, so only a few are read at a time.
final class InputRecounts: Sendable {
    private static let filesAtOnce = min(ProcessInfo.processInfo.activeProcessorCount, 8)

    /// Where an input stands in the report. (Its number in the ledger may be that of another too, if it was edited.)
    struct Place: Hashable {
        /// Positions, from 0.
        let run, input: Int
    }

    private let inputs: [InputRecord]
    private let order: [Place: Int]
    private let results: Mutex<[Result<Recount, RecountError>?]>
    /// One for each input: signalled when it has its result.
    private let counted: [DispatchSemaphore]
    private let started = Atomic(0)
    private let isStopped = Atomic(false)
    private let workers = DispatchGroup()
    /// nil if every input is to be counted.
    private let memory: RecountMemory?

    /// Begins to count, in this order.
    init(of inputs: [(place: Place, record: InputRecord)], remembering memory: RecountMemory? = nil) {
        self.memory = memory
        self.inputs = inputs.map(\.record)
        order = Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ($1.place, $0) })
        results = Mutex(Array(repeating: nil, count: inputs.count))
        counted = inputs.map { _ in DispatchSemaphore(value: 0) }
        for _ in 0..<min(inputs.count, Self.filesAtOnce) {
            DispatchQueue(label: "weir.recount.count", qos: .userInitiated).async(group: workers) { self.work() }
        }
    }

    /// Waits for the recount of an input; nil if it is none of those that are counted.
    func result(at place: Place) -> Result<Recount, RecountError>? {
        guard let index = order[place] else { return nil }
        counted[index].wait()
        counted[index].signal()
        return results.withLock { $0[index]! }
    }

    /// Gives up what is not counted yet, and waits until no file is read any more. No result may be asked for then.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        workers.wait()
    }

    private func work() {
        while !isStopped.load(ordering: .relaxed) {
            let index = started.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < inputs.count else { return }
            let input = inputs[index]
            let result = memory?.recount(input) { recount(input) } ?? recount(input)
            results.withLock { $0[index] = result }
            counted[index].signal()
        }
    }

    private func recount(_ input: InputRecord) -> Result<Recount, RecountError> {
        Result { () throws(RecountError) in
            try Ledger.recount(
                path: input.identity.path, compression: input.reading.compression, encoding: input.reading.encoding,
                format: input.reading.format, part: input.reading.part, goesOn: { !isStopped.load(ordering: .relaxed) })
        }
    }
}
