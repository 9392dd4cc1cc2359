// A batch as it is behind decode, without its end.

import RowModel

extension RowBatch {
    /// Leaves only what decode has made of the first records, rejects included.
    func cut(toRecords count: Int) {
        let rows = (0..<rowCount).map(recordNumber(ofRow:))
        let records = (rows + rejects.map(\.record)).sorted()
        guard records.count > count else { return }
        let last = count == 0 ? 0 : records[count - 1]
        rowCount = rows.count { $0 <= last }
        rejects.removeAll { $0.record > last }
        tallies[0] = Tally()
        tallies[0].pass(rowCount)
        tallies[0].reject(rejects.count)
    }
}
