import Testing

@testable import PipelineSpec

@Suite struct LiteralTests {
    @Test("sizes", arguments: [
        ("1", 1), ("4096", 4096), ("7B", 7), ("256KiB", 262_144), ("64MiB", 67_108_864), ("2GiB", 2_147_483_648),
        ("9223372036854775807", Int.max),
    ])
    func sizes(text: String, bytes: Int) throws {
        #expect(try SizeLiteral.bytes(text) == bytes)
        #expect(try SizeLiteral.bytes(SizeLiteral.text(bytes)) == bytes)
    }

    @Test("what is not a size", arguments: [
        ("", "must be a finite size such as 64MiB or 4096", nil), ("MiB", "must be a finite size such as 64MiB or 4096", nil),
        (".inf", "must be a finite size such as 64MiB or 4096", nil), ("∞", "must be a finite size such as 64MiB or 4096", nil),
        ("-1", "must be a finite size such as 64MiB or 4096", nil), ("012", "must be a finite size such as 64MiB or 4096", nil),
        ("٤MiB", "must be a finite size such as 64MiB or 4096", nil),
        ("64MB", "must be a size in B, KiB, MiB or GiB", "64MiB"), ("64 mib", "must be a size in B, KiB, MiB or GiB", "64MiB"),
        ("1.5MiB", "must be a size in B, KiB, MiB or GiB", nil), ("1e6", "must be a size in B, KiB, MiB or GiB", nil),
        ("1_000", "must be a size in B, KiB, MiB or GiB", nil), ("5k", "must be a size in B, KiB, MiB or GiB", "5KiB"),
        ("0", "must be more than 0 bytes", nil), ("0MiB", "must be more than 0 bytes", nil),
        ("9223372036854775808", "must be a smaller size", nil), ("9007199254740992KiB", "must be a smaller size", nil),
    ] as [(String, String, String?)])
    func notSizes(text: String, requirement: String, suggestion: String?) {
        #expect(throws: LiteralError(requirement: requirement, suggestion: suggestion)) { try SizeLiteral.bytes(text) }
    }

    @Test("durations", arguments: [("5s", 5), ("5", 5), ("500ms", 0.5), ("10m", 600), ("1h", 3600), ("24h", 86_400)])
    func durations(text: String, seconds: Double) throws {
        #expect(try DurationLiteral.seconds(text) == seconds)
    }

    @Test("what is not a duration", arguments: [
        ("", nil), ("s", nil), ("0s", nil), ("0", nil), ("25h", nil), ("99999999999999999999h", nil), ("0.5s", nil),
        ("5sec", "5s"), ("10 min", "10m"), ("5S", "5s"), ("-5s", nil), (".inf", nil), ("5d", nil),
    ] as [(String, String?)])
    func notDurations(text: String, suggestion: String?) {
        let error = #expect(throws: LiteralError.self) { try DurationLiteral.seconds(text) }
        #expect(error?.suggestion == suggestion)
    }

    @Test("reject limits", arguments: [
        ("0", RejectLimit.count(0)), ("250", .count(250)), ("0.5%", .percent(0.5)), ("0%", .percent(0)),
        ("100%", .percent(100)), ("5%", .percent(5)),
    ])
    func limits(text: String, limit: RejectLimit) throws {
        #expect(try RejectLimitLiteral.limit(text) == limit)
        #expect(try Spec.load(Spec.with("rejects: { max: \(text) }")).rejectLimit == limit)
        #expect(try Spec.load(Spec.with("rejects: { max: \"\(text)\" }")).rejectLimit == limit)
    }

    @Test("what is not a reject limit", arguments: [
        ("0.5", "0.5%"), ("-1", nil), ("100.1%", nil), ("%", nil), (".5%", nil), ("5.%", nil), ("1e2%", nil), ("nan%", nil),
        ("+5%", nil), ("99999999999999999999", nil), ("-0%", nil), ("inf%", nil), ("all", nil), ("1.2.3", nil),
    ] as [(String, String?)])
    func notLimits(text: String, suggestion: String?) {
        let error = #expect(throws: LiteralError.self) { try RejectLimitLiteral.limit(text) }
        #expect(error?.suggestion == suggestion)
    }
}
