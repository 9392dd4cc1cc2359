import Testing

@testable import PipelineSpec

@Suite struct SinkAndFlowTests {
    @Test("every key of sink arrives")
    func sink() throws {
        let sink = try Spec.load(
            Spec.withSink(
                """
                sink:
                  database: "my data.sqlite"
                  table: Order "Lines"; --
                  mode: replace
                  strict: true
                  indexes: [[a], { columns: [b, "c d"], unique: true }, { columns: e }]
                  commit: { rows: 10, bytes: 1MiB, interval: 500ms }
                  durability: off
                """)
        ).sink
        #expect(sink.database.value == "my data.sqlite")
        #expect(sink.table.value == "Order \"Lines\"; --")
        #expect(sink.mode == .replace)
        #expect(sink.isStrict)
        #expect(sink.indexes.map { $0.columns.map(\.value) } == [["a"], ["b", "c d"], ["e"]])
        #expect(sink.indexes.map(\.isUnique) == [false, true, false])
        #expect(sink.indexes.map(\.mark.column) == [13, 18, 57])
        #expect(sink.commit == CommitThresholds(rows: 10, bytes: 1 << 20, seconds: 0.5))
        #expect(sink.durability == .off)
    }

    @Test("sinks that can't be", arguments: [
        ("database: d", "missing key \"table\" in sink"),
        ("table: t", "missing key \"database\" in sink"),
        ("database: ':memory:', table: t", "sink.database must be a file; what is in memory is gone after the run"),
        ("database: d, table: _weir_runs", "table names that start with _weir_ are Weir's own"),
        ("database: d, table: SQLITE_x", "table names that start with sqlite_ are SQLite's own"),
        ("database: d, table: t, mode: upsert", "sink.mode: \"upsert\" is not supported yet; use append or replace"),
        ("database: d, table: t, mode: ignore", "sink.mode: \"ignore\" is not supported yet; use append or replace"),
        ("database: d, table: t, mode: repalce", "sink.mode must be append or replace, not \"repalce\"; did you mean \"replace\"?"),
        ("database: d, table: t, durability: ful", "sink.durability must be full, normal or off, not \"ful\"; did you mean \"full\"?"),
        ("database: d, table: t, indexes: [a]",
            "sink.indexes must be a list such as [[customer_id], { columns: [day], unique: true }]; \"a\" is no list"),
        ("database: d, table: t, indexes: a",
            "sink.indexes must be a list such as [[customer_id], { columns: [day], unique: true }], not \"a\""),
        ("database: d, table: t, indexes: [[]]", "an index must not be empty"),
        ("database: d, table: t, indexes: [[a, b, A]]", "duplicate column \"A\"; the first is at 1:43"),
        ("database: d, table: t, indexes: [{ unique: true }]", "missing key \"columns\" in an index"),
        ("database: d, table: t, commit: { rows: 0 }", "sink.commit.rows must be a whole number of at least 1, not \"0\""),
        ("database: d, table: t, commit: { bytes: 0 }", "sink.commit.bytes must be more than 0 bytes, not \"0\""),
        ("database: d, table: t, commit: { bytes: 64MB }",
            "sink.commit.bytes must be a size in B, KiB, MiB or GiB, not \"64MB\"; did you mean \"64MiB\"?"),
        ("database: d, table: t, commit: { interval: 0s }", "sink.commit.interval must be more than 0s, not \"0s\""),
        ("database: d, table: t, commit: 5", "sink.commit must be a mapping, not \"5\""),
    ])
    func wrongSink(sink: String, expected: String) {
        #expect(messages(Spec.withSink("sink: { \(sink) }")) == [expected])
    }

    @Test("every key of flow arrives, and the low watermark follows the high one")
    func flow() throws {
        let flow = try Spec.load(
            Spec.with("flow: { high_watermark: 2MiB, low_watermark: 1MiB, batch_rows: 65536, batch_bytes: 4KiB, max_record: 256MiB }")
        ).flow
        #expect(
            flow == FlowSpec(
                highWatermark: 2 << 20, lowWatermark: 1 << 20, batchRows: 65_536, batchBytes: 4096, maxRecord: 256 << 20))
        #expect(try Spec.load(Spec.with("flow: { high_watermark: 2MiB }")).flow.lowWatermark == 1 << 20)
    }

    @Test("flows that can't be", arguments: [
        ("high_watermark: .inf", "flow.high_watermark must be a finite size such as 64MiB or 4096, not \".inf\""),
        ("high_watermark: infinity", "flow.high_watermark must be a finite size such as 64MiB or 4096, not \"infinity\""),
        ("high_watermark: 8EiB", "flow.high_watermark must be a size in B, KiB, MiB or GiB, not \"8EiB\""),
        ("high_watermark: 9223372036854775807", "flow.high_watermark must be from 8KiB to 1GiB, not \"9223372036854775807\""),
        ("high_watermark: 0", "flow.high_watermark must be more than 0 bytes, not \"0\""),
        ("low_watermark: 8MiB", "flow.low_watermark must be less than flow.high_watermark, which is 8MiB"),
        ("high_watermark: 1MiB, low_watermark: 1MiB", "flow.low_watermark must be less than flow.high_watermark, which is 1MiB"),
        ("high_watermark: 128KiB", "a batch of 256KiB (flow.batch_bytes) does not fit below flow.high_watermark, which is 128KiB"),
        ("high_watermark: 1MiB, batch_bytes: 2MiB", "a batch of 2MiB (flow.batch_bytes) does not fit below flow.high_watermark, which is 1MiB"),
        ("batch_rows: 65537", "flow.batch_rows must be a whole number from 1 to 65536, not \"65537\""),
        ("batch_rows: 0", "flow.batch_rows must be a whole number from 1 to 65536, not \"0\""),
        ("batch_bytes: 4095", "flow.batch_bytes must be from 4KiB to 4MiB, not \"4095\""),
        ("batch_bytes: 5MiB", "flow.batch_bytes must be from 4KiB to 4MiB, not \"5MiB\""),
        ("max_record: 257MiB", "flow.max_record must be from 1 to 256MiB, not \"257MiB\""),
        ("max_record: no", "flow.max_record must be a finite size such as 64MiB or 4096, not \"no\""),
    ])
    func wrongFlow(flow: String, expected: String) {
        #expect(messages(Spec.with("flow: { \(flow) }")) == [expected])
    }
}
