// The shape `weir verify-counts --json` prints.

import Ledger

/// The report with its verdict spelled out, so that a script need not work it out.
public struct VerificationSummary: Encodable {
    public var balanced: Bool
    public var problems: [String]
    public var report: VerificationReport

    public init(_ report: VerificationReport) {
        balanced = report.isBalanced
        problems = report.allProblems
        self.report = report
    }
}
