// The targets of one reading.

import Testing

@testable import PipelineSpec

@Suite struct SinksTests {
    private static func with(_ sinks: String) -> String { sinks + Spec.head + Spec.source }

    @Test("what is one for all is given once, and every entry has the rest for itself")
    func entries() throws {
        let spec = try Spec.load(
            Self.with(
                """
                sinks:
                  - { table: a, where: id > 1, commit: { rows: 7 } }
                  - { table: b, database: d.sqlite, transforms: [filter: id > 2], mode: upsert, key: id, durability: off }
                  - { table: c, database: d.sqlite, expect: { rejects: 3, columns: { id: "> 0" } } }
                expect: { rows_read: 5, rejects: 1, columns: { id: not null } }
                """))
        #expect(spec.sinks.map(\.table.value) == ["a", "b", "c"])
        #expect(spec.sinks.allSatisfy { $0.database.value == "d.sqlite" && $0.commit.rows == 7 && $0.durability == .off })
        #expect(spec.sinks.map(\.route?.value) == ["id > 1", nil, nil])
        #expect(spec.sinks.map(\.transforms.count) == [0, 1, 0] && spec.sinks[1].mode == .upsert)
        #expect(spec.sinks.map(\.expectations.rejects?.value.text) == ["1", "1", "3"])
        #expect(spec.sinks.map(\.expectations.rowsRead?.value.text) == ["5", "5", "5"])
        #expect(spec.sinks.map(\.expectations.columns.count) == [1, 1, 2])
    }

    @Test("what can't be is refused at its place", arguments: [
        ("sinks: []", "1:8: sinks must not be empty; write a list such as - { database: shop.sqlite, table: orders }"),
        ("sinks: { table: t }", "1:8: sinks must be a list such as - { database: shop.sqlite, table: orders }, not a mapping"),
        ("sinks: [t]", "1:9: sinks[0] must be a mapping, not \"t\""),
        ("sinks: [{ table: a }, { table: b }]", "1:1: missing key \"database\" in sinks; one of them has to name it, for all"),
        ("sinks: [{ table: a, database: d }, { table: b, database: e }]", "1:58: database is one for all sinks, since they are committed together, and the one at 1:31 is another"),
        ("sinks: [{ table: a, database: d, commit: { rows: 1 } }, { table: b, commit: { rows: 2 } }]", "1:77: commit is one for all sinks, since they are committed together, and the one at 1:42 is another"),
        ("sinks: [{ table: a, database: d }, { table: A }]", "1:45: duplicate table \"A\"; the first is at 1:18"),
        ("sinks: [{ database: d }]", "1:9: missing key \"table\" in sinks[0]"),
        ("sinks: [{ table: a, database: d, zzzzzz: 1 }]", "1:34: unknown key \"zzzzzz\" in an entry of sinks; allowed: database, table, mode, key, strict, indexes, views, full_text, before, after, on_schema_change, lineage, commit, durability, where, transforms, expect"),
        ("sinks: [{ table: a, database: d, transforms: { filter: id > 1 } }]", "1:46: sinks[0].transforms must be a list such as - filter: quantity > 0, not a mapping"),
        ("sinks: [{ table: a, database: d, mode: replace }, { table: b }]", "1:40: mode replace loads every input anew and the other modes only what is new, so they can't share one reading; write two specs, or one mode for all"),
        ("sink: { database: d, table: t }\nsinks: [{ table: a, database: d }]", "2:1: sink and sinks are both given; sinks has all targets, or sink the only one"),
    ])
    func faulty(sinks: String, fault: String) {
        #expect(faults(Self.with(sinks + "\n")) == [fault])
    }

    @Test("a route in sink belongs in sinks")
    func routeOfOne() {
        #expect(messages(Spec.withSink("sink: { database: d, table: t, where: id > 1 }\n")) == [
            "unknown key \"where\" in sink; it belongs in an entry of sinks"
        ])
    }

    @Test("reloading needs lineage in every target")
    func reload() {
        let text = "sinks: [{ table: a, database: d, lineage: true }, { table: b }]" + Spec.head
            + "source: { files: a.csv, columns: { id: integer }, changed_inputs: reload }\n"
        #expect(messages(text) == ["changed_inputs: reload needs sink.lineage: true, which tells the rows of one input from all others"])
    }

    @Test("what decides only when a run fails or commits is not part of what it loads")
    func identity() throws {
        func identity(_ sinks: String) throws -> String { try Spec.load(Self.with(sinks + "\n")).loadIdentity }
        let one = try identity("sinks: [{ table: a, database: d }, { table: b }]")
        #expect(try identity("sinks: [{ table: a, database: d, commit: { rows: 3 } }, { table: b, expect: { rejects: 1 }, durability: off }]") == one)
        #expect(try identity("sinks: [{ table: a, database: d }, { table: b, where: id > 1 }]") != one)
        #expect(try identity("sinks: [{ table: b, database: d }, { table: a }]") != one)
    }
}
