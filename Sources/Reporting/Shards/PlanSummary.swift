// The shape `weir verify-counts --plan --json` prints.

import Shards

/// The report with its verdict spelled out, so that a script need not work it out.
public struct PlanSummary: Encodable {
    public var balanced: Bool
    public var problems: [String]
    public var report: PlanReport

    public init(_ report: PlanReport) {
        balanced = report.isBalanced
        problems = report.allProblems
        self.report = report
    }
}
