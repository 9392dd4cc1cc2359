// A folder with a spec, its inputs and its database, and the tool to use on them.

import Foundation

/// Where a test plays the user: `spec.yaml` and `in.csv` in, `out.sqlite` out. The tool runs inside the folder.
public struct PipelineFolder: Sendable {
    public let files: TemporaryFolder
    public var database: SQLiteShell { SQLiteShell(files.path("out.sqlite")) }

    public init(_ spec: SpecText = SpecText(), csv: String? = nil) throws {
        files = try TemporaryFolder()
        try write(spec)
        if let csv { try files.write("in.csv", csv) }
    }

    public func write(_ spec: SpecText, as name: String = "spec.yaml") throws {
        try files.write(name, spec.yaml)
    }

    public func weir(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramEnd {
        try await WeirBinary.run(arguments, environment: environment, in: files.url)
    }

    public func run(_ spec: String = "spec.yaml", environment: [String: String] = [:]) async throws -> ProgramEnd {
        try await weir("run", spec, environment: environment)
    }

    public func verify(_ spec: String = "spec.yaml") async throws -> ProgramEnd {
        try await weir("verify-counts", spec)
    }

    /// The contents too.
    public func verifyDeep(_ spec: String = "spec.yaml") async throws -> ProgramEnd {
        try await weir("verify-counts", "--deep", spec)
    }

    /// The run's summary as `--json` prints it, whether the run went well or not.
    public func report(_ spec: String = "spec.yaml", environment: [String: String] = [:]) async throws -> RunReport {
        let end = try await weir("run", spec, "--json", "--quiet", environment: environment)
        do {
            return try RunReport(json: end.output)
        } catch {
            throw NoReport(end: end)
        }
    }

    public struct NoReport: Error, CustomStringConvertible {
        public let end: ProgramEnd
        public var description: String { "no report: \(end)" }
    }
}

/// `id,name` and records `1,name 1` and so on.
public func numberedCSV(_ ids: some Sequence<Int>) -> String {
    "id,name\n" + ids.map { "\($0),name \($0)\n" }.joined()
}
