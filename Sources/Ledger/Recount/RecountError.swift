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

    public var exitCode: ExitCode {
        switch self {
        case .unreadable, .notAFile: .noInput
        case .readFailed, .outOfMemory: .ioError
        case .notGzip, .truncated, .corrupt: .badData
        }
    }

    public var description: String {
        switch self {
        case .unreadable(let path, let errno):
            "\(path): cannot be read: \(String(cString: strerror(errno)))"
        case .notAFile(let path):
            "\(path): is not a regular file, so its records can't be counted again"
        case .readFailed(let path, let offset, let errno):
            "\(path): reading failed at byte \(offset): \(String(cString: strerror(errno)))"
        case .notGzip(let path):
            "\(path): is not gzip (it does not start with the bytes 1f 8b); rename it, or set `compression: none`"
        case .truncated(let path, let member, let offset):
            "\(path): gzip member \(member) is truncated: the file ends at byte \(offset); fetch it again"
        case .corrupt(let path, 1, let offset, let detail):
            "\(path): gzip data is corrupt at byte \(offset): \(detail); fetch it again"
        case .corrupt(let path, let member, let offset, let detail):
            "\(path): corrupt gzip member \(member), or bytes behind the last one, at byte \(offset): \(detail); "
                + "fetch it again"
        case .outOfMemory(let path):
            "\(path): no memory to inflate it"
        }
    }
}
