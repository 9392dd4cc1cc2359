// Why an input can't be counted.

import Foundation
import RowModel

/// An input that can't be read to its end, or is not what it has to be. Offsets are bytes of the file as it lies on
/// the disk; members of a gzip file are numbered from 1.
public enum RecountError: WeirError, Equatable {
    case unreadable(path: String, errno: Int32)
    case notAFile(path: String)
    case readFailed(path: String, offset: Int, errno: Int32)
    case notGzip(path: String)
    case truncated(path: String, member: Int, offset: Int)
    case corrupt(path: String, member: Int, offset: Int, detail: String)
    case outOfMemory(path: String)
    case notZstd(path: String)
    case zstdTruncated(path: String, offset: Int)
    case zstdCorrupt(path: String, offset: Int, detail: String)
    /// Weir was built without libzstd.
    case withoutZstd(path: String)
    case unknownEncoding(path: String, encoding: TextEncoding)
    /// Where the plan divides the file, it does not hold what the part in front of it ends with.
    case notAsDivided(path: String, offset: Int, decoded: Int)

    public var exitCode: ExitCode {
        switch self {
        case .unreadable, .notAFile: .noInput
        case .readFailed, .outOfMemory: .ioError
        case .notGzip, .truncated, .corrupt, .notZstd, .zstdTruncated, .zstdCorrupt, .notAsDivided: .badData
        case .unknownEncoding, .withoutZstd: .usage
        }
    }

    public var description: String { "\(path): \(reason)" }

    /// Whether it is what gzip holds that is wrong.
    var isFaultInGzip: Bool {
        switch self {
        case .truncated, .corrupt: true
        default: false
        }
    }

    public var path: String {
        switch self {
        case .unreadable(let path, _), .notAFile(let path), .readFailed(let path, _, _), .notGzip(let path),
            .truncated(let path, _, _), .corrupt(let path, _, _, _), .outOfMemory(let path),
            .notZstd(let path), .zstdTruncated(let path, _), .zstdCorrupt(let path, _, _), .withoutZstd(let path),
            .unknownEncoding(let path, _), .notAsDivided(let path, _, _):
            path
        }
    }

    /// What is wrong, and what to do about it, without the file's name.
    public var reason: String {
        switch self {
        case .unreadable(_, let errno):
            "cannot be read: \(String(cString: strerror(errno)))"
        case .notAFile:
            "is not a regular file, so its records can't be counted again"
        case .readFailed(_, let offset, let errno):
            "reading failed at byte \(offset): \(String(cString: strerror(errno)))"
        case .notGzip:
            "is not gzip (it does not start with the bytes 1f 8b); rename it, or set `compression: none`"
        case .truncated(_, let member, let offset):
            "gzip member \(member) is truncated: the file ends at byte \(offset); fetch it again"
        case .corrupt(_, 1, let offset, let detail):
            "gzip data is corrupt at byte \(offset): \(detail); fetch it again"
        case .corrupt(_, let member, let offset, let detail):
            "corrupt gzip member \(member), or bytes behind the last one, at byte \(offset): \(detail); "
                + "fetch it again"
        case .outOfMemory:
            "no memory to inflate it"
        case .notZstd:
            "is not zstd (it does not start with the bytes 28 b5 2f fd); rename it, or set `compression: none`"
        case .zstdTruncated(_, let offset):
            "is truncated: the file ends at byte \(offset) within a zstd frame; fetch it again"
        case .zstdCorrupt(_, let offset, let detail):
            "zstd data is corrupt at byte \(offset): \(detail); fetch it again"
        case .withoutZstd:
            "is zstd, and this Weir was built without it; build it again where libzstd-dev is installed"
        case .unknownEncoding(_, let encoding):
            "this system's iconv does not know the encoding \(encoding), so its text can't be counted"
        case .notAsDivided(_, let offset, let decoded):
            "the gzip member at byte \(offset) does not start with byte \(decoded) of the content, where the plan divides it; make a "
                + "new plan, if the file has changed, else one with --split none"
        }
    }
}
