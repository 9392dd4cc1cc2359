// The reader's counts of an input held against those of the recount that listened in. Pure.

import Ledger
import Readers

extension Recount {
    /// Where the reader has counted something else.
    func imbalances(with summary: InputSummary) -> [Imbalance] {
        let pairs = [
            ("records", summary.records, records), ("blank lines", summary.blankLines, blankLines),
            ("comment lines", summary.commentLines, commentLines),
            ("places where records can't be told apart", 0, isBroken ? 1 : 0),
            ("decoded bytes", summary.decodedBytes, decodedBytes), ("CRC-32", Int(summary.crc32), Int(crc32)),
        ]
        return pairs.filter { $0.1 != $0.2 }.map {
            Imbalance(equation: "\($0.0) by the reader = \($0.0) counted apart", left: $0.1, right: $0.2)
        }
    }
}
