// Transforms that a program brings with it.

import TestSupport
import Testing
import Weir

@Suite("transforms of a program")
struct CustomTransformTests {
    @Test("a transform sees each value as it is, and what it sets arrives in the column's storage")
    func values() async throws {
        let load = try Load(csv: "id,name,price,at,raw\n1,Änne,1.5,2026-11-19,ff00\n2,,,,\n")
        let columns = [
            ColumnSpec("id", .integer), ColumnSpec("name", .text), ColumnSpec("price", .real), ColumnSpec("at", .date),
            ColumnSpec("raw", .blob(encoding: .hex)),
        ]
        let transform = CustomTransform(
            "all", version: "1", uses: ["id", "name", "price", "at", "raw"],
            adds: ["seen": .text, "half": .real, "day": .date, "cents": .decimal(scale: 2, storage: .integer), "flag": .boolean]
        ) { row in
            row["seen"] = .text([row["id"], row["NAME"], row["price"], row["at"], row["raw"]].map { "\($0)" }.joined(separator: " "))
            row["half"] = 2
            row["day"] = row["at"]
            row["cents"] = "12.5"
            row["flag"] = "yes"
            row["name"] = nil
            row["id"] = .integer((row["id"].integer ?? 0) * 10)
            row["id"] = .integer((row["id"].integer ?? 0) + Int64(row.record))
        }
        let pipeline = try load.pipeline([.custom(transform)], columns: columns)
        let outcome = try await pipeline.run().get()
        #expect(outcome.inserted == 2)
        let rows = try await load.shell.rows(
            "SELECT id, name IS NULL, seen, half, typeof(half), day, cents, flag FROM rows ORDER BY id")
        #expect(
            rows == [
                "11|1|integer(1) text(\"Änne\") real(1.5) text(\"2026-11-19\") blob([255, 0])|2.0|real|2026-11-19|1250|1",
                "22|1|integer(2) null null null null|2.0|real|NULL|1250|1",
            ])
        #expect(try await pipeline.verifyCounts(deep: true).isBalanced)
    }

    @Test("whatever a transform does with the rows, what went in is there, dropped or refused, and the counts are proved", arguments: [1, 2, 3])
    func fates(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let fates = (0..<5000).map { _ in Int.random(in: 0..<10, using: &generator) }
        let load = try Load(csv: "id,name\n" + fates.enumerated().map { "\($0.offset),\($0.element)\n" }.joined())
        let transform = CustomTransform("fate", version: "1", uses: ["name"]) { row in
            switch row["name"].text {
            case "0": row.drop()
            case "1": row.reject(column: "name", reason: "is one")
            case "2":
                row.drop()
                row.reject(reason: "both")
                row.drop()
            case "3": row["name"] = "three"
            case "4": row["name"] = "U+0000: \0"
            default: break
            }
        }
        let pipeline = try load.pipeline(
            [.filter("id <> 7"), .custom(transform), .derive([DerivedColumn(name: "twice", expression: "id * 2")])],
            rejectLimit: .percent(100), flow: FlowSpec(batchRows: 300, batchBytes: 4096))
        let outcome = try await pipeline.run().get()
        let seen = fates.enumerated().filter { $0.offset != 7 }.map(\.element)
        func count(_ fates: Int...) -> Int { seen.count { fates.contains($0) } }
        let stage = try #require(outcome.stageTotals.first { $0.name == "fate" }?.tally)
        #expect(stage.in == seen.count && stage.dropped == count(0) && stage.rejected == count(1, 2, 4), "seed \(seed)")
        #expect(outcome.inserted == seen.count - count(0, 1, 2, 4))
        #expect(try await load.shell.rows("SELECT count(*) FROM rows WHERE name = 'three'") == ["\(count(3))"])
        #expect(
            try await load.shell.rows("SELECT count(*) FROM _weir_rejects WHERE reason LIKE '%U+0000'") == ["\(count(4))"])
        #expect(try await pipeline.verifyCounts(deep: true).isBalanced)
    }

    @Test("what does not fit, and a column that was not declared, refuse the row with a reason")
    func refused() async throws {
        let load = try Load(csv: "id,name\n1,a\n2,b\n3,c\n4,d\n5,e\n")
        let transform = CustomTransform("bad", version: "1", uses: ["id"], adds: ["n": .integer, "t": .text]) { row in
            switch row["id"].integer {
            case 1: row["n"] = "x"
            case 2: row["t"] = 5
            case 3: _ = row["name"]
            case 4: row["n"] = 1.5
            default: row["t"] = .text(String(repeating: "x", count: (1 << 20) + 1))
            }
        }
        let pipeline = try load.pipeline(
            [.custom(transform)], rejectLimit: .count(5), flow: FlowSpec(maxRecord: 1 << 20))
        let outcome = try await pipeline.run().get()
        #expect(outcome.rejected == 5)
        let reasons = try await load.shell.rows("SELECT record, column_name, reason FROM _weir_rejects ORDER BY record")
        #expect(
            reasons == [
                "1|n|\"x\" is not an integer", "2|t|\"5\" is a number, not text; set it as a text",
                "3|NULL|the transform asks for column \"name\", which it does not declare",
                "4|n|\"1.5\" is not a whole number", "5|t|the value set is too long for the batch",
            ])
    }

    @Test("what a transform declares is checked with the pipeline's other columns")
    func declared() async throws {
        let load = try Load(csv: "id,name\n1,a\n")
        let transform = CustomTransform("mine", version: "1", uses: ["nmae"], adds: ["id": .text]) { _ in }
        #expect(
            await messages { _ = try await load.pipeline([.custom(transform), .filter("x > 1")]).plan() } == [
                "unknown column \"nmae\" in mine; name?", "column \"id\", which mine adds, is there already; let it be one that it uses",
                "unknown column \"x\" in filter",
            ])
        let nameless = CustomTransform("", version: "1\n", adds: ["_weir_a": .text, "b": .text, "B": .text]) { _ in }
        #expect(
            await messages { _ = try load.pipeline([.custom(nameless)]) }.count == 4)
        let good = CustomTransform("good", version: "2", uses: ["id"], adds: ["b": .text]) { _ in }
        let plan = try await load.pipeline([.custom(good), .filter("b is null")]).plan()
        #expect(plan.contains("good") && plan.contains("version 2; uses id; adds b"))
    }
}
