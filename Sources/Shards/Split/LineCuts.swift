// Divides NDJSON that is not packed: a line feed never stands inside of a record (RFC 8259 7), so what follows one is a start.

import Foundation
import RowModel

enum LineCuts {
    private static let chunk = 16 << 10

    /// - Parameters:
    ///   - targets: offsets in rising order.
    ///   - longest: how far a line feed is looked for, in bytes; a file may have none.
    /// - Returns: for each target the first start of a line at or behind it, once.
    static func places(
        in file: FileBytes, targets: [Int], longest: Int = .max
    ) throws(FileBytesError) -> [InputPart.Place] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
        defer { buffer.deallocate() }
        var places: [InputPart.Place] = []
        for target in targets where target > places.last?.file ?? 0 {
            guard let start = try start(behind: target, in: file, longest, buffer) else { continue }
            places.append(InputPart.Place(file: start, decoded: start))
        }
        return places
    }

    private static func start(
        behind target: Int, in file: FileBytes, _ longest: Int, _ buffer: UnsafeMutableRawBufferPointer
    ) throws(FileBytesError) -> Int? {
        // The byte in front of it may be a line feed.
        var offset = target - 1
        while offset - target < longest {
            let count = try file.read(at: offset, into: buffer)
            if count == 0 { return nil }
            if let found = memchr(buffer.baseAddress!, CInt(UInt8(ascii: "\n")), count) {
                let start = offset + (UnsafeRawPointer(found) - UnsafeRawPointer(buffer.baseAddress!)) + 1
                return start < file.size ? start : nil
            }
            offset += count
        }
        return nil
    }
}
