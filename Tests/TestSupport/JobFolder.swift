// A folder with a job, its specs and their inputs.

import Foundation

/// Where a test plays the user of a job: `job.yaml` and a spec for each of its pipelines in, `journal.sqlite` and a database
/// for each out. The tool runs inside the folder.
public struct JobFolder: Sendable {
    public let files: TemporaryFolder
    public var journal: SQLiteShell { SQLiteShell(files.path("journal.sqlite")) }

    /// - Parameter lines: of the job file, behind those it needs.
    public init(_ lines: String) throws {
        files = try TemporaryFolder()
        try write(job: lines)
    }

    public func write(job lines: String) throws {
        try files.write("job.yaml", "weir: 1\njob: test\njournal: journal.sqlite\n" + lines + "\n")
    }

    /// A pipeline `name` from `name.csv` into `name.sqlite`, and its input.
    public func add(_ name: String, csv: String? = "id\n1\n2\n3\n", mode: String = "append", database: String? = nil, more: [String] = []) throws {
        if let csv { try files.write("\(name).csv", csv) }
        try write(name, origin: "files: \(name).csv", mode: mode, database: database, more: more)
    }

    /// A pipeline `name` from what a shell script prints.
    public func add(_ name: String, script: String, mode: String = "replace", database: String? = nil) throws {
        try write(name, origin: "command: [sh, -c, \(yaml(script))]", mode: mode, database: database, more: [])
    }

    private func write(_ name: String, origin: String, mode: String, database: String?, more: [String]) throws {
        var spec = SpecText(
            name: name, columns: "{ id: integer }", source: ["format: csv"],
            database: database ?? "\(name).sqlite", sink: ["mode: \(mode)"], more: more)
        spec.origin = origin
        try files.write("\(name).yaml", spec.yaml)
    }

    public func weir(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramEnd {
        try await WeirBinary.run(arguments, environment: environment, in: files.url)
    }

    public func start(_ arguments: String..., environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(WeirBinary.path, ["run", "job.yaml"] + arguments, environment: environment, in: files.url)
    }

    public func database(_ name: String) -> SQLiteShell { SQLiteShell(files.path("\(name).sqlite")) }

    public func rows(_ name: String) async throws -> Int? { try await database(name).integer("SELECT count(*) FROM rows") }

    /// `name|status|exit code` of each pipeline of a night.
    public func statuses(night: Int = 1) async throws -> [String] {
        try await journal.rows("SELECT name, status, exit_code FROM _weir_night_pipelines WHERE night_id = \(night) ORDER BY position")
    }

    /// Waits until a file is there.
    public func await(_ name: String, while program: RunningProgram) async throws {
        while !files.exists(name), program.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// The process that has a pipeline's database.
    public func holder(_ name: String) throws -> pid_t? {
        let text = String(decoding: try files.bytes("\(name).sqlite.weir-lock"), as: UTF8.self)
        return text.split(separator: " ").dropFirst().first.flatMap { pid_t($0.prefix { $0.isNumber }) }
    }

    /// The JSON of a night.
    public static func json(_ text: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }
}
