// What passes from the reader to the writer, in order.

import Ledger
import Readers
import RowModel
import Sink

/// An input's batches stand between its `beginInput` and its `endInput`; `endOfSource` is last. A channel that ends
/// without it was cut off. A batch is for the target that has begun its input under its number.
enum FlowElement: Sendable {
    case beginInput(InputOpening)
    case batch(RowBatch)
    /// With the input's number in each target that reads it.
    case endInput([Int], InputSummary)
    case endOfSource

    /// Bytes this element weighs in the channel.
    var weight: Int {
        switch self {
        case .batch(let batch): batch.weight
        default: 64
        }
    }
}

/// An input that is about to be read.
struct InputOpening: Sendable {
    /// As a message should name it.
    var name: String
    /// As each target that reads it takes it.
    var targets: [TargetInput]
    var isAtomic: Bool
}
