// The files of a source as they were listed, however many: some 40 bytes and its name for each.

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
        let written: [UInt8]
        /// Absolute and without links; nil if that can't be told.
        let real: String?
        /// What paths of its files start with.
        let prefix: [UInt8]?

        init(_ written: [UInt8]) {
            self.written = written
            let name = String(decoding: written, as: UTF8.self)
            real = (name.isEmpty ? "." : name).realPath
            prefix = real.map { Array(($0 == "/" ? "/" : "\($0)/").utf8) }
        }

        var name: String { String(decoding: written, as: UTF8.self) }
    }

    /// What is known of a file stands together, since files are asked for in any order.
    private struct Entry {
        var size: Int
        var modified: Int
        var inode: UInt64
        /// Where its name ends; it starts where that of the file in front of it ends.
        var nameEnd: Int
        var folder: UInt32
        var device: UInt32
    }

    private var entries: [Entry] = []
    /// UTF-8.
    private var names: [UInt8] = []
    private var folders: [Folder] = []
    private var devices: [UInt64] = []
    /// What the names of links lead to, by position.
    private var linked: [Int: String] = [:]

    init() {}

    public var count: Int { entries.count }

    /// Of all files; nil where that is more than can be counted, as it may be of files with holes (lseek(2)).
    var bytes: Int? {
        var bytes = 0
        for entry in entries {
            let (sum, isTooMuch) = bytes.addingReportingOverflow(entry.size)
            if isTooMuch { return nil }
            bytes = sum
        }
        return bytes
    }

    /// In bytes.
    public func size(of file: Int) -> Int { entries[file].size }

    /// As a message should name it: relative to where the user stands, as the spec has it.
    public func name(of file: Int) -> String { folders[Int(entries[file].folder)].name + String(decoding: base(of: file), as: UTF8.self) }

    public func identity(of file: Int) -> InputIdentity {
        InputIdentity(path: path(of: file), size: entries[file].size, modified: entries[file].modified)
    }

    /// The folders that the files are in, absolute and free of links.
    public var realFolders: Set<String> {
        Set(folders.map { $0.real ?? $0.name.absolutePath }).union(linked.values.map(\.folderPart))
    }

    func status(of file: Int) -> FileStatus {
        let entry = entries[file]
        return FileStatus(device: devices[Int(entry.device)], inode: entry.inode, size: entry.size, modified: entry.modified)
    }

    private func base(of file: Int) -> ArraySlice<UInt8> {
        names[(file > 0 ? entries[file - 1].nameEnd : 0)..<entries[file].nameEnd]
    }

    private func path(of file: Int) -> String {
        if !linked.isEmpty, let path = linked[file] { return path }
        guard let prefix = folders[Int(entries[file].folder)].prefix else { return name(of: file).absolutePath }
        let base = base(of: file)
        return String(unsafeUninitializedCapacity: prefix.count + base.count) { bytes in
            _ = bytes.update(fromContentsOf: prefix)
            return bytes[prefix.count...].update(fromContentsOf: base)
        }
    }

    mutating func reserve(_ more: Int) {
        // A little room at a time would be found again and again.
        guard more > count else { return }
        entries.reserveCapacity(count + more)
    }

    /// - Parameters:
    ///   - name: as the source names it, in UTF-8.
    ///   - linkedTo: the path that it is a link to; nil for what is no link.
    mutating func append(_ name: UnsafePointer<CChar>, _ status: FileStatus, linkedTo path: String?) {
        if let path { linked[count] = path }
        let bytes = UnsafeBufferPointer(start: UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self), count: strlen(name))
        let base = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        let folder = folder(bytes[..<base])
        names.append(contentsOf: bytes[base...])
        entries.append(
            Entry(
                size: status.size, modified: status.modified, inode: status.inode, nameEnd: names.count, folder: folder,
                device: device(status.device)))
    }

    /// Files of a folder come one behind the other.
    private mutating func folder(_ written: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32 {
        if let last = entries.last?.folder, folders[Int(last)].written.elementsEqual(written) { return last }
        folders.append(Folder(Array(written)))
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
            all.name(of: file).withCString { append($0, all.status(of: file), linkedTo: all.linked[file]) }
        }
    }

    private func repetitions() -> Set<Int> {
        var order = Array(0..<UInt32(count))
        order.sort { left, right in
            let (first, second) = (entries[Int(left)], entries[Int(right)])
            if first.inode != second.inode { return first.inode < second.inode }
            return first.device != second.device ? first.device < second.device : left < right
        }
        var repeated: Set<Int> = []
        for (first, second) in zip(order, order.dropFirst()) {
            let (left, right) = (entries[Int(first)], entries[Int(second)])
            if left.inode == right.inode, left.device == right.device { repeated.insert(Int(second)) }
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
