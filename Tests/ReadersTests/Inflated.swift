// What a library makes of a gzip file, as a value that a test can compare.

import Readers
import TestSupport

/// The content as far as it came, and how it ended.
struct Inflated: Equatable {
    /// After a read.
    struct Mark: Equatable {
        var bytes: Int
        var crc32: UInt32
    }

    private(set) var content: [UInt8] = []
    private(set) var marks: [Mark] = []
    private(set) var fileBytes = 0
    private(set) var error: ReadError?
    var verdict: String { error?.description ?? "whole" }

    /// - Parameters:
    ///   - nextChunk: the length of the next read from the file, at least 1.
    ///   - nextRoom: the length of the next read of its content, at least 1.
    init(_ bytes: [UInt8], library: InflateLibrary, nextChunk: @escaping () -> Int = { .max }, nextRoom: () -> Int = { 1 << 18 }) {
        do throws(ReadError) {
            let source = ChunkedSource(bytes, nextChunk: nextChunk)
            let input = try DecodedInput(source: source, name: "in.gz", compression: .gzip, library: library)
            var count = 0
            repeat {
                // Of its own, so that the address sanitizer sees a byte too many.
                let room = UnsafeMutableRawBufferPointer.allocate(byteCount: nextRoom(), alignment: 1)
                defer { room.deallocate() }
                count = try input.read(into: room)
                content += room[..<count]
                marks.append(Mark(bytes: content.count, crc32: input.crc32))
                fileBytes = input.fileBytes
            } while count > 0
        } catch {
            self.error = error
        }
    }

    /// Both refuse, which is all that matters; what is wrong, and after how many bytes, they may see otherwise. And one may take a
    /// Huffman code that has more patterns than it needs, if the content is right.
    func differsAsAllowed(from zlib: Inflated) -> Bool {
        guard case .gzipCorrupt(_, _, _, _, let detail) = zlib.error else {
            // It ends early, or the other notices first that it is corrupt.
            if case .gzipTruncated = zlib.error { return error?.exitCode == .badData }
            return false
        }
        return error?.exitCode == .badData
            || error == nil && ["invalid code lengths set", "invalid literal/lengths set", "invalid distances set"].contains(detail)
    }
}

/// An error without numbers.
enum Ending: Equatable {
    case whole
    case truncated(member: Int)
    case trailing(members: Int)
    case other

    init(_ error: ReadError?) {
        self = switch error {
        case nil: .whole
        case .gzipTruncated(_, _, let member, _): .truncated(member: member)
        case .gzipTrailing(_, _, let members, _): .trailing(members: members)
        default: .other
        }
    }
}

extension RandomGzip {
    /// How a reading of the first `end` bytes has to end; there are at least the magic bytes.
    func ending(cutAt end: Int) -> Ending {
        let members = memberEnds.count { $0.file <= end }
        let start = members > 0 ? memberEnds[members - 1].file : 0
        switch end - start {
        case 0: return .whole
        case 1: return .trailing(members: members)
        default: return .truncated(member: members + 1)
        }
    }
}
