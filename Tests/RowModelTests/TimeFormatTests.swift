import Foundation
import TestSupport
import Testing

@testable import RowModel

@Suite struct TimeFormatTests {
    let bench = ConversionBench()

    private func timestamp(_ format: String, _ zone: String? = nil, _ storage: ColumnType.TimestampStorage = .text) throws -> ColumnType {
        .formattedTimestamp(try TimeFormat(format, zone: zone, for: .timestamp), storage: storage)
    }

    @Test("a timestamp is read by its format", arguments: [
        ("%d.%m.%Y %H:%M", "19.11.2026 08:30", "2026-11-19T08:30:00Z"), ("%Y%m%d%H%M%S", "20261119083059", "2026-11-19T08:30:59Z"),
        ("%m/%d/%y %I:%M %p", "11/19/26 08:30 pm", "2026-11-19T20:30:00Z"), ("%m/%d/%y %I:%M %p", "11/19/26 12:05 AM", "2026-11-19T00:05:00Z"),
        ("%-m/%-d/%Y %-I %p", "1/2/2026 12 PM", "2026-01-02T12:00:00Z"), ("%-d.%-m.%Y %-H:%M", "31.12.2026 7:05", "2026-12-31T07:05:00Z"),
        ("%a, %d %b %Y %T %z", "Thu, 19 Nov 2026 08:30:00 +0100", "2026-11-19T07:30:00Z"), ("%A %B %-d %Y %R", "thursday NOVEMBER 9 2023 00:00", "2023-11-09T00:00:00Z"),
        ("%F %T.%f", "2026-11-19 08:30:00.125", "2026-11-19T08:30:00.125Z"), ("%FT%T%z", "2026-11-19T00:30:00+02:00", "2026-11-18T22:30:00Z"),
        ("%FT%T%z", "2026-11-19T00:30:00Z", "2026-11-19T00:30:00Z"), ("%y-%m-%d %H", "68-01-01 00", "2068-01-01T00:00:00Z"),
        ("%y-%m-%d %H", "69-01-01 00", "1969-01-01T00:00:00Z"), ("%d. März %Y %H Uhr, %m %%", "01. März 2026 05 Uhr, 03 %", "2026-03-01T05:00:00Z"),
    ])
    func reads(_ format: String, _ text: String, _ expected: String) throws {
        #expect(bench.convert(text, to: try timestamp(format)) == .text(expected))
    }

    @Test("a text of another form is refused", arguments: [
        ("%d.%m.%Y %H:%M", "19.11.2026 8:30", ConversionFailure.notOfFormat), ("%d.%m.%Y %H:%M", "19.11.26 08:30", .notOfFormat),
        ("%d.%m.%Y %H:%M", "19.11.2026 08:30 ", .notOfFormat), ("%d.%m.%Y %H:%M", " 19.11.2026 08:30", .notOfFormat), ("%d.%m.%Y %H:%M", "", .notOfFormat),
        ("%d.%m.%Y %H:%M", "31.11.2026 08:30", .noSuchDay), ("%d.%m.%Y %H:%M", "19.11.2026 24:00", .noSuchTime), ("%d.%m.%Y %H:%M", "00.11.2026 08:30", .noSuchDay),
        ("%a %d.%m.%Y %H", "Fri 19.11.2026 08", .wrongWeekday), ("%d.%m.%Y %I %p", "19.11.2026 13 PM", .noSuchTime), ("%d.%m.%Y %I %p", "19.11.2026 00 AM", .noSuchTime),
        ("%d %b %Y %H", "19 Nob 2026 08", .notOfFormat), ("%F %T.%f", "2026-11-19 08:30:00.", .notOfFormat), ("%F %T.%f", "2026-11-19 08:30:00.1234567890", .notOfFormat),
        ("%F %H%z", "2026-11-19 08+1", .notOfFormat), ("%F %H%z", "2026-11-19 08+24", .noSuchTime), ("%F %H%z", "9999-12-31 23-01", .yearOutOfRange),
    ])
    func refuses(_ format: String, _ text: String, _ failure: ConversionFailure) throws {
        #expect(bench.convert(text, to: try timestamp(format)) == .refused(failure))
    }

