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
                  mode: append
                  key: [id, "order line"]
                  on_schema_change: add_columns
                  lineage: true
                  strict: true
                  indexes: [[a], { columns: [b, "c d"], unique: true }, { columns: e }]
                  commit: { rows: 10, bytes: 1MiB, interval: 500ms }
                  durability: off
                """)
        ).sink
        #expect(sink.database.value == "my data.sqlite")
        #expect(sink.table.value == "Order \"Lines\"; --")
        #expect(sink.mode == .append)
        #expect(sink.key.map(\.value) == ["id", "order line"])
        #expect(sink.key.map(\.mark) == [SourceMark(line: 5, column: 9, isPlainScalar: true), SourceMark(line: 5, column: 13)])
        #expect(sink.onSchemaChange == .addColumns)
        #expect(sink.hasLineage)
        #expect(sink.isStrict)
        #expect(sink.indexes.map { $0.columns.map(\.value) } == [["a"], ["b", "c d"], ["e"]])
        #expect(sink.indexes.map(\.isUnique) == [false, true, false])
        #expect(sink.indexes.map(\.mark.column) == [13, 18, 57])
        #expect(sink.commit == CommitThresholds(rows: 10, bytes: 1 << 20, seconds: 0.5))
        #expect(sink.durability == .off)
    }

    @Test("every mode loads, with a key of one name or several, and what is left out is the careful choice", arguments: [
        ("mode: append", SinkSpec.Mode.append, []), ("mode: append, key: id", .append, ["id"]), ("mode: replace", .replace, []),
        ("mode: replace, key: [a, b]", .replace, ["a", "b"]), ("mode: upsert, key: id", .upsert, ["id"]),
        ("mode: ignore, key: [id]", .ignore, ["id"]), ("mode: replace, on_schema_change: fail", .replace, []),
        ("mode: upsert, key: [id], lineage: false", .upsert, ["id"]),
    ])
    func modes(sink: String, mode: SinkSpec.Mode, key: [String]) throws {
        let sink = try Spec.load(Spec.withSink("sink: { database: d, table: t, \(sink) }")).sink
        #expect(sink.mode == mode)
        #expect(sink.key.map(\.value) == key)
        #expect(sink.onSchemaChange == .fail)
        #expect(!sink.hasLineage)
    }

    @Test("sinks that can't be", arguments: [
        ("database: d", "missing key \"table\" in sink"),
        ("table: t", "missing key \"database\" in sink"),
        ("database: ':memory:', table: t", "sink.database must be a file; what is in memory is gone after the run"),
        ("database: d, table: _weir_runs", "table names that start with _weir_ are Weir's own"),
        ("database: d, table: SQLITE_x", "table names that start with sqlite_ are SQLite's own"),
        ("database: d, table: t, mode: upsert",
            "mode upsert needs key, the columns that tell a row from all others, such as key: [id]"),
        ("database: d, table: t, mode: ignore",
            "mode ignore needs key, the columns that tell a row from all others, such as key: [id]"),
        ("database: d, table: t, mode: upsert, key: []", "sink.key must not be empty"),
        ("database: d, table: t, mode: upsert, key: { id: id }", "sink.key must be a list of columns, not a mapping"),
        ("database: d, table: t, key: [id, ID]", "duplicate column \"ID\"; the first is at 1:38"),
        ("database: d, table: t, key: ", "sink.key has no value"),
        ("database: d, table: t, lineage: yes", "sink.lineage must be true or false, not \"yes\"; did you mean \"true\"?"),
        ("database: d, table: t, on_schema_change: add_column",
            "sink.on_schema_change must be fail or add_columns, not \"add_column\"; did you mean \"add_columns\"?"),
        ("database: d, table: t, mode: replace, on_schema_change: add_columns",
            "on_schema_change: add_columns has no meaning in mode replace, which makes the table anew"),
        ("database: d, table: t, mode: upsrt, key: id",
            "sink.mode must be append, replace, upsert or ignore, not \"upsrt\"; did you mean \"upsert\"?"),
        ("database: d, table: t, mode: repalce", "sink.mode must be append, replace, upsert or ignore, not \"repalce\"; did you mean \"replace\"?"),
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
            Spec.with("flow: { high_watermark: 2MiB, low_watermark: 1MiB, batch_rows: 65536, batch_bytes: 4KiB, max_record: 256MiB, max_input_bytes: 2GiB, stall_timeout: 90s }")
        ).flow
        #expect(
            flow == FlowSpec(
                highWatermark: 2 << 20, lowWatermark: 1 << 20, batchRows: 65_536, batchBytes: 4096, maxRecord: 256 << 20,
                maxInputBytes: 2 << 30, stallTimeout: 90))
        let scant = try Spec.load(Spec.with("flow: { high_watermark: 2MiB }")).flow
        #expect(scant == FlowSpec(highWatermark: 2 << 20, lowWatermark: 1 << 20))
        #expect(scant.maxInputBytes == nil)
        #expect(scant.stallTimeout == 600)
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
        ("max_input_bytes: 0", "flow.max_input_bytes must be more than 0 bytes, not \"0\""),
        ("max_input_bytes: none", "flow.max_input_bytes must be a finite size such as 64MiB or 4096, not \"none\""),
        ("stall_timeout: 999ms", "flow.stall_timeout must be at least 1s, not \"999ms\""),
        ("stall_timeout: 0", "flow.stall_timeout must be more than 0s, not \"0\""),
        ("stall_timeout: 25h", "flow.stall_timeout must be at most 24h, not \"25h\""),
        ("stall_timeout: never", "flow.stall_timeout must be a duration such as 5s or 500ms, not \"never\""),
        ("stall_timeout: 10min", "flow.stall_timeout must be a duration in ms, s, m or h, not \"10min\"; did you mean \"10m\"?"),
        ("max_record: no", "flow.max_record must be a finite size such as 64MiB or 4096, not \"no\""),
    ])
    func wrongFlow(flow: String, expected: String) {
        #expect(messages(Spec.with("flow: { \(flow) }")) == [expected])
    }
}
