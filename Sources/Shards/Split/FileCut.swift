// What an attempt to divide a file has come to.

import RowModel

enum FileCut: Sendable, Equatable {
    /// Places in the order of the file, each the start of a record behind the first; none is the file's start or end.
    case places([InputPart.Place])
    case whole(WholeReason)

    /// The parts that the places divide a file into.
    static func parts(_ places: [InputPart.Place]) -> [InputPart] {
        let starts = [.start] + places
        return zip(starts, places.map(Optional.some) + [nil]).map { InputPart(start: $0, end: $1) }
    }

    /// Offsets that parts should start at or behind, so that they are alike.
    static func targets(_ fileSize: Int, parts: Int) -> [Int] {
        // By the remainder too: the product of two large numbers would not fit.
        (1..<max(parts, 1)).map { fileSize / parts * $0 + fileSize % parts * $0 / parts }
    }
}
