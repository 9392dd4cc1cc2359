// A content counted in memory, in pieces of any size.

import RowModel
import TestSupport

@testable import Ledger

/// Counts `bytes`, handed over in pieces of the sizes that `pieceBytes` gives.
func counts(of bytes: [UInt8], as format: RecordFormat, pieceBytes: () -> Int = { .max }) -> RecordCounts {
    var counter = RecordCounter(format)
    bytes.withUnsafeBytes { content in
        var start = 0
        while start < content.count {
            let end = start + min(max(pieceBytes(), 0), content.count - start)
            counter.add(UnsafeRawBufferPointer(rebasing: content[start..<end]))
            start = end
        }
    }
    return counter.finish()
}

func dialect(_ change: (inout CSVDialect) -> Void) -> CSVDialect {
    var dialect = CSVDialect()
    dialect.header = .absent
    change(&dialect)
    return dialect
}
