// The files of a source as they were listed, however many: some 60 bytes and its name for each.

import Foundation
import Ledger
import PipelineSpec
import Readers
import RowModel

/// Files in the order of the source, each once. A million of them have to fit into little memory, so there is no `String`
/// for a file until it is asked for: names stand one behind the other, and a folder is kept once.
public struct ListedFiles: Sendable {
    private struct Folder {
        /// As the source names it, up to and with the last slash; empty where it names none.
        var written: String
        /// Absolute and without links; nil if that can't be told.
        var real: String?
    }

    private var names: [UInt8] = []
    private var nameEnds: [Int] = []
    private var folders: [Folder] = []
    private var folderOf: [UInt32] = []
    private var sizes: [Int] = []
    private var modified: [Int] = []
    private var inodes: [UInt64] = []
    private var devices: [UInt64] = []
    private var deviceOf: [UInt32] = []
    /// What the names of links lead to, by position.
    private var linked: [Int: String] = [:]

    init() {}

    public var count: Int { sizes.count }

    /// In bytes.
    public func size(of file: Int) -> Int { sizes[file] }

    /// As a message should name it: relative to where the user stands, as the spec has it.
    public func name(of file: Int) -> String { folders[Int(folderOf[file])].written + base(of: file) }

    public func identity(of file: Int) -> InputIdentity {
        InputIdentity(path: path(of: file), size: sizes[file], modified: modified[file])
    }

    /// The folders that the files are in, absolute and free of links.
    public var realFolders: Set<String> {
        Set(folders.map { $0.real ?? $0.written.absolutePath }).union(linked.values.map(\.folderPart))
    }

    func status(of file: Int) -> FileStatus {
        FileStatus(device: devices[Int(deviceOf[file])], inode: inodes[file], size: sizes[file], modified: modified[file])
    }

    private func base(of file: Int) -> String {
        String(decoding: names[(file > 0 ? nameEnds[file - 1] : 0)..<nameEnds[file]], as: UTF8.self)
    }

    private func path(of file: Int) -> String {
        if let path = linked[file] { return path }
        guard let folder = folders[Int(folderOf[file])].real else { return name(of: file).absolutePath }
        return folder == "/" ? "/" + base(of: file) : "\(folder)/\(base(of: file))"
    }

    mutating func reserve(_ more: Int) {
        // A little room at a time would be found again and again.
        guard more > count else { return }
        let capacity = count + more
        nameEnds.reserveCapacity(capacity)
        folderOf.reserveCapacity(capacity)
        sizes.reserveCapacity(capacity)
        modified.reserveCapacity(capacity)
        inodes.reserveCapacity(capacity)
        deviceOf.reserveCapacity(capacity)
    }

    /// - Parameter linkedTo: the path that it is a link to; nil for what is no link.
    mutating func append(_ name: String, _ status: FileStatus, linkedTo path: String?) {
        if let path { linked[count] = path }
        let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")).map { name.utf8.index(after: $0) } ?? name.startIndex
        folderOf.append(folder(name[..<slash]))
        names += name.utf8[slash...]
        nameEnds.append(names.count)
        sizes.append(status.size)
        modified.append(status.modified)
        inodes.append(status.inode)
        deviceOf.append(device(status.device))
    }

    /// Files of a folder come one behind the other.
    private mutating func folder(_ written: Substring) -> UInt32 {
        if let last = folderOf.last, folders[Int(last)].written == written { return last }
        folders.append(Folder(written: String(written), real: (written.isEmpty ? "." : String(written)).realPath))
        return UInt32(folders.count - 1)
    }

    private mutating func device(_ device: UInt64) -> UInt32 {
        if let known = devices.firstIndex(of: device) { return UInt32(known) }
        devices.append(device)
        return UInt32(devices.count - 1)
    }

    /// Takes out what is there already under another name, such as that of a link: by the file, not by its name.
    mutating func removeRepetitions() {
        let repeated = repetitions()
        if repeated.isEmpty { return }
        let all = self
        self = ListedFiles()
        reserve(all.count - repeated.count)
        for file in 0..<all.count where !repeated.contains(file) {
            append(all.name(of: file), all.status(of: file), linkedTo: all.linked[file])
        }
    }

    private func repetitions() -> Set<Int> {
        var order = Array(0..<UInt32(count))
        order.sort { left, right in
            let (left, right) = (Int(left), Int(right))
            if inodes[left] != inodes[right] { return inodes[left] < inodes[right] }
            return deviceOf[left] != deviceOf[right] ? deviceOf[left] < deviceOf[right] : left < right
        }
        var repeated: Set<Int> = []
        for (first, second) in zip(order, order.dropFirst()) {
            let (first, second) = (Int(first), Int(second))
            if inodes[first] == inodes[second], deviceOf[first] == deviceOf[second] { repeated.insert(second) }
        }
        return repeated
    }
}

extension ListedFiles {
    /// Lists the files of a spec's source; nil where it has none, but a command or stdin.
    /// - Throws: ``FlowError`` for a pattern without a match, a missing or unreadable file, a folder.
    public init?(of spec: PipelineSpec) throws(FlowError) {
        guard case .files(let patterns) = spec.source.origin else { return nil }
        self = try SourceListing.list(patterns, relativeTo: spec.path.folderPart)
    }
}

extension String {
    /// As seen from the root, `.` and `..` taken out; links stay.
    var absolutePath: String {
        URL(filePath: isEmpty ? "." : self).standardizedFileURL.path(percentEncoded: false)
    }
}
