import Testing

@testable import PipelineSpec

@Suite struct ExpectTests {
    @Test("counts", arguments: [
        ("100", 100...100), ("0", 0...0), ("= 5", 5...5), (">= 1000", 1000...Int.max), (">=1", 1...Int.max), ("> 0", 1...Int.max),
        ("<= 5", 0...5), ("< 5", 0...4), ("100..200", 100...200), ("100 .. 200", 100...200), ("7..7", 7...7),
        ("<= 9223372036854775807", 0...Int.max), (">  3 ", 4...Int.max),
    ])
    func counts(text: String, range: ClosedRange<Int>) throws {
        #expect(try CountConditionLiteral.condition(text) == CountCondition(range, text: text))
        let spec = try Spec.load(Spec.with("expect: { rejects: \"\(text)\" }"))
        #expect(spec.expectations.rejects?.value.range == range)
    }

    @Test("a count needs no quotes")
    func bare() throws {
        #expect(try Spec.load(Spec.with("expect: { rows_read: 100 }")).expectations.rowsRead?.value.range == 100...100)
    }

    @Test("what is not a count", arguments: [
        ("", nil), ("many", nil), ("-1", nil), ("1.5", nil), ("5%", nil), ("1_000", nil), ("1,000", nil), ("007", nil), (">", nil),
        ("> -1", nil), ("..5", nil), ("5..", nil), ("1..2..3", nil), ("> 1 and < 5", nil), ("<> 5", nil), ("!= 5", nil),
        ("=> 5", ">= 5"), ("=< 5", "<= 5"), ("≥ 5", ">= 5"), ("≤5", "<=5"), ("== 5", "= 5"), ("100-200", "100..200"),
        ("100...200", "100..200"), ("99999999999999999999", nil), ("200..100", nil), ("< 0", nil), ("> 9223372036854775807", nil),
    ] as [(String, String?)])
    func notCounts(text: String, suggestion: String?) {
        let error = #expect(throws: LiteralError.self) { try CountConditionLiteral.condition(text) }
        #expect(error?.suggestion == suggestion)
    }

