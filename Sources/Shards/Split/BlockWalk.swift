// The blocks of a BGZF file: gzip members that say how long they are (SAM/BAM format specification, 4.1,
// https://samtools.github.io/hts-specs/SAMv1.pdf).

import RowModel

/// A gzip member of at most 64 KiB, with at most 64 KiB in it.
struct Block: Equatable {
    /// Offset in the file, and bytes there.
    var file: Int
    var length: Int
    /// Offset in the decoded bytes of the whole file, and bytes of them.
    var decoded: Int
    var contentLength: Int
}

/// Goes from block to block by what their headers and ends say, and reads nothing else.
struct BlockWalk {
    /// The file is not made of blocks from its first to its last byte.
    struct NotBlocks: Error {}

    static let longestBlock = 64 << 10
    private static let fixedHeader = 12
    private static let trailer = 8
    /// The end of a block and the header of the next, which is hardly ever longer.
    private static let view = 64
    private static let extraField: UInt8 = 1 << 2

    private let file: FileBytes
    private var next = Block(file: 0, length: 0, decoded: 0, contentLength: 0)

    /// - Returns: nil for a file that does not begin with a block.
    init?(_ file: FileBytes) throws(FileBytesError) {
        self.file = file
        guard let length = try Self.length(file.bytes(at: 0, count: Self.view), at: 0, file) else { return nil }
        next.length = length
    }

    /// - Returns: nil behind the last block, which ends with the file.
    mutating func nextBlock() throws -> Block? {
        if next.file == file.size { return nil }
        var block = next
        let end = block.file + block.length
        let bytes = try file.bytes(at: end - 4, count: Self.view)
        guard bytes.count >= 4 else { throw NotBlocks() }
        block.contentLength = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }  // RFC 1952 2.3.1: ISIZE
        guard block.contentLength <= Self.longestBlock else { throw NotBlocks() }
        next = Block(file: end, length: 0, decoded: block.decoded + block.contentLength, contentLength: 0)
        if end < file.size {
            guard let length = try Self.length(Array(bytes[4...]), at: end, file) else { throw NotBlocks() }
            next.length = length
        }
        return block
    }

    /// - Parameter start: the first bytes of what may be a block.
    /// - Returns: its length in bytes; nil if it is none.
    private static func length(_ start: [UInt8], at offset: Int, _ file: FileBytes) throws(FileBytesError) -> Int? {
        guard start.count >= fixedHeader, start.starts(with: [0x1F, 0x8B, 8]), start[3] & extraField != 0 else { return nil }
        let extraLength = Int(start[10]) | Int(start[11]) << 8
        var header = start
        if header.count < fixedHeader + extraLength { header = try file.bytes(at: offset, count: fixedHeader + extraLength) }
        guard header.count >= fixedHeader + extraLength else { return nil }
        var fields = header[fixedHeader..<(fixedHeader + extraLength)]
        while fields.count >= 4 {
            let field = Array(fields.prefix(4))
            let length = Int(field[2]) | Int(field[3]) << 8
            fields = fields.dropFirst(4)
            guard fields.count >= length else { return nil }
            if field.starts(with: "BC".utf8), length == 2 {
                let block = (Int(fields.first!) | Int(fields.dropFirst().first!) << 8) + 1
                return block >= fixedHeader + extraLength + trailer ? block : nil
            }
            fields = fields.dropFirst(length)
        }
        return nil
    }
}
