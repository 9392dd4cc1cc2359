// What verify-counts found, as values.

import RowModel

/// The answer to "is every record accounted for?", with everything that was compared.
public struct VerificationReport: Sendable, Codable, Equatable {
    public var database: String
    public var pipeline: String
    public var table: String
    /// The runs whose rows make up the table as it is now, oldest first, and the last run if it failed.
    public var runs: [RunVerdict]
    public var rows: RowsVerdict
    /// What --deep found; nil if that was not asked for.
    public var contents: ContentsVerdict?
    /// What is wrong with the ledger or the table as a whole.
    public var problems: [String]

    public var isBalanced: Bool {
        problems.isEmpty && runs.allSatisfy { $0.problems.isEmpty && $0.inputs.allSatisfy(\.isBalanced) }
            && rows.isBalanced && contents?.isVerified != false
    }

    /// Every problem, each with its place.
    public var allProblems: [String] {
        var all: [String] = []
        for run in runs {
            for input in run.inputs {
                all += input.problems.map { "\(input.path): \($0)" }
                for stage in input.stages {
                    all += stage.problems.map { "\(input.path): \(stage.name): \($0)" }
                }
            }
            all += run.problems.map { "run \(run.run): \($0)" }
        }
        if let problem = rows.problem { all.append("table \"\(table)\": \(problem)") }
        if let contents {
            all += contents.problems.map { "table \"\(table)\": \($0)" }
            if let reason = contents.unknown { all.append("table \"\(table)\": its contents can't be verified: \(reason)") }
        }
        return all + problems
    }
}

public struct RunVerdict: Sendable, Codable, Equatable {
    public var run: Int64
    public var status: String
    public var startedAt: String
    public var inputs: [InputVerdict]
    public var problems: [String]
}

/// One input: what the ledger says, and what a second count of the file says.
public struct InputVerdict: Sendable, Codable, Equatable {
    public var path: String
    /// Records by the ledger.
    public var records: Int
    /// Records by the recount; nil where the file could not be counted.
    public var recounted: Int?
    /// Why the input was not counted again, where that is as it should be.
    public var note: String?
    public var inserted: Int
    public var updated: Int
    public var ignored: Int
    public var dropped: Int
    public var rejected: Int
    /// Rejects that a later run has retried.
    public var retried = 0
    public var stages: [StageVerdict]
    public var problems: [String]

    public var isBalanced: Bool { problems.isEmpty && stages.allSatisfy(\.problems.isEmpty) }
}

public struct StageVerdict: Sendable, Codable, Equatable {
    public var name: String
    public var `in`: Int
    public var added: Int
    public var out: Int
    public var dropped: Int
    public var rejected: Int
    public var problems: [String]
}

/// The table: rows that all runs together should have left, and rows that are there.
public struct RowsVerdict: Sendable, Codable, Equatable {
    public var expected: Int
    /// nil: there is no such table.
    public var actual: Int?

    /// A run that left no row may have left no table either.
    public var isBalanced: Bool { (actual ?? 0) == expected }

    public var problem: String? {
        if isBalanced { return nil }
        guard let actual else { return "the table is gone; \(expected.counted("row")) should be in it" }
        let word = actual < expected ? "missing" : "too many"
        return "\(actual.counted("row")), and the ledger says \(expected.grouped): \(abs(actual - expected).counted("row")) \(word)"
    }
}

/// The contents of the table, compared with the checksums that were kept at load.
public struct ContentsVerdict: Sendable, Codable, Equatable {
    /// Rows whose contents were looked at.
    public var checkedRows: Int
    public var problems: [String]
    /// Why they can't be compared; nil if they were.
    public var unknown: String?

    init(checkedRows: Int = 0, problems: [String] = [], unknown: String? = nil) {
        self.checkedRows = checkedRows
        self.problems = problems
        self.unknown = unknown
    }

    /// What can't be verified has not been.
    public var isVerified: Bool { problems.isEmpty && unknown == nil }
}
