// A test hook: a channel that loses, doubles or swaps batches. See TestFault.

import RowModel

/// Strikes the N-th batch that is sent. Confined to the sending task. Not for use.
final class ChannelFault {
    private enum Kind: String {
        case drop = "drop-batch"
        case double = "double-batch"
        /// Sends it behind the next element.
        case swap = "swap-batches"
        /// Ends the channel in front of it.
        case cut = "cut-channel"
    }

    private let kind: Kind
    private let number: Int
    private var batches = 0
    private var held: FlowElement?

    /// - Returns: nil, unless such a fault is asked for.
    init?() {
        guard let fault = TestFault.requested, let kind = Kind(rawValue: fault.name) else { return nil }
        self.kind = kind
        number = fault.number
    }

    /// What is sent instead of an element.
    func change(_ element: FlowElement) -> [FlowElement] {
        if kind == .cut, batches >= number { return [] }
        guard case .batch(let batch) = element else { return [element] + release() }
        batches += 1
        guard batches == number else { return [element] + release() }
        switch kind {
        case .drop, .cut: return []
        case .double: return [.batch(batch.copy()), element]
        case .swap:
            held = element
            return []
        }
    }

    private func release() -> [FlowElement] {
        defer { held = nil }
        return held.map { [$0] } ?? []
    }
}

extension RowBatch {
    fileprivate func copy() -> RowBatch {
        let copy = RowBatch(shape: shape)
        self.copy(into: copy)
        return copy
    }
}