    @Test("a date is read by its format and stored as ISO 8601 has it")
    func dates() throws {
        let german = ColumnType.formattedDate(try TimeFormat("%d.%m.%Y", for: .date))
        #expect(bench.convert("19.11.2026", to: german) == .text("2026-11-19"))
        #expect(bench.convert("29.02.2025", to: german) == .refused(.noSuchDay))
        #expect(bench.convert("2026-11-19", to: german) == .refused(.notOfFormat))
        #expect(ConversionFailure.notOfFormat.reason(for: german) == "is not of the format %d.%m.%Y")
    }

    @Test("a format that can't be is refused, with what may have been meant", arguments: [
        ("%d.%m.%Y %Q", "unknown directive %Q", nil), ("%d.%m.%Y %k", "unknown directive %k", "%-H"), ("%d.%m.%Y %", "a % at the end", nil),
        ("ISO-8601", "a format is iso8601 or has directives such as %Y-%m-%d", "iso8601"), ("%H:%M", "the format lacks the year (%Y)", nil), ("%d.%m.%Y", "the format lacks the hour (%H)", nil),
        ("%d.%d.%Y %H", "the format says the day twice", nil), ("%F %I:%M", "%I needs %p", nil), ("%F %H %p", "%p needs %I", nil), ("%F %H:%S", "the format says the second, but not the minute", nil),
    ] as [(String, String, String?)])
    func wrongFormats(_ format: String, _ message: String, _ suggestion: String?) throws {
        let error = #expect(throws: TimeFormatError.self) { try TimeFormat(format, for: .timestamp) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.suggestion == suggestion)
    }

    @Test("a date has no time of day, and %z no zone beside it")
    func contradictions() {
        #expect(throws: TimeFormatError.self) { try TimeFormat("%F %H", for: .date) }
        let error = #expect(throws: TimeFormatError.self) { try TimeFormat("%F %H%z", zone: "Europe/Berlin", for: .timestamp) }
        #expect(error?.part == .zone)
    }

    @Test("local times of a zone, with the clock changes of both directions", arguments: [
        ("2026-01-15 12:00", Converted.text("2026-01-15T11:00:00Z")), ("2026-07-15 12:00", .text("2026-07-15T10:00:00Z")),
        ("2026-03-29 01:59", .text("2026-03-29T00:59:00Z")), ("2026-03-29 02:00", .refused(.skippedLocalTime)), ("2026-03-29 02:59", .refused(.skippedLocalTime)),
        ("2026-03-29 03:00", .text("2026-03-29T01:00:00Z")), ("2026-10-25 01:59", .text("2026-10-24T23:59:00Z")), ("2026-10-25 02:00", .refused(.repeatedLocalTime)),
        ("2026-10-25 02:59", .refused(.repeatedLocalTime)), ("2026-10-25 03:00", .text("2026-10-25T02:00:00Z")), ("2026-10-25 02:30+01:00", .text("2026-10-25T01:30:00Z")),
        ("2026-10-25T02:30Z", .text("2026-10-25T02:30:00Z")), ("1880-01-01 00:53:28", .text("1880-01-01T00:00:00Z")), ("2500-07-01 12:00", .text("2500-07-01T10:00:00Z")),
        ("9999-12-31 23:59", .text("9999-12-31T22:59:00Z")), ("0001-01-01 00:00", .refused(.yearOutOfRange)),
    ])
    func berlin(_ text: String, _ expected: Converted) throws {
        #expect(bench.convert(text, to: try timestamp("iso8601", "Europe/Berlin")) == expected)
    }

    @Test("a zone that left out a day has no such day")
    func samoa() throws {
        let samoa = try timestamp("iso8601", "Pacific/Apia", .epoch)
        #expect(bench.convert("2011-12-30 12:00", to: samoa) == .refused(.skippedLocalTime))
        #expect(bench.convert("2011-12-29 12:00", to: samoa) == .integer(1_325_196_000))
        #expect(bench.convert("2011-12-31 12:00", to: samoa) == .integer(1_325_282_400))
    }

