import Foundation
import RowModel
import TestSupport
import Testing

struct TimestampTests {
    let bench = ConversionBench()

    @Test("a timestamp is stored in UTC", arguments: [
        ("2026-11-19T08:30:00Z", "2026-11-19T08:30:00Z"),
        ("2026-11-19T08:30:00.5Z", "2026-11-19T08:30:00.5Z"),
        ("2026-11-19T08:30:00.123456789Z", "2026-11-19T08:30:00.123456789Z"),
        ("2026-11-19 08:30:00", "2026-11-19T08:30:00Z"),
        ("2026-11-19T08:30", "2026-11-19T08:30:00Z"),
        ("2026-11-19T08:30Z", "2026-11-19T08:30:00Z"),
        ("2026-11-19 08:30+02:00", "2026-11-19T06:30:00Z"),
        ("2026-11-19T08:30:00.250+02:00", "2026-11-19T06:30:00.250Z"),
        ("2026-11-19T08:30:00-0530", "2026-11-19T14:00:00Z"),
        ("2026-11-19T08:30:00+02", "2026-11-19T06:30:00Z"),
        ("2026-11-19T08:30:00+00:00", "2026-11-19T08:30:00Z"),
        ("2026-11-19T08:30:00-00:00", "2026-11-19T08:30:00Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"),
        ("2025-12-31T23:30:00-01:00", "2026-01-01T00:30:00Z"),
        ("2024-03-01T00:00:00+00:01", "2024-02-29T23:59:00Z"),
        ("2024-02-29T23:59:59-00:01", "2024-03-01T00:00:59Z"),
        ("2026-11-19T08:30:00+23:59", "2026-11-18T08:31:00Z"),
    ])
    func normalised(text: String, expected: String) {
        #expect(bench.convert(text, to: .timestamp(storage: .text)) == .text(expected))
        if text == expected { #expect(bench.batch.row(0).pointee.arenaOffset == 2, "a normal text is not copied") }
    }

    @Test("a timestamp may be stored as a count since 1970", arguments: [
        ("1970-01-01T00:00:00Z", 0, 0), ("1969-12-31T23:59:59Z", -1, -1000), ("2026-11-19T08:30:00.000+00:00", 1_795_077_000, 1_795_077_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800, -62_135_596_800_000), ("9999-12-31T23:59:59Z", 253_402_300_799, 253_402_300_799_000),
    ])
    func epoch(text: String, seconds: Int64, milliseconds: Int64) {
        #expect(bench.convert(text, to: .timestamp(storage: .epoch)) == .integer(seconds))
        #expect(bench.convert(text, to: .timestamp(storage: .epochMilliseconds)) == .integer(milliseconds))
    }

    @Test("a fraction that the storage would lose is refused")
    func fractions() {
        #expect(bench.convert("2026-11-19T08:30:00.5Z", to: .timestamp(storage: .epoch)) == .refused(.epochFraction))
        #expect(bench.convert("1970-01-01T00:00:01.2500Z", to: .timestamp(storage: .epochMilliseconds)) == .integer(1250))
        #expect(bench.convert("1969-12-31T23:59:59.999Z", to: .timestamp(storage: .epochMilliseconds)) == .integer(-1))
        #expect(bench.convert("1970-01-01T00:00:01.2505Z", to: .timestamp(storage: .epochMilliseconds)) == .refused(.epochMillisecondsFraction))
    }

    @Test("anything else is refused", arguments: [
        ("", ConversionFailure.notTimestamp), ("2026-11-19", .notTimestamp), ("2026-11-19T08", .notTimestamp), ("2026-11-19T08:3", .notTimestamp),
        ("2026-11-19t08:30:00Z", .notTimestamp), ("2026-11-19T08:30:00z", .notTimestamp), ("2026-11-19T08:30:00 Z", .notTimestamp),
        ("2026-11-19T08:30:", .notTimestamp), ("2026-11-19T08:30:0", .notTimestamp), ("2026-11-19T08:30:00.", .notTimestamp),
        ("2026-11-19T08:30:00.Z", .notTimestamp), ("2026-11-19T08:30:00.1234567890Z", .notTimestamp), ("2026-11-19T08:30:00,5Z", .notTimestamp),
        ("2026-11-19T08:30:00+2", .notTimestamp), ("2026-11-19T08:30:00+02:0", .notTimestamp), ("2026-11-19T08:30:00+02.00", .notTimestamp),
        ("2026-11-19T08:30:00+02:00:00", .notTimestamp), ("2026-11-19T08:30:00ZZ", .notTimestamp), ("2026-11-19  08:30:00", .notTimestamp),
        ("2026-11-19T08:30:00 UTC", .notTimestamp), ("1795077000", .notTimestamp), ("2026/11/19 08:30:00", .notTimestamp),
        ("2026-11-31T08:30:00Z", .noSuchDay), ("2026-02-29T08:30:00Z", .noSuchDay),
        ("2026-11-19T24:00:00Z", .noSuchTime), ("2026-11-19T08:60:00Z", .noSuchTime), ("2016-12-31T23:59:60Z", .noSuchTime),
        ("2026-11-19T08:30:00+24:00", .noSuchTime), ("2026-11-19T08:30:00+01:60", .noSuchTime),
        ("0001-01-01T00:00:00+00:01", .yearOutOfRange), ("9999-12-31T23:59:00-00:01", .yearOutOfRange),
    ])
    func refuses(text: String, failure: ConversionFailure) {
        #expect(bench.convert(text, to: .timestamp(storage: .text)) == .refused(failure))
        #expect(bench.convert(text, to: .timestamp(storage: .epoch)) == .refused(failure))
    }

    @Test("random instants in random zones agree with Foundation's calendar")
    func agreesWithFoundation() {
        var generator = SeededGenerator()
        var calendar = Calendar(identifier: .iso8601)
        for _ in 0..<3_000 {
            // From 1583 on, where Foundation's calendar is Gregorian.
            let seconds = Int64.random(in: -12_212_553_600...253_402_214_400, using: &generator)
            let offset = Int.random(in: -14 * 60...14 * 60, using: &generator)
            calendar.timeZone = TimeZone(secondsFromGMT: offset * 60)!
            let local = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
            let text = String(
                format: "%04d-%02d-%02dT%02d:%02d:%02d%@%02d:%02d", local.year!, local.month!, local.day!, local.hour!, local.minute!, local.second!,
                offset < 0 ? "-" : "+", abs(offset) / 60, abs(offset) % 60)
            #expect(bench.convert(text, to: .timestamp(storage: .epoch)) == .integer(seconds), "\(text), seed \(generator.seed)")
            guard case .text(let normal) = bench.convert(text, to: .timestamp(storage: .text)) else { Issue.record("\(text) refused"); continue }
            #expect(bench.convert(normal, to: .timestamp(storage: .epoch)) == .integer(seconds), "\(text), seed \(generator.seed)")
            #expect(bench.convert(normal, to: .timestamp(storage: .text)) == .text(normal))
        }
    }
}