    @Test("every key of expect arrives, each condition by itself")
    func all() throws {
        let expect = try Spec.load(
            """
            expect:
              rows_read: ">= 1"
              rows_written: 1..5
              rejects: 0
              columns:
                id: not null
                status: "in ('new','paid')"
                "unit price": [not null, ">= 0", between 1 and 1000]
            weir: 1
            name: n
            source: { files: a.csv }
            sink: { database: d, table: t }
            """
        ).expectations
        #expect(expect.rowsRead?.value == CountCondition(1...Int.max, text: ">= 1"))
        #expect(expect.rowsWritten?.value == CountCondition(1...5, text: "1..5"))
        #expect(expect.rejects?.value == CountCondition(0...0, text: "0"))
        #expect(expect.rejects?.mark.line == 4)
        #expect(expect.columns.map(\.column.value) == ["id", "status", "unit price", "unit price", "unit price"])
        #expect(
            expect.columns.map(\.condition.value)
                == ["not null", "in ('new','paid')", "not null", ">= 0", "between 1 and 1000"])
        #expect(expect.columns.map(\.condition.mark.column) == [9, 13, 20, 30, 38])
    }

    @Test("without expect nothing is expected")
    func none() throws {
        let expect = try Spec.load(Spec.with("")).expectations
        #expect(expect.rowsRead == nil && expect.rowsWritten == nil && expect.rejects == nil && expect.columns.isEmpty)
    }

    @Test("expectations that can't be", arguments: [
        ("expect: {}", "1:9: expect must not be empty; write expect: { rows_written: \">= 1\" }"),
        ("expect:", "1:8: expect must not be empty; write expect: { rows_written: \">= 1\" }"),
        ("expect: 5", "1:9: expect must be a mapping, not \"5\""),
        ("expect: [rejects]", "1:9: expect must be a mapping, not a list"),
        ("expect: { rows: 5 }", "1:11: unknown key \"rows\" in expect; it belongs in sink.commit"),
        ("expect: { row_written: 5 }", "1:11: unknown key \"row_written\"; did you mean \"rows_written\"?"),
        ("expect: { rejects: 0.5% }",
            "1:20: expect.rejects must be a count such as 100, a bound such as \">= 100\" or a range such as \"100..200\", not \"0.5%\""),
        ("expect: { rejects: '=< 5' }",
            "1:20: expect.rejects must be a count such as 100, a bound such as \">= 100\" or a range such as \"100..200\", "
                + "not \"=< 5\"; did you mean \"<= 5\"?"),
        ("expect: { rejects: < 0 }", "1:20: expect.rejects must be something that a count can meet, not \"< 0\""),
        ("expect: { rejects: }", "1:20: expect.rejects has no value"),
        ("expect: { rows_read: [1, 2] }", "1:22: expect.rows_read must be a count, not a list"),
        ("expect: { rows_written: { vs_median: 30% } }",
            "1:38: expect.rows_written.vs_median must be a deviation such as \"±30%\" or a range such as \"-50%..+200%\", not \"30%\"; "
                + "did you mean \"±30%\"?"),
        ("expect: { rows_written: { runs: 5 } }", "1:11: missing key \"vs_median\" in expect.rows_written"),
        ("expect: { rows_written: {} }", "1:11: missing key \"vs_median\" in expect.rows_written"),
        ("expect: { rows_written: { vs_median: ±30%, runs: 0 } }",
            "1:50: expect.rows_written.runs must be a whole number from 1 to 1000, not \"0\""),
        ("expect: { rows_written: { vs_median: ±30%, at_least: 15 } }",
            "1:54: expect.rows_written.at_least must not be more than runs, which is 14"),
        ("expect: { rows_written: { vs_median: [1] } }", "1:38: expect.rows_written.vs_median must be a deviation, not a list"),
        ("expect: { rejects: { vs_median: ±30%, count: many } }",
            "1:46: expect.rejects.count must be a count such as 100, a bound such as \">= 100\" or a range such as \"100..200\", "
                + "not \"many\""),
        ("expect: { vs_median: ±30% }", "1:11: unknown key \"vs_median\" in expect; it belongs in a count of expect"),
        ("expect: { columns: {} }", "1:20: expect.columns must not be empty; write expect.columns: { column: not null }"),
        ("expect: { columns: [id] }", "1:20: expect.columns must be a mapping, not a list"),
        ("expect: { columns: { id: not null, ID: '> 1' } }", "1:36: duplicate column \"ID\"; the first is at 1:22"),
        ("expect: { columns: { id: null } }", "1:26: expect.columns.id must be a condition; write is null or not null"),
        ("expect: { columns: { id: [] } }", "1:26: expect.columns.id must not be empty"),
        ("expect: { columns: { id: '' } }", "1:26: expect.columns.id must not be empty"),
        ("expect: { columns: { id: { min: 5 } } }",
            "1:26: expect.columns.id must be a condition such as not null, or a list of them, not a mapping"),
    ])
    func wrong(expect: String, expected: String) {
        #expect(faults(Spec.with(expect)) == [expected])
    }

    @Test("deviations", arguments: [
        ("±30%", -30...30), ("+-30%", -30...30), ("+/-30%", -30...30), (" ± 12.5 % ", -12.5...12.5), ("±0%", 0...0), ("±300%", -300...300),
        ("-50%..+200%", -50...200), ("-50% .. 200%", -50...200), ("−50%..0%", -50...0), ("+10%..+20%", 10...20), ("-100%..-100%", -100...(-100)),
    ] as [(String, ClosedRange<Double>)])
    func deviations(_ text: String, _ percent: ClosedRange<Double>) throws {
        #expect(try DeviationLiteral.percent(text) == percent)
        let usual = try Spec.load(Spec.with("expect: { rejects: { vs_median: \"\(text)\" } }")).expectations.usual
        #expect(usual.rejects?.value == UsualCondition(percent, text: text) && usual.rowsRead == nil && usual.rowsWritten == nil)
    }

    @Test("what is no deviation", arguments: [
        ("", nil), ("30", "±30%"), ("±30", "±30%"), ("30%", "±30%"), ("a%", nil), ("±a%", nil), ("±30%%", nil), ("±.5%", nil), ("±5.%", nil),
        ("±1.2.3%", nil), ("±-5%", nil), ("-50%", nil), ("- 5%..5%", nil), ("..5%", nil), ("-5%..", nil), ("-5..5%", nil), ("±1e3%", nil),
        ("5%..-5%", nil), ("-300%..-200%", nil), ("±30% ±40%", nil),
    ] as [(String, String?)])
    func notDeviations(_ text: String, _ suggestion: String?) {
        let error = #expect(throws: LiteralError.self) { try DeviationLiteral.percent(text) }
        #expect(error?.suggestion == suggestion)
    }

    @Test("a comparison has a bound, a window and a least number of runs; what one sink says of a count is said whole")
    func comparisons() throws {
        let text = """
            expect: { rows_written: { count: ">= 10", vs_median: ±30%, runs: 20, at_least: 5 }, rejects: { vs_median: ±5%, runs: 2 }, rows_read: 7 }
            weir: 1
            name: n
            source: { files: a.csv }
            sinks:
              - { database: d, table: a }
              - { table: b, expect: { rows_written: 5, rows_read: { vs_median: ±1% } } }
            """
        let sinks = try Spec.load(text).sinks
        let first = sinks[0].expectations
        #expect(first.rowsWritten?.value == CountCondition(10...Int.max, text: ">= 10"))
        #expect(first.usual.rowsWritten?.value == UsualCondition(-30...30, text: "±30%", runs: 20, atLeast: 5))
        #expect(first.usual.rejects?.value == UsualCondition(-5...5, text: "±5%", runs: 2, atLeast: 2))
        let second = sinks[1].expectations
        #expect(second.rowsWritten?.value.range == 5...5 && second.usual.rowsWritten == nil)
        #expect(second.rowsRead == nil && second.usual.rowsRead?.value.percent == -1...1)
        #expect(second.usual.rejects?.value.runs == 2)
    }
}
