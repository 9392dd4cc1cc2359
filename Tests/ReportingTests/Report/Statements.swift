// Runs as a ledger would have them.

import RowModel

@testable import Ledger
@testable import Reporting

/// Not that of the test support, which is a script's view of a run.
typealias RunReport = Reporting.RunReport

extension RunStatement {
    static func orders(
        _ status: RunStatus = .complete, id: Int64 = 7, mode: String = "append", table: String = "orders",
        error: String? = nil, holder: String? = nil, accounts: [InputAccount]? = nil
    ) -> RunStatement {
        var statement = RunStatement(
            RunRecord(
                id: id, pipeline: "orders", table: table, mode: mode, status: status, error: error, specDigest: "",
                parameters: "{}", startedAt: "2026-11-21T02:00:07.428Z",
                finishedAt: status == .running ? nil : "2026-11-21T02:01:07.428Z", rowsBefore: 10,
                rowsAfter: status == .complete ? 1310 : nil, rowidBefore: nil, columns: [], hasLineage: false,
                group: nil, seal: nil),
            RunState(status, isAlive: holder != nil),
            specPath: "/specs/orders.yaml", specText: "weir: 1\nname: orders\n", toolVersion: "0.1.0")
        statement.holder = holder
        for account in accounts ?? [.filtered()] { statement.add(account) }
        return statement
    }
}

extension InputAccount {
    /// 1,500 records of which 50 are refused and 150 dropped.
    static func filtered(_ path: String = "/in/a.csv", index: Int = 0, isComplete: Bool = true) -> InputAccount {
        var input = InputRecord(
            index: index, identity: InputIdentity(path: path, size: 5000, modified: 0),
            reading: InputReading(format: .csv(CSVDialect()), compression: .auto))
        input.records = 1500
        input.isComplete = isComplete
        return InputAccount(
            input: input,
            stages: [
                StageRecord(name: "decode", tally: Tally(stored: 1500, added: 0, out: 1450, dropped: 0, rejected: 50)),
                StageRecord(name: "filter", tally: Tally(stored: 1450, added: 0, out: 1300, dropped: 150, rejected: 0)),
                StageRecord(
                    name: "sink", tally: Tally(stored: 1300, added: 0, out: 1300, dropped: 0, rejected: 0),
                    written: WrittenRows(inserted: 1300)),
            ])
    }
}

extension RunReport {
    init(_ statements: [RunStatement], rejects: RejectDigest = RejectDigest(), discretion: ReportDiscretion = ReportDiscretion()) {
        self.init(
            database: "/data/orders.sqlite",
            members: statements.map { Member(statement: $0, rejects: rejects, trail: RunTrail(runs: [], before: [])) },
            discretion: discretion)
    }

    var markup: String { page(version: "0.1.0", madeAt: "2026-11-21T06:59:00Z") }
}
