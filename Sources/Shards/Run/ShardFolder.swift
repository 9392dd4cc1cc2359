// The folder that finished shards are put into.

import Foundation
import RowModel

/// Puts shards, and the plan they belong to, into a folder that several machines may share. A name that does not begin
/// with a dot is only ever that of a whole file which is on the disk.
public struct ShardFolder: Sendable {
    private static let copyBytes = 1 << 20

    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// Beside the plan: `orders.json` has its shards in `orders.shards`.
    public static func standard(forPlan plan: String) -> String {
        (plan.hasSuffix(".json") ? String(plan.dropLast(".json".count)) : plan) + ".shards"
    }

    public func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    public func database(_ shard: Int) -> String { file(ShardName.database(shard)) }

    /// Whether there is anything of that name, be it a link to nowhere.
    func has(_ name: String) -> Bool {
        var status = stat()
        return lstat(file(name), &status) == 0
    }

    /// - Throws: ``ShardError/folderOfAnotherPlan(folder:)``, ``PlanError`` if the plan that is there makes no sense.
    func checkPlan(_ plan: PlanReader) throws {
        guard has(ShardName.plan) else { return }
        guard try PlanReader(path: file(ShardName.plan)).digest == plan.digest else {
            throw ShardError.folderOfAnotherPlan(folder: path)
        }
    }

    /// Puts a copy of the plan beside its shards, so that the folder is all that a merge needs.
    func publishPlan(_ plan: PlanReader) throws {
        if has(ShardName.plan) { return try checkPlan(plan) }
        let partial = try copy(plan.path, stem: "plan")
        defer { unlink(partial) }
        if try !put(partial, as: ShardName.plan) { try checkPlan(plan) }
    }

    /// - Parameter scratch: a database that nobody has open.
    /// - Returns: whether it is there now; false if another one is.
    func publish(_ scratch: String, asShard shard: Int) throws(ShardError) -> Bool {
        try sync(scratch)
        let name = ShardName.database(shard)
        let stem = ShardName.stem(shard)
        let isFirst: Bool
        if link(scratch, file(name)) == 0 {
            isFirst = true
            syncFolder()
        } else if errno == EEXIST {
            isFirst = false
        } else {
            let partial = try copy(scratch, stem: stem)
            defer { unlink(partial) }
            isFirst = try put(partial, as: name)
        }
        // Another attempt may be at it still: without its file, it finds this shard in its place.
        for partial in partials(of: stem) { unlink(file(partial)) }
        return isFirst
    }

    /// Makes the folder, if there is none, and sees whether a file can be put there: before a load, not behind it.
    public func prepare() throws(ShardError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .cannotMakeFolder(path: path, reason: error.localizedDescription)
        }
        // Under a name that attempts clear up.
        let trial = newPartial(of: "trial")
        let descriptor = open(trial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(trial) }
        close(descriptor)
        unlink(trial)
    }

    private func newPartial(of stem: String) -> String {
        file(".\(stem).\(ProcessInfo.processInfo.hostName)-\(getpid())-\(UInt32.random(in: 0...(.max))).partial")
    }

    private func partials(of stem: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasPrefix(".\(stem).") && $0.hasSuffix(".partial") }
    }

    /// Gives a file that is on the disk its name, unless there is one of that name.
    /// - Returns: whether it has it now.
    private func put(_ partial: String, as name: String) throws(ShardError) -> Bool {
        let final = file(name)
        if link(partial, final) == 0 {
            syncFolder()
            return true
        }
        if errno == EEXIST { return false }
        // Removed by an attempt that was faster.
        if errno == ENOENT, has(name) { return false }
        // Some file systems have no links. Between the look and the rename another attempt may come: then both are whole.
        if has(name) { return false }
        guard rename(partial, final) == 0 else { throw failure(final) }
        syncFolder()
        return true
    }

    /// Copies a file into the folder, under a name that nobody takes for a shard, and on to the disk.
    private func copy(_ source: String, stem: String) throws(ShardError) -> String {
        let partial = newPartial(of: stem)
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure(source) }
        defer { close(input) }
        let output = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard output >= 0 else { throw .cannotCreate(path: partial, reason: String(cString: strerror(errno))) }
        defer { close(output) }
        do throws(ShardError) {
            try copy(from: input, to: output, partial)
            guard fsync(output) == 0 else { throw failure(partial) }
        } catch {
            unlink(partial)
            throw error
        }
        return partial
    }

    private func copy(from input: Int32, to output: Int32, _ name: String) throws(ShardError) {
        var buffer = [UInt8](repeating: 0, count: Self.copyBytes)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(name) }
            if count == 0 { return }
            var written = 0
            while written < count {
                let step = buffer[written..<count].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
                if step < 0, errno == EINTR { continue }
                guard step > 0 else { throw failure(name) }
                written += step
            }
        }
    }

    private func sync(_ path: String) throws(ShardError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    /// Makes sure that a new name is there after a power cut. A file system that can't says so, and has nothing to sync.
    private func syncFolder() {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure(_ path: String) -> ShardError {
        let reason = String(cString: strerror(errno))
        return errno == EACCES || errno == EPERM || errno == EROFS
            ? .cannotCreate(path: path, reason: reason) : .cannotWrite(path: path, reason: reason)
    }
}
