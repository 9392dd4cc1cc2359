// What became of a file between two looks at it. Pure.

import Readers
import RowModel

/// A way in which a file is not what it was.
public enum InputChange: Sendable, Equatable, CustomStringConvertible {
    case vanished
    /// The name stands for another file.
    case replaced
    case grew(from: Int, to: Int)
    case shrank(from: Int, to: Int)
    /// Of the same size, and written to.
    case rewritten

    /// - Parameter now: nil if there is no such file any more.
    /// - Returns: nil if nothing can be told to have changed.
    init?(from then: FileStatus, to now: FileStatus?) {
        guard let now else {
            self = .vanished
            return
        }
        if now.device != then.device || now.inode != then.inode {
            self = .replaced
        } else if now.size > then.size {
            self = .grew(from: then.size, to: now.size)
        } else if now.size < then.size {
            self = .shrank(from: then.size, to: now.size)
        } else if now.modified != then.modified {
            self = .rewritten
        } else {
            return nil
        }
    }

    /// What the file did, such as `grew from 10 to 12 bytes`.
    public var description: String {
        switch self {
        case .vanished: "vanished"
        case .replaced: "was replaced by another file"
        case .grew(let then, let now): "grew from \(then.grouped) to \(now.counted("byte"))"
        case .shrank(let then, let now): "shrank from \(then.grouped) to \(now.counted("byte"))"
        case .rewritten: "was written to, though its size is the same,"
        }
    }
}
