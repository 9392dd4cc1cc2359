// Text → instant in UTC. Called by Converter.

/// An ISO 8601 date and time in the extended format: `YYYY-MM-DD`, `T` or one space, `HH:MM[:SS[.fraction]]`, then nothing
/// or a zone: `Z`, `±HH:MM`, `±HHMM` or `±HH`. The fraction has 1 to 9 digits. Without a zone the time is UTC.
///
/// Stored as `YYYY-MM-DDTHH:MM:SS[.fraction as given]Z`, so that texts sort as the instants do as long as their fractions
/// are equally long. Leap seconds (`:60`) and `24:00` are refused: SQLite's and most other clocks have neither.
struct TimestampText {
    private(set) var date: CalendarDate
    /// Minutes of the day as written, then moved to UTC.
    private var minutes: Int
    private var seconds = 0
    /// The fraction's digits in the text; empty without one.
    private var fraction = 0..<0
    private var offsetMinutes = 0
    /// Whether the text says how far it is from UTC.
    private(set) var hasOffset = false
    /// The text is what would be stored.
    private var isNormal = false

    init(
        date: CalendarDate, minutes: Int, seconds: Int = 0, fraction: Range<Int> = 0..<0, offsetMinutes: Int = 0,
        hasOffset: Bool = false
    ) {
        self.date = date
        self.minutes = minutes
        self.seconds = seconds
        self.fraction = fraction
        self.offsetMinutes = offsetMinutes
        self.hasOffset = hasOffset
    }

    /// - Parameter format: how the text is written, if not by ISO 8601 in UTC.
    static func convert(
        offset: Int, length: Int, format: TimeFormat? = nil, storage: ColumnType.TimestampStorage, in batch: RowBatch,
        into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        do {
            let bytes = UnsafePointer(batch.arena + offset)
            let timestamp: TimestampText
            if let format {
                timestamp = try format.layout.timestamp(bytes, length)
            } else {
                timestamp = try parse(bytes, length).inUTC()
            }
            switch storage {
            case .text where timestamp.isNormal: cell.pointee = .text(offset: offset, length: length)
            case .text:
                let copy = batch.reserve(timestamp.textLength)
                timestamp.write(to: batch.arena + copy, text: batch.arena + offset)
                cell.pointee = .text(offset: copy, length: timestamp.textLength)
            case .epoch: cell.pointee = .integer(try timestamp.epochSeconds(bytes))
            case .epochMilliseconds: cell.pointee = .integer(try timestamp.epochMilliseconds(bytes))
            }
            return nil
        } catch {
            return error
        }
    }

    static func parse(_ bytes: UnsafePointer<UInt8>, _ length: Int) throws(ConversionFailure) -> TimestampText {
        guard length >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            let hour = CalendarDate.twoDigits(bytes + 11), bytes[13] == UInt8(ascii: ":"),
            let minute = CalendarDate.twoDigits(bytes + 14)
        else { throw .notTimestamp }
        let date: CalendarDate
        do {
            date = try CalendarDate.parse(bytes)
        } catch {
            throw error == .notDate ? .notTimestamp : error
        }
        var result = TimestampText(date: date, minutes: hour * 60 + minute)
        var position = 16
        if position < length, bytes[position] == UInt8(ascii: ":") {
            guard length >= 19, let seconds = CalendarDate.twoDigits(bytes + 17) else { throw .notTimestamp }
            result.seconds = seconds
            position = 19
            if position < length, bytes[position] == UInt8(ascii: ".") {
                position += 1
                let start = position
                while position < length, bytes[position] &- 48 <= 9 { position += 1 }
                result.fraction = start..<position
                guard (1...9).contains(result.fraction.count) else { throw .notTimestamp }
            }
        }
        guard hour <= 23, minute <= 59, result.seconds <= 59 else { throw .noSuchTime }
        let isZulu = position == length - 1 && bytes[position] == UInt8(ascii: "Z")
        result.hasOffset = position < length
        if position < length && !isZulu { result.offsetMinutes = try zone(bytes + position, length - position) }
        result.isNormal = isZulu && position >= 19 && bytes[10] == UInt8(ascii: "T")
        return result
    }

