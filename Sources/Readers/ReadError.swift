// What can go wrong with a whole input.

import RowModel

/// An input that can't be read to its end. (A record that can't be decoded is a ``Reject`` instead.)
///
/// `input` is the file's name as it was given; offsets and lengths are bytes from 0.
public enum ReadError: WeirError, Equatable {
    public enum OpenFailure: Sendable, Equatable {
        case missing, unreadable, folder
        /// Any other, in the system's words.
        case other(String)
    }

    case cannotOpen(input: String, reason: OpenFailure)
    /// read(2) or a child process failed.
    case readFailed(input: String, fileOffset: Int, reason: String)
    /// - `isNameOnly`: nobody but the file's name says that it is gzip.
    case notGzip(input: String, looksLike: ContentKind, isNameOnly: Bool)
    case gzipTruncated(input: String, fileBytes: Int, member: Int, decodedBytes: Int)
    case gzipCorrupt(input: String, fileOffset: Int, member: Int, decodedBytes: Int, detail: String)
    /// Something that is no gzip member stands behind the last one.
    case gzipTrailing(input: String, fileOffset: Int, members: Int, looksLike: ContentKind)
    /// - `isNameOnly`: nobody but the file's name says that it is zstd.
    case notZstd(input: String, looksLike: ContentKind, isNameOnly: Bool)
    case zstdTruncated(input: String, fileBytes: Int, frame: Int, decodedBytes: Int)
    case zstdCorrupt(input: String, fileOffset: Int, frame: Int, decodedBytes: Int, detail: String)
    /// Something that is no zstd frame stands behind the last one.
    case zstdTrailing(input: String, fileOffset: Int, frames: Int, looksLike: ContentKind)
    /// A frame asks for more memory than `limit` bytes.
    case zstdWindow(input: String, frame: Int, limit: Int)
    /// Weir was built without libzstd.
    case withoutZstd(input: String)
    /// The decoded bytes are no text in an ASCII superset.
    case notText(input: String, looksLike: ContentKind, isPacked: Bool)
    /// Nothing at the content's start says in which order the bytes of UTF-16 or UTF-32 stand.
    case noByteOrderMark(input: String, encoding: TextEncoding)
    /// The content starts with the byte order mark of another encoding than the spec's.
    case otherByteOrderMark(input: String, of: TextEncoding, encoding: TextEncoding)
    /// iconv knew the encoding when the spec was checked, and does not any more.
    case unknownEncoding(input: String, encoding: TextEncoding)
    /// More decoded bytes than `max_input_bytes` allows.
    case tooLong(input: String, limit: Int)
    /// The input is too short, or not the one, to go on at that place.
    case noSuchPlace(input: String, byteOffset: Int)
    /// A part of an input ends too early.
    case partCutOff(input: String, byteOffset: Int)
    /// In front of this decoded byte, where the plan divides the input, no record ends.
    case noRecordStart(input: String, byteOffset: Int)
    /// What starts at a place in the file is not the content from that byte on, as the plan has it.
    case otherPlace(input: String, fileOffset: Int, byteOffset: Int)
    /// So many bytes at its start are not what an earlier reading has found there.
    case changed(input: String, byteCount: Int)
    /// The program whose output is the input can't be run.
    case cannotStart(input: String, reason: String)
    /// The program ended badly, behind so many bytes.
    case commandFailed(input: String, end: String, bytes: Int, lastLines: [String])
    /// The program has closed its stdin, behind so many bytes that it was given.
    case inputRefused(input: String, bytes: Int)
    /// What the program has printed ends within a line.
    case unfinishedLine(input: String, bytes: Int)
    /// Somebody wanted the reading to end.
    case stopped(input: String)
    /// The decoder refuses the input.
    case undecodable(input: String, DecodeError)

