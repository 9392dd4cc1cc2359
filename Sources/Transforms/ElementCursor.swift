// Goes through the elements of an array, or of a text, one by one.

import RowModel

/// Where in an arena the next element stands. A few words, however long the array.
struct ElementCursor {
    /// Why a value has no elements.
    enum Fault: Error, Equatable {
        case notArray(JSONKind)
        case notJSON
    }

    private enum Kind {
        case array
        case text(separator: [UInt8])
    }

    private let kind: Kind
    private let end: Int
    /// Where the next element begins; nil behind the last.
    private var position: Int?
    /// How many were taken.
    private(set) var taken = 0

    /// The elements of a JSON array; of `null` none.
    /// - Parameter range: of the arena, with white space around the value or not.
    init(array range: Range<Int>, in arena: UnsafePointer<UInt8>) throws(Fault) {
        let scanner = JSONScanner(bytes: arena, end: range.upperBound)
        kind = .array
        end = range.upperBound
        let start = scanner.skipWhitespace(range.lowerBound)
        guard start < end, let found = JSONKind(firstByte: arena[start]) else { throw .notJSON }
        if found == .null { return }
        guard found == .array else { throw .notArray(found) }
        let first = scanner.skipWhitespace(start + 1)
        guard first < end else { throw .notJSON }
        position = arena[first] == UInt8(ascii: "]") ? nil : first
    }

    /// The parts of a text; of an empty one none.
    init(text range: Range<Int>, separator: [UInt8]) {
        kind = .text(separator: separator)
        end = range.upperBound
        position = range.isEmpty ? nil : range.lowerBound
    }

    var isAtEnd: Bool { position == nil }

    /// The next element's range, without white space around it if it is JSON; nil behind the last.
    /// - Throws: ``Fault/notJSON``
    mutating func next(in arena: UnsafePointer<UInt8>) throws(Fault) -> Range<Int>? {
        guard let start = position else { return nil }
        taken += 1
        switch kind {
        case .array: return try nextValue(from: start, in: arena)
        case .text(let separator): return nextPart(from: start, separator, in: arena)
        }
    }

    private mutating func nextValue(from start: Int, in arena: UnsafePointer<UInt8>) throws(Fault) -> Range<Int> {
        let scanner = JSONScanner(bytes: arena, end: end)
        guard start < end, let behind = try? scanner.skipValue(at: start) else { throw .notJSON }
        let next = scanner.skipWhitespace(behind)
        guard next < end else { throw .notJSON }
        switch arena[next] {
        case UInt8(ascii: ","): position = scanner.skipWhitespace(next + 1)
        case UInt8(ascii: "]"): position = nil
        default: throw .notJSON
        }
        return start..<behind
    }

    private mutating func nextPart(from start: Int, _ separator: [UInt8], in arena: UnsafePointer<UInt8>) -> Range<Int> {
        let text = UnsafeRawBufferPointer(start: arena + start, count: end - start)
        let found = separator.withUnsafeBytes { ByteSearch.first($0, in: text) }
        position = found.map { start + $0 + separator.count }
        return start..<(found.map { start + $0 } ?? end)
    }
}