    /// `±HH:MM`, `±HHMM` or `±HH`, in minutes east of UTC.
    private static func zone(_ bytes: UnsafePointer<UInt8>, _ length: Int) throws(ConversionFailure) -> Int {
        guard length >= 3, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            let hours = CalendarDate.twoDigits(bytes + 1)
        else { throw .notTimestamp }
        var minutes = 0
        switch length {
        case 3: break
        case 5, 6:
            guard length == 5 || bytes[3] == UInt8(ascii: ":"), let value = CalendarDate.twoDigits(bytes + (length - 2))
            else { throw .notTimestamp }
            minutes = value
        default: throw .notTimestamp
        }
        guard hours <= 23, minutes <= 59 else { throw .noSuchTime }
        let offset = hours * 60 + minutes
        return bytes[0] == UInt8(ascii: "-") ? -offset : offset
    }

    func inUTC() throws(ConversionFailure) -> TimestampText {
        guard offsetMinutes != 0 else { return self }
        var result = self
        result.minutes -= offsetMinutes
        if result.minutes < 0 {
            result.minutes += 24 * 60
            result.date = date.adding(days: -1)
        } else if result.minutes >= 24 * 60 {
            result.minutes -= 24 * 60
            result.date = date.adding(days: 1)
        }
        guard (1...9999).contains(result.date.year) else { throw .yearOutOfRange }
        return result
    }

    /// From the clocks of a zone.
    func inUTC(from zone: TimeZoneRules) throws(ConversionFailure) -> TimestampText {
        let local = secondsSinceEpoch
        let offset: Int
        switch zone.reading(local: local) {
        case .offset(let found): offset = found
        case .skipped: throw .skippedLocalTime
        case .repeated: throw .repeatedLocalTime
        }
        let time = Int(local) - offset
        let day = (time - ((time % 86_400) + 86_400) % 86_400) / 86_400
        guard let date = CalendarDate(daysSinceEpoch: day) else { throw .yearOutOfRange }
        var result = self
        result.date = date
        result.minutes = (time - day * 86_400) / 60
        result.seconds = (time - day * 86_400) % 60
        result.isNormal = false
        return result
    }

    /// Bytes of the text that is stored.
    var textLength: Int { fraction.isEmpty ? 20 : 21 + fraction.count }

    /// - Parameters:
    ///   - target: room for `textLength` bytes.
    ///   - text: what was read, whose fraction is copied.
    func write(to target: UnsafeMutablePointer<UInt8>, text: UnsafePointer<UInt8>) {
        func put(_ value: Int, at index: Int, separator: Unicode.Scalar) {
            target[index] = UInt8(48 + value / 10)
            target[index + 1] = UInt8(48 + value % 10)
            target[index + 2] = UInt8(ascii: separator)
        }
        put(date.year / 100, at: 0, separator: "-")
        put(date.year % 100, at: 2, separator: "-")
        put(date.month, at: 5, separator: "-")
        put(date.day, at: 8, separator: "T")
        put(minutes / 60, at: 11, separator: ":")
        put(minutes % 60, at: 14, separator: ":")
        put(seconds, at: 17, separator: ".")
        if !fraction.isEmpty {
            (target + 20).update(from: text + fraction.lowerBound, count: fraction.count)
        }
        target[textLength - 1] = UInt8(ascii: "Z")
    }

    private var secondsSinceEpoch: Int64 {
        Int64(date.daysSinceEpoch * 86_400 + minutes * 60 + seconds)
    }

    private func epochSeconds(_ bytes: UnsafePointer<UInt8>) throws(ConversionFailure) -> Int64 {
        for position in fraction where bytes[position] != UInt8(ascii: "0") { throw .epochFraction }
        return secondsSinceEpoch
    }

    private func epochMilliseconds(_ bytes: UnsafePointer<UInt8>) throws(ConversionFailure) -> Int64 {
        var milliseconds: Int64 = 0
        for (index, position) in fraction.enumerated() {
            let digit = Int64(bytes[position] &- 48)
            switch index {
            case 0: milliseconds += digit * 100
            case 1: milliseconds += digit * 10
            case 2: milliseconds += digit
            default: if digit != 0 { throw .epochMillisecondsFraction }
            }
        }
        return secondsSinceEpoch * 1000 + milliseconds
    }
}
