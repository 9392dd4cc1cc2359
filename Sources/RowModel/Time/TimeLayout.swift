// A format that has been checked: reads the texts of a column.

/// What a text of a date or timestamp has to look like.
public final class TimeLayout: Sendable {
    let format: String
    let zoneName: String?
    let zone: TimeZoneRules?
    /// nil for ISO 8601.
    let directives: [TimeDirective]?

    /// - Parameters and errors: as for ``TimeFormat/init(_:zone:for:)``.
    public init(_ format: String, zone: String?, for kind: TimeFormat.Kind) throws(TimeFormatError) {
        self.format = format
        zoneName = zone
        if format == TimeFormat.iso8601 {
            directives = nil
        } else {
            let found = try TimeDirective.parse(format)
            try Self.check(found, hasZone: zone != nil, kind, format)
            directives = found
        }
        self.zone = try zone.map { name throws(TimeFormatError) in try TimeZoneDatabase.rules(name) }
    }

    private static func check(
        _ directives: [TimeDirective], hasZone: Bool, _ kind: TimeFormat.Kind, _ format: String
    ) throws(TimeFormatError) {
        var subjects: Set<TimeDirective.Subject> = []
        for subject in directives.compactMap(\.subject) where !subjects.insert(subject).inserted {
            throw TimeFormatError(message: "the format says the \(subject) twice")
        }
        guard !subjects.isEmpty else {
            throw TimeFormatError(
                message: "a format is iso8601 or has directives such as %Y-%m-%d",
                suggestion: format.asciiLowercased.hasPrefix("iso") ? TimeFormat.iso8601 : nil)
        }
        for (subject, directive) in [(TimeDirective.Subject.year, "%Y"), (.month, "%m"), (.day, "%d")]
        where !subjects.contains(subject) {
            throw TimeFormatError(message: "the format lacks the \(subject) (\(directive))")
        }
        let times: Set<TimeDirective.Subject> = [.hour, .minute, .second, .fraction, .half, .offset]
        if kind == .date {
            guard subjects.isDisjoint(with: times) else {
                throw TimeFormatError(message: "the format of a date has no time of day; type timestamp has")
            }
            return
        }
        guard subjects.contains(.hour) else { throw TimeFormatError(message: "the format lacks the hour (%H)") }
        let isHalved = directives.contains(.hourOf12) || directives.contains(.shortHourOf12)
        guard isHalved == subjects.contains(.half) else {
            throw TimeFormatError(message: isHalved ? "%I needs %p, or is meant to be %H" : "%p needs %I, not %H")
        }
        for (subject, needed) in [(TimeDirective.Subject.second, TimeDirective.Subject.minute), (.fraction, .second)]
        where subjects.contains(subject) && !subjects.contains(needed) {
            throw TimeFormatError(message: "the format says the \(subject), but not the \(needed)")
        }
        if hasZone, subjects.contains(.offset) {
            throw TimeFormatError(message: "a zone has no meaning where the format has %z", part: .zone)
        }
    }

    /// The day that a text says; the format has no time of day.
    func date(_ bytes: UnsafePointer<UInt8>, _ length: Int) throws(ConversionFailure) -> CalendarDate {
        guard let directives else {
            guard length == 10 else { throw .notDate }
            return try CalendarDate.parse(bytes)
        }
        var reader = TimeTextReader(bytes, length)
        return try reader.read(directives).date
    }

    /// The instant that a text says, in UTC.
    func timestamp(_ bytes: UnsafePointer<UInt8>, _ length: Int) throws(ConversionFailure) -> TimestampText {
        let read: TimestampText
        if let directives {
            var reader = TimeTextReader(bytes, length)
            read = try reader.read(directives)
        } else {
            read = try TimestampText.parse(bytes, length)
        }
        guard let zone, !read.hasOffset else { return try read.inUTC() }
        return try read.inUTC(from: zone)
    }

    /// Most bytes that ``writeUTC(of:to:)`` writes.
    public static let longestText = 30

    /// Reads a text and writes the instant as a timestamp column stores it, `YYYY-MM-DDTHH:MM:SS[.fraction]Z`.
    ///
    /// - Parameters:
    ///   - text: need not be valid UTF-8.
    ///   - target: room for ``longestText`` bytes.
    /// - Returns: the number of bytes written.
    /// - Throws: ``ConversionFailure`` for a text that is not of this format.
    public func writeUTC(
        of text: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>
    ) throws(ConversionFailure) -> Int {
        guard let start = text.baseAddress else { throw directives == nil ? .notTimestamp : .notOfFormat }
        let bytes = start.assumingMemoryBound(to: UInt8.self)
        let timestamp = try timestamp(bytes, text.count)
        timestamp.write(to: target, text: bytes)
        return timestamp.textLength
    }

    /// The reason for a text that is not of this format, naming the format or zone where that is what did not fit.
    public func reason(_ failure: ConversionFailure) -> String {
        switch failure {
        case .notOfFormat: "is not of the format \(format)"
        case .skippedLocalTime, .repeatedLocalTime:
            failure.reason.replacing("local time", with: "local time of \(zoneName ?? "UTC")")
        default: failure.reason
        }
    }
}
