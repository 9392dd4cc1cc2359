// Places at which a file can be divided, found by reading it once as a recount does.

import Foundation
import RowModel

/// Where records start, as far as it was asked for.
public struct RecordPlaces: Sendable, Equatable {
    /// In the order of the file; none is its start or end.
    public var places: [InputPart.Place]
    /// Gzip members; 0 for a file that is not packed.
    public var members: Int
    /// Length of the content.
    public var decodedBytes: Int
}

/// Reads a file from its first byte to its last, and notes some of the places where a record starts: the first at or behind each
/// target, in gzip the first within or behind each member that starts there, since a reader can begin at members only.
///
/// Blocks until the file is read, in memory that does not grow with it.
/// - Parameters:
///   - path: a regular file, plain or gzip.
///   - compression: how it is packed, as for a recount.
///   - format: NDJSON, or CSV without `footer_lines` and without marks of several bytes; of others no place is found.
///   - targets: offsets in the file, in rising order.
/// - Throws: as for a recount: what is divided is whole and sound.
public func recordPlaces(
    path: String, compression: Compression, format: RecordFormat, behind targets: [Int]
) throws(RecountError) -> RecordPlaces {
    let file = try RecountedFile(path: path)
    let packing = try file.packing(compression)
    let pieces: any ContentPieces =
        switch packing {
        case .plain: PlainPieces(file)
        case .gzip: GzipPieces(file, inflater: DeflateLibrary.preferred.makeInflater())
        case .zstd: try ZstdReading.pieces(of: file)
        }
    var search = PlaceSearch(format, isPacked: packing != .plain, targets)
    var member = ContentChecksum()
    try PieceRing.forEach(of: pieces) { (content, trailer) throws(RecountError) in
        member.add(content)
        search.add(content)
        if let trailer {
            try trailer.check(member, path: path)
            member = ContentChecksum()
            search.endMember(at: trailer.offset + GzipTrailer.length)
        }
        return true
    }
    return search.found
}

/// The search as a value: it is told of the content and of the members' ends.
private struct PlaceSearch {
    private(set) var found = RecordPlaces(places: [], members: 0, decodedBytes: 0)
    private var starts: RecordStarts
    private var targets: ArraySlice<Int>
    private let isPacked: Bool
    private var isSearching = false
    /// Offsets of the current member in the file and in the content; of the file itself where there are none.
    private var member = (file: 0, decoded: 0)

    init(_ format: RecordFormat, isPacked: Bool, _ targets: [Int]) {
        starts = RecordStarts(format)
        self.isPacked = isPacked
        self.targets = targets.drop { $0 <= 0 }
    }

    mutating func add(_ content: UnsafeRawBufferPointer) {
        var rest = content
        while !rest.isEmpty {
            if !isSearching { pass(upTo: nextTarget(within: rest.count), of: &rest) }
            guard !rest.isEmpty, isSearching else { continue }
            let start = starts.next(in: rest)
            take(start ?? rest.count, of: &rest)
            if start != nil { note() }
        }
    }

    mutating func endMember(at offset: Int) {
        found.members += 1
        member = (offset, found.decodedBytes)
        if let target = targets.first, offset >= target { isSearching = true }
    }

    /// In a member there is none: they are reached with its end.
    private func nextTarget(within count: Int) -> Int? {
        guard !isPacked, let target = targets.first, target < found.decodedBytes + count else { return nil }
        return max(0, target - found.decodedBytes)
    }

    private mutating func pass(upTo target: Int?, of rest: inout UnsafeRawBufferPointer) {
        let count = target ?? rest.count
        starts.pass(UnsafeRawBufferPointer(rebasing: rest[..<count]))
        take(count, of: &rest)
        isSearching = target != nil
    }

    private mutating func take(_ count: Int, of rest: inout UnsafeRawBufferPointer) {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        found.decodedBytes += count
    }

    /// A record starts here, and there is a byte of it.
    private mutating func note() {
        let offset = found.decodedBytes
        let place = isPacked
            ? InputPart.Place(file: member.file, skip: offset - member.decoded, decoded: offset) : InputPart.Place(file: offset, decoded: offset)
        found.places.append(place)
        targets = targets.drop { $0 <= place.file }
        isSearching = false
    }
}
