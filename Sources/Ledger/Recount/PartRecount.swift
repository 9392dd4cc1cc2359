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
        guard let end = part.end, offset >= end.decoded else { return goesOn() }
        // Where a member ends with the part, its trailer may come in a piece of its own.
        return isPacked && end.skip == 0 && trailer == nil && offset == end.decoded && goesOn()
    }
    return stream.finish(fileBytes: file.size)
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
