// What is left to do once a record's object is closed.

import RowModel

extension ObjectDecoder {
    /// Columns whose key did not come are null.
    func fillNulls(_ record: Int, _ row: UnsafeMutablePointer<Cell>) {
        for index in 0..<directory.targetCount {
            let target = directory.targets + index
            if directory.entries[Int(target.pointee.entry)].lastRecord != record { row[target.pointee.slot] = .null }
        }
    }

    /// The extra keys as one JSON object, appended to the arena; null if there are none.
    func captured(in batch: RowBatch) -> Cell {
        guard !extras.isEmpty else { return .null }
        let entries = directory.entries
        var length = 1
        for extra in extras { length += entries[Int(extra.key)].capturedLength + extra.end - extra.start + 1 }
        let offset = batch.reserve(length)
        var target = batch.arena + offset
        func append(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
            target.update(from: bytes, count: count)
            target += count
        }
        var separator = UInt8(ascii: "{")
        for extra in extras {
            append(&separator, 1)
            let entry = entries[Int(extra.key)]
            append(directory.text + entry.capturedStart, entry.capturedLength)
            append(batch.arena + extra.start, extra.end - extra.start)
            separator = UInt8(ascii: ",")
        }
        separator = UInt8(ascii: "}")
        append(&separator, 1)
        return .text(offset: offset, length: length)
    }
}
