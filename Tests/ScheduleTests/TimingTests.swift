import Testing

@testable import Schedule

@Suite("when something runs")
struct TimingTests {
    @Test(
        "a time and days, as systemd and cron write them",
        arguments: [
            ("02:00", "day", nil, "*-*-* 02:00:00", "0 2 * * *"),
            ("2:05", "day", "Europe/Berlin", "*-*-* 02:05:00 Europe/Berlin", "5 2 * * *"),
            ("23:59", "mon..fri", nil, "Mon..Fri *-*-* 23:59:00", "59 23 * * 1-5"),
            ("00:00", "Sunday", "UTC", "Sun *-*-* 00:00:00 UTC", "0 0 * * 7"),
            ("04:30", "sat..mon", nil, "Mon,Sat,Sun *-*-* 04:30:00", "30 4 * * 1,6,7"),
            ("04:30", "fri..mon", nil, "Mon,Fri..Sun *-*-* 04:30:00", "30 4 * * 1,5-7"),
            ("04:30", "tue,thu,TUE", nil, "Tue,Thu *-*-* 04:30:00", "30 4 * * 2,4"),
            ("04:30", "mon..sun", nil, "*-*-* 04:30:00", "30 4 * * *"),
        ] as [(String, String, String?, String, String)])
    func forms(_ time: String, _ days: String, _ zone: String?, _ calendar: String, _ cron: String) throws {
        let timing = try Timing(at: time, every: days, zone: zone)
        #expect(timing.onCalendar == calendar)
        #expect(timing.cronFields == cron)
    }

    @Test(
        "what is no time of day",
        arguments: ["", "2", "24:00", "02:60", "02:5", "-2:00", "02:00:00", "002:00", "٠٢:٠٠", "noon", "+2:00", "2: 0"])
    func wrongTimes(_ text: String) {
        #expect(throws: ScheduleError.time(text)) { try Timing(at: text) }
    }

    @Test(
        "what is no day of the week, with what may be meant",
        arguments: [
            ("", nil), ("mon..", nil), ("mon-fri", nil), ("mon..wed..fri", nil), ("mon,,tue", nil), ("mnday", "monday"),
            ("daily", nil), ("wendesday", "wednesday"), ("mon..firday", "friday"),
        ] as [(String, String?)])
    func wrongDays(_ text: String, _ meant: String?) {
        #expect(throws: ScheduleError.days(text, suggestion: meant)) { try Timing(at: "02:00", every: text) }
    }

    @Test("a zone that is not there, with one that is near")
    func wrongZone() throws {
        let error = #expect(throws: ScheduleError.self) { try Timing(at: "02:00", zone: "Europe/Berln") }
        #expect(error?.description.contains("did you mean 'Europe/Berlin'?") == true, "\(String(describing: error))")
        #expect(error?.exitCode == .usage)
    }
}