    public var exitCode: ExitCode {
        switch self {
        case .cannotOpen, .cannotStart: .noInput
        case .readFailed: .ioError
        case .stopped: .tryAgain
        case .undecodable(_, .stalled), .undecodable(_, .unexpected): .bug
        case .undecodable(_, .invalidDialect), .undecodable(_, .invalidPath), .unknownEncoding, .withoutZstd: .usage
        default: .badData
        }
    }

    public var description: String {
        switch self {
        case .cannotOpen(let input, .missing):
            return "\(input): no such file; check the name, the spec's folder and its parameters"
        case .cannotOpen(let input, .unreadable):
            return "\(input): permission denied; the user that runs this must be allowed to read it"
        case .cannotOpen(let input, .folder):
            return "\(input): is a folder; name a file, or a pattern such as \(input)/*.csv.gz"
        case .cannotOpen(let input, .other(let reason)):
            return "\(input): cannot be opened: \(reason)"

        case .readFailed(let input, let offset, let reason):
            return "\(input): reading failed at byte \(offset.grouped): \(reason); run again once it can be read"

        case .notGzip(let input, .empty, _):
            return "\(input): is empty, and an empty file is not gzip (even no data has a header and a check value); "
                + "fetch it again"
        case .notGzip(let input, .zstd, true):
            return "\(input): is not gzip, though its name says so, but zstd; `compression: zstd` reads it"
        case .notZstd(let input, .gzip, true):
            return "\(input): is not zstd, though its name says so, but gzip; `compression: gzip` reads it"
        case .notGzip(let input, let kind, let isNameOnly):
            let way = kind == .text || kind == .html || kind == .unknown
                ? "; if that is right, `compression: none` reads it as it is" : "; `compression: none` would read it as it is"
            return "\(input): is not gzip, \(isNameOnly ? "though its name says so" : "though the spec says so"): "
                + "it looks like \(kind)\(way)"
        case .notZstd(let input, let kind, let isNameOnly):
            let whose = isNameOnly ? "its name" : "the spec"
            return "\(input): is not zstd, though \(whose) says so: it \(kind == .empty ? "is empty" : "looks like \(kind)"); "
                + "fetch it again, or read it as it is by `compression: none`"

        case .gzipTruncated(let input, let bytes, let member, let decoded):
            return "\(input): is truncated: the file ends at byte \(bytes.grouped) within gzip member \(member.grouped), "
                + "after \(decoded.counted("decoded byte")); fetch it again"
        case .gzipCorrupt(let input, let offset, let member, let decoded, let detail):
            return "\(input): is corrupt: gzip member \(member.grouped) at byte \(offset.grouped) of the file, "
                + "after \(decoded.counted("decoded byte")): \(detail); fetch it again"
        case .gzipTrailing(let input, let offset, let members, let kind):
            return "\(input): \(members.counted("gzip member")) \(members == 1 ? "is" : "are") followed, at byte "
                + "\(offset.grouped) of the file, by something that is not gzip: it looks like \(kind); "
                + "fetch the file again, or cut it there if that is padding"

        case .zstdTruncated(let input, let bytes, let frame, let decoded):
            return "\(input): is truncated: the file ends at byte \(bytes.grouped) within zstd frame \(frame.grouped), "
                + "after \(decoded.counted("decoded byte")); fetch it again"
        case .zstdCorrupt(let input, let offset, let frame, let decoded, let detail):
            return "\(input): is corrupt: zstd frame \(frame.grouped) at byte \(offset.grouped) of the file, "
                + "after \(decoded.counted("decoded byte")): \(detail); fetch it again"
        case .zstdTrailing(let input, let offset, let frames, let kind):
            return "\(input): \(frames.counted("zstd frame")) \(frames == 1 ? "is" : "are") followed, at byte "
                + "\(offset.grouped) of the file, by something that is not zstd: it looks like \(kind); "
                + "fetch the file again, or cut it there if that is padding"
        case .zstdWindow(let input, let frame, let limit):
            return "\(input): zstd frame \(frame.grouped) can be unpacked with a window of more than \(limit.byteSize) only, and "
                + "memory has to stay flat; pack it without --long or --ultra, or read `command: [zstd, -dc, --long=31, …]`"
        case .withoutZstd(let input):
            return "\(input): is zstd, and this Weir was built without it; build it again where libzstd-dev is installed, or "
                + "read it by `command: [zstd, -dc, …]`"

        case .notText(let input, .gzip, true):
            return "\(input): is compressed twice: what it unpacks to is gzip again; gunzip it once"
        case .notText(let input, .utf16, _):
            return "\(input): looks like UTF-16; `encoding: utf-16` in source reads it (where it has no byte order mark, "
                + "utf-16le or utf-16be)"
        case .notText(let input, .utf32, _):
            return "\(input): looks like UTF-32; `encoding: utf-32` in source reads it"
        case .notText(let input, let kind, let isPacked):
            return "\(input): \(isPacked ? "unpacks to" : "looks like") \(kind), which is neither CSV nor JSON; unpack or export it first"

        case .noByteOrderMark(let input, let encoding):
            return "\(input): has no byte order mark, and `encoding: \(encoding)` goes by it; say \(encoding)le or "
                + "\(encoding)be"
        case .otherByteOrderMark(let input, let found, let encoding):
            return "\(input): starts with the byte order mark of \(found), and source.encoding says \(encoding); "
                + "say `encoding: \(found)`, or cut off the mark"
        case .unknownEncoding(let input, let encoding):
            return "\(input): this system's iconv does not know the encoding \(encoding)"

        case .tooLong(let input, let limit):
            return "\(input): goes on behind byte \(limit.grouped) of its decoded content, and flow.max_input_bytes allows no more; "
                + "raise it if the input is right to be so long"

        case .noSuchPlace(let input, let offset):
            return "\(input): can't go on at decoded byte \(offset.grouped), where the last run stopped: the input is not what it was"

        case .partCutOff(let input, let offset):
            return "\(input): ends at decoded byte \(offset.grouped), in the middle of what the plan has of it: the file is not what was "
                + "planned; make a new plan (weir plan) and load all its shards"
        case .noRecordStart(let input, let offset):
            return "\(input): no record starts at decoded byte \(offset.grouped), where the plan divides it: the file is not what was "
                + "planned, though its size and modification time are; make a new plan (weir plan) and load all its shards"
        case .otherPlace(let input, let fileOffset, let offset):
            return "\(input): what starts at byte \(fileOffset.grouped) of the file is not decoded byte \(offset.grouped), where the plan "
                + "divides it, so records would be lost or loaded twice; if the file has changed, make a new plan (weir plan), else "
                + "its blocks are not as long as they say: plan it with --split none"

        case .changed(let input, let count):
            return "\(input): is not what the last run has read of it: its first \(count.counted("decoded byte")) have another CRC-32; put "
                + "the file back, or begin anew with `weir run --restart`"

        case .cannotStart(let input, let reason):
            return "\(input): can't be started: \(reason)"
        case .commandFailed(let input, let end, let bytes, let lines):
            let words = lines.isEmpty ? "" : "; its last words: \(lines.joined(separator: " | "))"
            return "\(input): ended with \(end) behind \(bytes.counted("byte")), of which nothing is loaded; mend it and run "
                + "again\(words)"
        case .inputRefused(let input, let bytes):
            return "\(input): closed its stdin behind \(bytes.counted("byte")), before it was given all rows; let it "
                + "read to the end, and drop what it does not want"
        case .unfinishedLine(let input, let bytes):
            return "\(input): the last line that it printed has no line end, so it may be cut off, at byte "
                + "\(bytes.grouped); let it end each line"
        case .stopped(let input):
            return "\(input): reading was stopped; run again"

        case .undecodable(let input, let error):
            return "\(input): \(error)"
        }
    }

    /// Whether the way in which the program has ended is likely to be the cause.
    var mayFollowFromEnd: Bool {
        switch self {
        case .inputRefused, .unfinishedLine: true
        default: false
        }
    }
}
