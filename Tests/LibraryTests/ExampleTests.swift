// The example of docs/library.md is compiled, run, and the same.

import Foundation
import TestSupport
import Testing
import Weir

@Suite struct ExampleTests {
    @Test("the example of docs/library.md is the one that is compiled here")
    func same() throws {
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/library.md"), encoding: .utf8)
        let code = try String(
            contentsOf: SharedFolder.repository.appending(path: "Tests/LibraryTests/Example.swift"), encoding: .utf8)
        let example = try #require(code.split(separator: "\n\n", maxSplits: 1).last)
        #expect(page.contains("```swift\n\(example)```"))
    }

    @Test("the example loads, and tells what became of every record")
    func runs() async throws {
        let folder = try TemporaryFolder()
        try folder.write("in/orders-1.csv", "order_id,country,price\n1,DE,11.90\n2,FR,12.00\n3,DE,\n4,XX,5.00\n5,DE,-1\n")
        let outcome = try await loadOrders(from: folder.url.path(percentEncoded: false))
        #expect(outcome.records == 5 && outcome.inserted == 2)
        let tallies = outcome.stageTotals.map { "\($0.name) \($0.tally.in) \($0.tally.out) \($0.tally.dropped) \($0.tally.rejected)" }
        #expect(tallies == ["decode 5 5 0 0", "filter 5 3 2 0", "net_price 3 2 0 1", "sink 2 2 0 0"])
        let shell = SQLiteShell(folder.path("orders.sqlite"))
        #expect(try await shell.rows("SELECT order_id, net FROM orders ORDER BY 1") == ["1|1000", "2|1000"])
        #expect(
            try await shell.rows("SELECT record, column_name, reason FROM _weir_rejects") == ["4|country|has no tax rate"])
        #expect(outcome.summaryText.contains("balanced: 5 records = 2 inserted + 0 updated + 2 dropped + 1 rejected"))
    }
}
