// Whether there is a time zone of a name.

public enum TimeZoneName {
    /// - Throws: ``TimeFormatError`` for a zone that the system's time zone database does not have, with one that is near.
    public static func check(_ name: String) throws(TimeFormatError) {
        _ = try TimeZoneDatabase.rules(name)
    }
}
