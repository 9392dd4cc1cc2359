// What the functions of a connection keep from row to row.

import Patterns
import RowModel

/// Confined to the connection's thread.
final class FunctionMemory {
    let patterns = PatternCache()
    let layouts = LayoutCache()
    /// A result while it is put together; copied by SQLite.
    var buffer: [UInt8] = []
    private static let keptCapacity = 1 << 20

    func clearBuffer() {
        buffer.removeAll(keepingCapacity: buffer.capacity <= Self.keptCapacity)
    }
}

/// Formats that come with the rows are compiled when they change, not once a row.
final class LayoutCache {
    private static let capacity = 32
    /// Longest texts that are remembered.
    private static let textBytes = 4 << 10

    private struct Entry {
        var format: [UInt8]
        var zone: [UInt8]?
        var result: Result<TimeLayout, TimeFormatError>
    }

    private var entries: [Entry] = []
    private var oldest = 0

    func layout(_ format: UnsafeRawBufferPointer, zone: UnsafeRawBufferPointer?) throws(TimeFormatError) -> TimeLayout {
        for index in entries.indices where entries[index].format.elementsEqual(format) {
            let isSameZone = if let zone, let known = entries[index].zone { known.elementsEqual(zone) } else {
                zone == nil && entries[index].zone == nil
            }
            if isSameZone { return try entries[index].result.get() }
        }
        guard format.count + (zone?.count ?? 0) <= Self.textBytes else { return try Self.make(format, zone: zone).get() }
        let entry = Entry(format: Array(format), zone: zone.map(Array.init), result: Self.make(format, zone: zone))
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % Self.capacity
        }
        return try entry.result.get()
    }

    private static func make(
        _ format: UnsafeRawBufferPointer, zone: UnsafeRawBufferPointer?
    ) -> Result<TimeLayout, TimeFormatError> {
        do throws(TimeFormatError) {
            let zone = zone.map { String(decoding: $0, as: UTF8.self) }
            return .success(try TimeLayout(String(decoding: format, as: UTF8.self), zone: zone, for: .timestamp))
        } catch {
            return .failure(error)
        }
    }
}
