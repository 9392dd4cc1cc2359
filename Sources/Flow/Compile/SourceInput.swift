// An input of a source, before anything of it is read.

import Foundation
import Ledger
import Readers
import RowModel

/// A file to be loaded, or what can be read but once: a command's output, or stdin.
public struct SourceInput: Sendable, Hashable {
    public enum Origin: Sendable, Hashable {
        /// With what the file was when it was listed.
        case file(FileStatus)
        case command(SourceCommand)
        case stdin
        case rejects(RejectSpool)
        /// A file, read once.
        case mended(path: String, RetrySelection)
    }

    /// As a message should name it: a file relative to the spec's folder as the spec has it.
    public var name: String
    public var identity: InputIdentity
    public var origin: Origin
    /// What of the file is read; nil for all of it.
    public var part: InputPart?
    /// What the ledger is to know it by; nil for the next number that is free.
    public var number: Int?

    static func command(_ command: SourceCommand) -> SourceInput {
        once("command: \(command)", .command(command))
    }

    static func rejects(_ spool: RejectSpool) -> SourceInput {
        once("rejects of run \(spool.selection.run)", .rejects(spool))
    }

    static func mended(_ path: String, _ selection: RetrySelection) -> SourceInput {
        once("mended rejects of run \(selection.run): \(path)", .mended(path: path, selection))
    }

    static let stdin = once(StandardInput.name, .stdin)

    /// Its size is known once it is read; when it changed means nothing, so the ledger keeps when it was begun.
    private static func once(_ name: String, _ origin: Origin) -> SourceInput {
        SourceInput(name: name, identity: InputIdentity(path: name, size: 0, modified: 0), origin: origin)
    }

    /// In bytes of the file, as it was listed; nil for what is read once.
    var knownSize: Int? {
        guard isRepeatable else { return nil }
        return part.map { ($0.end?.file ?? identity.size) - $0.start.file } ?? identity.size
    }

    /// A file, or a part of it, that was listed earlier.
    /// - Throws: ``FlowError`` if it is gone, or is not any more what it was.
    public init(listed identity: InputIdentity, part: InputPart?, number: Int) throws(FlowError) {
        var status = stat()
        guard stat(identity.path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: identity.path) : .unreadable(path: identity.path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: identity.path) }
        let found = FileStatus(status)
        guard found.size == identity.size, found.modified == identity.modified else {
            throw .changedSincePlanned(path: identity.path)
        }
        self.init(name: identity.path, identity: identity, origin: .file(found), part: part, number: number)
    }

    init(name: String, identity: InputIdentity, origin: Origin, part: InputPart? = nil, number: Int? = nil) {
        self.name = name
        self.identity = identity
        self.origin = origin
        self.part = part
        self.number = number
    }

    /// Whether a plan has said what it is, and what it is to be known by.
    var isPlanned: Bool { number != nil }

    /// Whether a later run, or a recount, finds the same bytes again.
    public var isRepeatable: Bool { ledgerOrigin == .file }

    /// The rejects that it is made of, if it is a retry.
    var retrySelection: RetrySelection? {
        switch origin {
        case .rejects(let spool): spool.selection
        case .mended(_, let selection): selection
        case .file, .command, .stdin: nil
        }
    }

    /// How this input is decoded, where the source's are decoded as `plan` says.
    func plan(_ plan: DecodePlan) -> DecodePlan {
        guard let selection = retrySelection else { return plan }
        var own = plan
        own.format = selection.format
        own.compression = selection.isMended ? .auto : .none
        // Raw records are kept as they were decoded.
        own.encoding = .utf8
        own.maxInputBytes = nil
        return own
    }

    /// As the ledger calls it.
    var ledgerOrigin: InputReading.Origin {
        switch origin {
        case .file: .file
        case .command: .command
        case .stdin: .stdin
        case .rejects: .rejects
        case .mended: .mended
        }
    }
}
