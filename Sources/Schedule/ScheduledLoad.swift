// What a timer starts, and what that touches: all that a unit or a crontab is made of beside the time.

import Flow
import Foundation
import Jobs
import PipelineSpec
import RowModel

/// A call of weir with absolute paths.
public struct ScheduledLoad: Sendable, Equatable {
    /// Of the job, or of the pipelines.
    public let name: String
    /// The program and its arguments.
    public let command: [String]
    /// The files that say what is loaded.
    public let specs: [String]
    public let workingFolder: String
    /// Where databases are with what SQLite puts beside them, and what else a night writes; none within another.
    public let writtenFolders: [String]
    /// Whether `/tmp` or `/var/tmp` has anything that is read or written there.
    public let usesTemporaryFolders: Bool
    /// Whether programs are started that may reach for the network or the disk.
    public let startsPrograms: Bool
    /// Variables that the specs ask for and a service manager does not set.
    public let environmentNames: [String]
    /// Most memory that all processes together need, with much to spare.
    public let memoryBytes: Int

    private static let temporaryFolders = ["/tmp", "/var/tmp"]
    private static let environmentOfServices: Set<String> = ["HOME", "LOGNAME", "SHELL", "USER"]

    /// Pipelines one after the other, as `weir run` takes them.
    ///
    /// - Parameters:
    ///   - program: absolute path of weir.
    ///   - parameters: what is `--set`.
    ///   - folder: absolute path of the working folder, to which the paths of the specs are relative.
    /// - Throws: ``ScheduleError`` for a spec that reads stdin, and for paths that a unit can't hold.
    public init(
        _ pipelines: [PipelineSpec], program: String, parameters: [String: String], folder: String
    ) throws(ScheduleError) {
        try self.init(
            Loaded(name: pipelines.map(\.name).joined(separator: " "), files: pipelines.map(\.path), pipelines: pipelines),
            program: program, parameters: parameters, folder: folder)
    }

    /// A job.
    ///
    /// - Throws: ``ScheduleError``; `SpecError` if one of its specs can't be read, so that nobody knows where it writes.
    public init(_ plan: JobPlan, program: String, parameters: [String: String], folder: String) throws {
        for pipeline in plan.pipelines { if let fault = pipeline.fault { throw fault } }
        var loaded = Loaded(name: plan.job.name, files: [plan.job.path], pipelines: plan.pipelines.compactMap(\.spec))
        // What is written into a folder is as if it were a file there.
        let backup = plan.maintenance?.backup.map { $0.folder + "/copy" }
        loaded.writtenFiles = [plan.journal, plan.report, plan.metrics, backup].compactMap(\.self)
        loaded.startsPrograms = !plan.job.onFailure.isEmpty || !plan.job.onSuccess.isEmpty
        loaded.environmentNames = try PipelineSpec.environmentNames(ofFile: plan.job.path)
        loaded.concurrency = plan.job.concurrency
        try self.init(loaded, program: program, parameters: parameters, folder: folder)
    }

    /// What is told apart of pipelines and jobs.
    private struct Loaded {
        var name: String
        /// As they are named on the command line.
        var files: [String]
        var pipelines: [PipelineSpec]
        /// Beside the databases of the pipelines.
        var writtenFiles: [String] = []
        var startsPrograms = false
        var environmentNames: [String] = []
        /// How many pipelines run at once.
        var concurrency = 1
    }

    private init(_ loaded: Loaded, program: String, parameters: [String: String], folder: String) throws(ScheduleError) {
        let footprints = loaded.pipelines.map(PipelineFootprint.init)
        for (pipeline, footprint) in zip(loaded.pipelines, footprints) where footprint.readsStdin {
            throw .readsStdin(spec: pipeline.path)
        }
        name = loaded.name
        specs = loaded.files.map { $0.absoluteFile(from: folder) }
        command = [program, "run"] + specs + parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        workingFolder = folder.absolutePath(from: "/")
        let written = (footprints.flatMap(\.databases) + loaded.writtenFiles).map { $0.absoluteFile(from: folder).folderPart }
        writtenFolders = Self.outermost(written)
        let read = loaded.pipelines.map(\.path) + footprints.flatMap(\.inputs)
        let paths = [program, workingFolder] + specs + written + read.map { $0.absoluteFile(from: folder) }
        usesTemporaryFolders = paths.contains { path in Self.temporaryFolders.contains { path.isWithin($0) } }
        startsPrograms = loaded.startsPrograms || footprints.contains(where: \.startsPrograms)
        environmentNames = Set(loaded.environmentNames + loaded.pipelines.flatMap(\.environmentNames))
            .subtracting(Self.environmentOfServices).sorted()
        memoryBytes = Self.memoryBytes(loaded.pipelines.map(\.flow), atOnce: loaded.concurrency)
        for path in writtenFolders + [workingFolder] + command where path.hasControls {
            throw .unwritable(path, place: "a unit")
        }
    }

    /// Folders that hold all of these.
    private static func outermost(_ folders: [String]) -> [String] {
        let sorted = Set(folders).sorted()
        return sorted.filter { folder in !sorted.contains { $0 != folder && folder.isWithin($0) } }
    }

    /// A load takes some tens of mebibytes, and a few times its watermark and its longest record where these are large
    /// (docs/architecture.md, "Memory is flat"); what is to be spared is a machine on which something goes wrong.
    private static func memoryBytes(_ flows: [FlowSpec], atOnce concurrency: Int) -> Int {
        let largest = flows.map { 4 * $0.highWatermark + 8 * $0.maxRecord }.sorted(by: >).prefix(concurrency)
        let step = 256 << 20
        let needed = 256 << 20 + largest.reduce(0, +)
        return max(1 << 30, (needed + step - 1) / step * step)
    }

    /// Those of ``writtenFolders`` that are not there yet.
    public var missingFolders: [String] { writtenFolders.filter { !FileManager.default.fileExists(atPath: $0) } }
}

extension String {
    /// As ``absolutePath(from:)``, but the file itself may be a link, and stays one.
    fileprivate func absoluteFile(from folder: String) -> String {
        let parent = folderPart.isEmpty ? "." : folderPart
        let absolute = parent.absolutePath(from: folder)
        let file = hasPrefix("/") && folderPart == "/" ? dropFirst() : dropFirst(folderPart.isEmpty ? 0 : folderPart.count + 1)
        return absolute == "/" ? "/" + file : absolute + "/" + file
    }
}
