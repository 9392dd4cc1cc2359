// A part of a file, counted alone.

import RowModel

/// Counts what a part holds. A gzip member that ends within the part, or with it, is compared with its checksum as a whole;
/// one that goes on behind the part is left to whoever counts the next.
func recount(
    _ part: InputPart, of file: RecountedFile, _ pieces: any ContentPieces, _ format: RecordFormat, isPacked: Bool,
    goesOn: () -> Bool
) throws(RecountError) -> Recount {
    var stream = StreamRecount(format.behindStart(of: part), isAtStart: part.start == .start)
    var member = ContentChecksum()
    /// Offset in the content of the whole file.
    var offset = part.start.decoded - part.start.skip
    var members = PartMembers(part)
    let path = file.path
    try PieceRing.forEach(of: pieces) { (content, trailer) throws(RecountError) in
        member.add(content)
        let first = max(0, min(content.count, part.start.decoded - offset))
        let last = min(content.count, (part.end?.decoded).map { $0 - offset } ?? content.count)
        if first < last { stream.add(UnsafeRawBufferPointer(rebasing: content[first..<last])) }
        offset += content.count
        if let trailer {
            try trailer.check(member, path: path)
            member = ContentChecksum()
        }
        members.pass(upTo: offset, trailer)
        guard let end = part.end, offset >= end.decoded else { return goesOn() }
        return isPacked && members.mayBegin(at: end, offset) && goesOn()
    }
    if isPacked, let end = part.end, offset >= end.decoded, !members.hold(end) {
        throw .notAsDivided(path: path, offset: end.file, decoded: end.decoded - end.skip)
    }
    return stream.finish(fileBytes: file.size)
}

/// Where gzip members start, in the file and in its content: whether a part ends in the one, and at the byte, that the next part
/// begins with.
private struct PartMembers {
    private struct Start: Equatable {
        var file: Int
        var decoded: Int
    }

    /// Of the member that the bytes passed last belong to, and of the one behind them.
    private var last: Start
    private var next: Start

    init(_ part: InputPart) {
        last = Start(file: part.start.file, decoded: part.start.decoded - part.start.skip)
        next = last
    }

    /// - Parameters:
    ///   - offset: in the content of the whole file.
    ///   - trailer: of the member, if it ends there.
    mutating func pass(upTo offset: Int, _ trailer: GzipTrailer?) {
        last = next
        if let trailer { next = Start(file: trailer.offset + GzipTrailer.length, decoded: offset) }
    }

    /// Whether the member that the next part begins with may still come: trailers, and members of nothing, stand in front of it.
    func mayBegin(at end: InputPart.Place, _ offset: Int) -> Bool {
        end.skip == 0 && offset == end.decoded && next.file < end.file
    }

    func hold(_ end: InputPart.Place) -> Bool {
        (end.skip == 0 ? next : last) == Start(file: end.file, decoded: end.decoded - end.skip)
    }
}

extension RecordFormat {
    /// What follows the file's start has no header, and no lines to skip.
    fileprivate func behindStart(of part: InputPart) -> RecordFormat {
        guard part.start.decoded > 0, case .csv(var dialect) = self else { return self }
        if dialect.header == .present { dialect.header = .absent }
        dialect.skipLines = 0
        return .csv(dialect)
    }
}