    @Test("an unknown zone is refused, with what may have been meant", arguments: [
        ("Europe/Berln", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("../Europe/Berlin", nil), ("/etc/passwd", nil), ("Nowhere", nil), ("", nil),
        ("tzdata.zi", nil), ("Europe", nil),
    ] as [(String, String?)])
    func unknownZones(_ zone: String, _ suggestion: String?) {
        let error = #expect(throws: TimeFormatError.self) { try TimeFormat("iso8601", zone: zone, for: .timestamp) }
        #expect(error?.part == .zone)
        if suggestion != nil { #expect(error?.suggestion == suggestion) }
    }

    @Test("offsets of random instants agree with Foundation's", arguments: [
        "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "Europe/Dublin", "America/Nuuk",
        "Asia/Kathmandu", "UTC", "America/Sao_Paulo", "Africa/Johannesburg", "Asia/Tokyo",
    ])
    func agreesWithFoundation(_ name: String) throws {
        var random = SeededGenerator()
        let rules = try TimeZoneDatabase.rules(name)
        let zone = try #require(TimeZone(identifier: name))
        for _ in 0..<400 {
            // From 1980 to 2100; before, versions of the database differ.
            let time = Int64.random(in: 315_532_800...4_102_444_800, using: &random)
            let offset = rules.offset(at: time)
            #expect(offset == zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time))), "at \(time), WEIR_SEED=\(random.seed)")
            switch rules.reading(local: time + Int64(offset)) {
            case .offset(let found): #expect(found == offset, "at \(time), WEIR_SEED=\(random.seed)")
            case .repeated: #expect(rules.offset(at: time - 7200) != offset || rules.offset(at: time + 7200) != offset)
            case .skipped: Issue.record("\(time) has no reading, WEIR_SEED=\(random.seed)")
            }
        }
    }

    @Test("the clock's reading of a random instant is that instant again, or is refused as one of two", arguments: [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
    ])
    func thereAndBack(_ name: String) throws {
        var random = SeededGenerator()
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        let type = try timestamp("%d.%m.%Y, %-H:%M:%S", name, .epoch)
        let rules = try TimeZoneDatabase.rules(name)
        for _ in 0..<500 {
            // Every other one in the days of the year when clocks change.
            let day = Bool.random(using: &random) ? 0 : [89, 302].randomElement(using: &random)!
            let time = Int64.random(in: 0..<60, using: &random) * 31_556_952 + 315_532_800
                + Int64((day == 0 ? Int.random(in: 0..<365, using: &random) : day) * 86_400 + Int.random(in: -400_000..<400_000, using: &random))
            let clock = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(time)))
            let text = String(format: "%02d.%02d.%04d, %d:%02d:%02d", clock.day!, clock.month!, clock.year!, clock.hour!, clock.minute!, clock.second!)
            let found = bench.convert(text, to: type)
            let isRepeated = [-7200, -3600, -1800, 1800, 3600, 7200].contains { rules.offset(at: time) != rules.offset(at: time + $0) }
            #expect(found == .integer(time) || isRepeated && found == .refused(.repeatedLocalTime), "\(text) at \(time), WEIR_SEED=\(random.seed)")
        }
    }

    @Test("a file of the database that is damaged anywhere is refused or read, and nothing else")
    func damagedFiles() throws {
        var random = SeededGenerator()
        let sound = Array(try #require(FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin")))
        #expect(TimeZoneFile.rules(sound) != nil)
        for length in stride(from: 0, to: sound.count, by: 7) { _ = TimeZoneFile.rules(Array(sound.prefix(length))) }
        for _ in 0..<300 {
            var bytes = sound
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = TimeZoneFile.rules(bytes)?.reading(local: 1_800_000_000)
        }
    }

    @Test("any bytes are of a format or not, and nothing else")
    func anyBytes() throws {
        var random = SeededGenerator()
        let type = try timestamp("%a %-d %b %Y %-I:%M:%S.%f %p %z")
        for _ in 0..<2000 {
            var bytes = Array("Thu 19 Nov 2026 8:30:00.5 AM +01:00".utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) { bytes.remove(at: place) } else { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            }
            _ = bench.convert(bytes, to: type)
        }
    }
}
