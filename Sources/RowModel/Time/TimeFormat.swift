// How a date or a timestamp is written: `format` and `zone` of a spec.

import Foundation

/// The form of a date's or timestamp's text, checked. Two of the same form are the same.
///
/// Only a reference to what is kept for the life of the process, so that a ``Converter`` stays free of reference counting;
/// a spec has few of them.
public struct TimeFormat: Sendable, Hashable {
    public enum Kind: Sendable {
        case date, timestamp
    }

    /// The name of the format that is the default.
    public static let iso8601 = "iso8601"

    unowned(unsafe) let layout: TimeLayout

    /// - Parameters:
    ///   - format: `iso8601`, or a text with the directives that docs/spec.md lists.
    ///   - zone: an IANA name, for texts that do not say their offset; nil for UTC.
    /// - Throws: ``TimeFormatError`` with what is wrong.
    public init(_ format: String, zone: String? = nil, for kind: Kind) throws(TimeFormatError) {
        layout = try TimeFormatRegister.shared.layout(format, zone: zone, for: kind)
    }

    public static func == (left: TimeFormat, right: TimeFormat) -> Bool {
        left.layout === right.layout
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(layout))
    }

    public var format: String { layout.format }
    public var zone: String? { layout.zoneName }
}

/// What is wrong with a format or zone.
public struct TimeFormatError: Error, Sendable, Equatable {
    public enum Part: Sendable {
        case format, zone
    }

    public let message: String
    public let suggestion: String?
    public let part: Part

    init(message: String, suggestion: String? = nil, part: Part = .format) {
        self.message = message
        self.suggestion = suggestion
        self.part = part
    }
}

/// Keeps each form once, for ever.
private final class TimeFormatRegister: @unchecked Sendable {
    static let shared = TimeFormatRegister()

    private struct Key: Hashable {
        var format: String
        var zone: String?
        var kind: TimeFormat.Kind
    }

    private let lock = NSLock()
    private var layouts: [Key: TimeLayout] = [:]

    func layout(_ format: String, zone: String?, for kind: TimeFormat.Kind) throws(TimeFormatError) -> TimeLayout {
        let key = Key(format: format, zone: zone, kind: kind)
        lock.lock()
        defer { lock.unlock() }
        if let known = layouts[key] { return known }
        let made = try TimeLayout(format, zone: zone, for: kind)
        layouts[key] = made
        return made
    }
}
