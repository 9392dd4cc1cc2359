import Foundation
import RowModel
import Testing

struct DateTests {
    let bench = ConversionBench()

    @Test("a date is a day of the Gregorian calendar as YYYY-MM-DD", arguments: [
        "0001-01-01", "1600-02-29", "1970-01-01", "2000-02-29", "2024-02-29", "2026-11-30", "2026-12-31", "9999-12-31",
    ])
    func accepts(text: String) {
        #expect(bench.convert(text, to: .date) == .text(text))
        #expect(bench.batch.row(0).pointee.arenaOffset == 2)
    }

    @Test("anything else is refused", arguments: [
        ("", ConversionFailure.notDate), ("2026-1-1", .notDate), ("2026/01/01", .notDate), ("20260101", .notDate), ("01.02.2026", .notDate),
        ("2026-01-01 ", .notDate), ("2026-01-01T00:00", .notDate), ("-026-01-01", .notDate), ("2026-0a-01", .notDate), ("２026-01-0", .notDate),
        ("0000-01-01", .noSuchDay), ("2026-00-10", .noSuchDay), ("2026-13-10", .noSuchDay), ("2026-01-00", .noSuchDay), ("2026-01-32", .noSuchDay),
        ("2026-02-29", .noSuchDay), ("1900-02-29", .noSuchDay), ("2100-02-29", .noSuchDay), ("2026-04-31", .noSuchDay),
    ])
    func refuses(text: String, failure: ConversionFailure) {
        #expect(bench.convert(text, to: .date) == .refused(failure))
    }

    @Test("every day of four centuries is taken, and no other")
    func everyDay() {
        var day = 0
        for year in 1600..<2000 {
            for month in 1...12 {
                for dayOfMonth in 1...31 {
                    let text = String(format: "%04d-%02d-%02d", year, month, dayOfMonth)
                    if bench.convert(text, to: .date) == .text(text) { day += 1 }
                }
            }
        }
        #expect(day == 146_097)
    }
}
