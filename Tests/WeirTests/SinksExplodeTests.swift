// A parent and its parts: one record, a row in one table and several in another.

import Foundation
import TestSupport
import Testing

@Suite("sinks: parent and child")
struct SinksExplodeTests {
    /// The example of docs/spec.md, as it stands there.
    private static let example: String = {
        let page = (try? String(contentsOf: SharedFolder.repository.appending(path: "docs/spec.md"), encoding: .utf8)) ?? ""
        let blocks = page.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
        return blocks.first { $0.contains("\nsinks:\n") } ?? ""
    }()

    private static func spec(_ more: String = "") -> String {
        "weir: 1\nname: shop\n" + example.replacing("../build/shop.sqlite", with: "out.sqlite") + "\n" + more
    }

    private static func order(_ id: Int, items: Int, status: String = "paid") -> String {
        let list = (0..<items).map { "{\"sku\": \"S-\($0)\", \"quantity\": \(id % 10 + $0)}" }.joined(separator: ", ")
        return "{\"order_id\": \(id), \"status\": \"\(status)\", \"items\": [\(list)]}\n"
    }

    @Test("the example of the reference loads a table of orders, one of their items, and one of a part of them")
    func reference() async throws {
        let folder = try Shop.folder(Self.spec())
        let orders = [Self.order(1, items: 2), Self.order(2, items: 0), Self.order(3, items: 3, status: "cancelled")]
        try folder.files.write("orders-1.ndjson", orders.joined())
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT * FROM orders") == ["1|paid", "2|paid", "3|cancelled"])
        #expect(try await folder.database.rows("SELECT * FROM items") == ["1|S-0|1|1", "1|S-1|2|2", "3|S-0|3|1", "3|S-1|4|2", "3|S-2|5|3"])
        #expect(try await folder.database.rows("SELECT * FROM cancellations") == ["3"])
        #expect(end.errors.contains("explode  3  →  5  3 added, 1 dropped"), "\(end)")

        try folder.files.write("orders-2.ndjson", Self.order(2, items: 1) + Self.order(3, items: 1, status: "paid"))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.text("SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM items), (SELECT group_concat(status) FROM orders)") == "3|6|paid,paid,paid")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("killed at random moments between the rows of records, parents and children end as undisturbed ones do", arguments: [false, true])
    func killed(isShared: Bool) async throws {
        var random = SeededGenerator()
        // Exploded for one table, or in front of both.
        let explode = "explode: { column: items, position: line, columns: { sku: text, quantity: integer } }"
        let counts = (1...900).map { _ in Int.random(in: 0...9, using: &random) == 0 ? 120 : Int.random(in: 0...4, using: &random) }
        let spec = """
            weir: 1
            name: shop
            source: { files: "in-*.ndjson", columns: { order_id: integer, status: text, items: json } }
            transforms: [\(isShared ? "{ \(explode) }" : "")]
            sinks:
              - { table: one, database: out.sqlite, commit: { rows: 300, interval: 1h }, transforms: [\(isShared ? "filter: line = 1" : "drop: items")] }
              - { table: many, lineage: true, transforms: [\(isShared ? "" : "{ \(explode) }, ")filter: quantity <> 5] }
            rejects: { max: 9 }
            flow: { batch_rows: 20, batch_bytes: 4KiB }

            """
        let folder = try Shop.folder(spec)
        for part in 0..<3 {
            let orders = (part * 300..<part * 300 + 300).map { Self.order($0 + 1, items: counts[$0]) }
            try folder.files.write("in-\(part).ndjson", orders.joined() + "no order\n")
        }
        for strike in 0..<12 {
            let goal = folder.commits + Int.random(in: 0...4, using: &random)
            let run = try RunningProgram(
                WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "6"], in: folder.files.url)
            while run.isRunning, folder.commits < goal { try await Task.sleep(for: .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...10, using: &random)))
            run.send(strike % 4 == 3 ? SIGTERM : SIGKILL)
            _ = await run.wait()
        }
        let end = try await folder.run()
        let note = Comment(rawValue: "seed \(random.seed): \(end)")
        #expect(end.exitCode == 0, note)
        let parents = isShared ? counts.count { $0 > 0 } : 900
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT order_id) FROM one") == "\(parents)|\(parents)", note)
        let children = counts.enumerated().reduce(0) { sum, order in sum + (0..<order.element).count { (order.offset + 1) % 10 + $0 != 5 } }
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT order_id || '.' || line) FROM many") == "\(children)|\(children)", note)
        #expect(try await folder.database.integer("SELECT count(*) FROM many WHERE quantity <> order_id % 10 + line - 1") == 0, note)
        #expect(try await folder.verifyDeep().exitCode == 0, note)
    }
}
