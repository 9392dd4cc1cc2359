// The page: what it says, and that nothing from outside is more than text on it.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Ledger
@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct ReportPageTests {
    /// A run all of whose texts are hostile.
    private static func hostile(_ random: inout SeededGenerator) -> RunReport {
        func text() -> String { Hostile.text(&random) }
        var statement = RunStatement.orders([.complete, .failed, .running, .undone].randomElement(using: &random)!)
        statement.record.pipeline = text()
        statement.record.table = text()
        statement.record.mode = text()
        statement.record.error = text()
        statement.record.parameters = text()
        statement.record.startedAt = text()
        statement.record.finishedAt = text()
        statement.specPath = text()
        statement.specText = text()
        statement.toolVersion = text()
        statement.holder = text()
        statement.state = [.running, .killed].randomElement(using: &random)!
        for position in 0..<statement.totals.stages.count { statement.totals.stages[position].name = text() }
        for position in 0..<statement.inputs.count { statement.inputs[position].path = text() }
        statement.imbalances = [(text(), Imbalance(equation: text(), left: 1, right: 2))]
        statement.measures = RunMeasures()
        var digest = RejectDigest()
        digest.rejects = 1
        digest.groups = [
            RejectDigest.Group(
                stage: text(), column: text(), reason: text(), count: 1,
                samples: [
                    RejectDigest.Sample(
                        path: text(), record: 1, byteOffset: 2, reason: text(), raw: text(), shownLength: 1,
                        rawLength: 2, retriedBy: 3)
                ])
        ]
        let runs = (1...5).map { _ in
            var totals = RunTotals(statement.record)
            totals.record.startedAt = text()
            return totals
        }
        return RunReport(
            database: text(),
            members: [
                RunReport.Member(statement: statement, rejects: digest, trail: RunTrail(runs: runs, before: runs))
            ],
            discretion: ReportDiscretion(hidesSpec: false, hidesRecords: Bool.random(using: &random)))
    }

    @Test(
        "whatever names, paths, reasons, records, errors and specs hold, the page is well-formed and has no other elements"
    )
    func hostileTexts() throws {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let markup = Self.hostile(&random).markup
            let elements = try #require(Elements(markup), "seed \(random.seed)")
            #expect(
                elements.names.isDisjoint(with: ["script", "img", "iframe", "object", "a", "form", "base"]),
                "seed \(random.seed)")
            #expect(
                elements.attributes.allSatisfy { !$0.hasPrefix("on") && $0 != "src" && $0 != "srcset" },
                "seed \(random.seed)")
            #expect(elements.addresses == ["data:,"], "\(elements.addresses) seed \(random.seed)")
        }
    }

    @Test("the page asks for nothing: no address but that of its empty icon, and a policy that allows none")
    func alone() throws {
        let markup = RunReport([.orders()]).markup
        let elements = try #require(Elements(markup))
        #expect(elements.addresses == ["data:,"])
        #expect(!markup.contains("http://") && !markup.contains("https://") && !markup.contains("@import"))
        #expect(markup.components(separatedBy: "url(").dropFirst().allSatisfy { $0.hasPrefix("#") })
        #expect(
            markup.contains(
                "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\""
            ))
    }

    @Test("it says what the run's summary says, to the digit")
    func numbers() {
        let statement = RunStatement.orders()
        #expect(statement.equation.text == RunSummary(.orders()).equation)
        let markup = RunReport([statement]).markup
        for (name, rows) in [("records", 1500), ("inserted", 1300), ("dropped", 150), ("rejected", 50)] {
            #expect(markup.contains("data-term=\"\(name)\" data-rows=\"\(rows)\"><b>\(rows.grouped)</b>"), "\(name)")
        }
        #expect(markup.contains("<b data-table-rows=\"1310\">1,310 rows</b>"))
    }

    @Test(
        "the verdict says what there is to know first",
        arguments: [
            (RunStatement.orders(), "Balanced: every record is accounted for", nil, "50 rows were refused"),
            (
                .orders(.failed, error: "a.csv: record 2: is bad"), "Failed", "a.csv: record 2: is bad",
                "1,300 rows of this run are committed"
            ),
            (.orders(.failed, mode: "replace", error: "x"), "Failed", "x", "table orders is as it was"),
            (.orders(.interrupted), "Interrupted", nil, "the next run goes on behind what is committed"),
            (.orders(.running), "Killed: it never ended", "nobody has the database", "the next run goes on"),
            (.orders(.undone), "Undone", nil, nil),
        ] as [(RunStatement, String, String?, String?)])
    func verdict(_ statement: RunStatement, _ headline: String, _ reason: String?, _ note: String?) {
        let verdict = ReportVerdict(statement)
        #expect(verdict.headline.hasPrefix(headline))
        if let reason { #expect(verdict.reason?.hasPrefix(reason) == true, "\(verdict)") }
        if let note { #expect(verdict.notes.contains { $0.hasPrefix(note) }, "\(verdict)") }
        #expect((verdict.tone == .bad) == (statement.record.status != .complete))
    }

    @Test("a ledger that does not balance, or was changed, is no good, however the run ended")
    func unbalanced() {
        var account = InputAccount.filtered()
        account.input.records = 1501
        let verdict = ReportVerdict(.orders(accounts: [account]))
        #expect(verdict.headline == "NOT balanced" && verdict.tone == .bad)
        #expect(verdict.reason == "/in/a.csv: records = decode.out + decode.rejected fails: 1,501 ≠ 1,500 (1 missing)")
        var changed = RunStatement.orders()
        changed.isSealIntact = false
        #expect(ReportVerdict(changed).reason?.contains("the seal does not fit") == true)
        #expect(ReportVerdict(.orders(.running, holder: "pid 1")).tone == .busy)
    }

    @Test("of 100,000 inputs the page has the ones worth a look, and the sum of all", .timeLimit(.minutes(1)))
    func manyInputs() {
        var statement = RunStatement.orders(accounts: [])
        for index in 0..<100_000 {
            statement.add(.filtered("/in/\(index).csv", index: index, isComplete: index != 77_777))
        }
        statement.keepTheForemost()
        let markup = RunReport([statement]).markup
        #expect(markup.utf8.count < 400_000)
        #expect(
            markup.contains("/in/77777.csv") && markup.contains("150,000,000") && markup.contains("99,999 of 100,000"))
        #expect(markup.contains("99,500 further inputs"))
    }

    @Test("what is left out is nowhere on the page")
    func discretion() {
        var statement = RunStatement.orders()
        statement.specText = "secret spec"
        statement.record.parameters = "{\"p\":\"secret parameter\"}"
        var digest = RejectDigest()
        digest.rejects = 1
        digest.groups = [
            RejectDigest.Group(
                stage: "decode", column: nil, reason: "a quote stands in \"a \\\"secret\\\" field\" of it", count: 1,
                samples: [
                    RejectDigest.Sample(
                        path: "a", record: 1, byteOffset: 0, reason: "\"secret value\" is bad",
                        raw: "\"secret record\"", shownLength: 1,
                        rawLength: 1, retriedBy: nil)
                ])
        ]
        let open = RunReport([statement], rejects: digest).markup
        for word in ["spec", "parameter", "value", "record"] { #expect(open.contains("secret \(word)"), "\(word)") }
        let discretion = ReportDiscretion(hidesSpec: true, hidesRecords: true)
        let closed = RunReport([statement], rejects: digest, discretion: discretion).markup
        #expect(!closed.contains("secret"))
        #expect(closed.contains("a quote stands in &quot;…&quot; of it"))
    }

    @Test("a value in quotes is left out, and nothing else", arguments: [
        (#""x" is bad"#, #""…" is bad"#), (#"a "b\"c" d "e" f"#, #"a "…" d "…" f"#), ("plain", "plain"), (#"open "x"#, #"open "…""#),
        ("", ""),
    ])
    func quotedValues(_ text: String, _ expected: String) {
        #expect(text.withoutQuotedValues == expected)
    }

    @Test("a run of several tables is one picture: what they share once, then each table's own")
    func severalTables() {
        var second = InputAccount.filtered()
        second.stages[1].tally = Tally(stored: 1450, added: 0, out: 450, dropped: 1000, rejected: 0)
        second.stages[2] = StageRecord(
            name: "sink", tally: Tally(stored: 450, added: 0, out: 450, dropped: 0, rejected: 0),
            written: WrittenRows(inserted: 450))
        let statements = [RunStatement.orders(), .orders(id: 8, table: "few", accounts: [second])]
        let picture = FlowPicture(statements)
        #expect(picture.trunk.map(\.name) == ["decode"])
        #expect(picture.lanes.map { $0.stages.map(\.name) } == [["filter", "sink"], ["filter", "sink"]])
        let markup = RunReport(statements).markup
        #expect(
            markup.contains(
                "data-kind=\"dropped\" data-rows=\"1000\" data-stage=\"filter\" data-position=\"1\" data-run=\"8\""))
        #expect(markup.components(separatedBy: "data-kind=\"input\"").count == 2)
        #expect(FlowPicture([.orders()]).trunk.isEmpty)
    }
}

/// What a strict parser finds on a page, which is XML too.
final class Elements: NSObject, XMLParserDelegate {
    private(set) var names: Set<String> = []
    private(set) var attributes: Set<String> = []
    private(set) var addresses: [String] = []

    /// nil where it is not well-formed.
    init?(_ markup: String) {
        super.init()
        let parser = XMLParser(data: Data(markup.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes found: [String: String] = [:]
    ) {
        names.insert(name)
        attributes.formUnion(found.keys.map { $0.lowercased() })
        if let address = found["href"] { addresses.append(address) }
    }
}
