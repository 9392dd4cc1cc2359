// What passes from the reader to the writer, in order.

import Ledger
import Readers
import RowModel

/// An input's batches stand between its `beginInput` and its `endInput`; `endOfSource` is last. A channel that ends
/// without it was cut off.
enum FlowElement: Sendable {
    case beginInput(InputAccount, PlannedInput)
    case batch(RowBatch)
    case endInput(Int, InputSummary)
    case endOfSource

    /// Bytes this element weighs in the channel.
    var weight: Int {
        switch self {
        case .batch(let batch): batch.weight
        default: 64
        }
    }
}
