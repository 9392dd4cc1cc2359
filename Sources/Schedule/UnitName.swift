// What a timer and its service are called.

/// A name without its ending, valid for a unit (systemd.unit(5)).
public struct UnitName: Sendable, Equatable {
    /// A unit's name has 255 bytes at most, its ending included.
    static let longest = 200

    public let text: String

    /// - Throws: `ScheduleError.name` unless it is one as it stands.
    public init(_ text: String) throws(ScheduleError) {
        guard !text.isEmpty, text.utf8.count <= Self.longest, text.unicodeScalars.allSatisfy(Self.isAllowed), !text.hasPrefix("."),
            !text.hasPrefix("-")
        else { throw .name(text) }
        self.text = text
    }

    /// Made of a pipeline's or a job's name: `weir-` and the name, with `-` for what can't stand in one.
    public init(for name: String) {
        let allowed = name.unicodeScalars.map { Self.isAllowed($0) ? String($0) : "-" }.joined()
        text = "weir-" + allowed.prefix(Self.longest - 5)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", ":": true
        default: false
        }
    }

    public var service: String { text + ".service" }
    public var timer: String { text + ".timer" }
}
