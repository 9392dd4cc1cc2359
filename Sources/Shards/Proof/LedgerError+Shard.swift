// A shard that can't be read, as the proof and the merge speak of it.

import Ledger

extension LedgerError {
    /// Why what stands in a shard's place is none; nil where it may be one.
    var reasonAgainstShard: String? {
        switch self {
        case .noLedger: "it has no ledger"
        case .notADatabase(_, let message): message
        case .version: description
        default: nil
        }
    }
}
