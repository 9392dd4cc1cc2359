// One event of a log as one line.

import Foundation
import Logging

/// How a log is written.
public enum LogFormat: String, Sendable, CaseIterable {
    case text, json
}

/// An event that is to be a line.
struct LogLine {
    var date: Date
    var level: Logger.Level
    var message: String
    var metadata: Logger.Metadata

    func text(_ format: LogFormat) -> String {
        switch format {
        case .text: plain
        case .json: jsonText(fields)
        }
    }

    /// ISO 8601, in UTC.
    private var timestamp: String { date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

    /// `2026-11-22T00:12:01.123Z info orders: input ends, input=a.csv records=120 seconds=0.25`
    private var plain: String {
        var metadata = metadata
        let pipeline = metadata.removeValue(forKey: "pipeline").map { "\($0): " } ?? ""
        let facts = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.quoted($0.value.description))" }
        let text = facts.isEmpty ? message : "\(message), \(facts.joined(separator: " "))"
        return "\(timestamp) \(level) \(pipeline)\(text)".lineSafe
    }

    /// So that it is seen where a value ends.
    private static func quoted(_ value: String) -> String {
        let isPlain = !value.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" }
        if isPlain, !value.isEmpty { return value }
        return "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    /// The metadata as keys beside those of every line.
    private var fields: [String: LogValue] {
        var fields = metadata.mapValues(LogValue.init)
        fields["timestamp"] = .text(timestamp)
        fields["level"] = .text(level.rawValue)
        fields["message"] = .text(message)
        return fields
    }
}

/// A value of an event's metadata; numbers stay numbers.
private enum LogValue: Encodable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case list([LogValue])
    case fields([String: LogValue])

    init(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .array(let values): self = .list(values.map(LogValue.init))
        case .dictionary(let values): self = .fields(values.mapValues(LogValue.init))
        case .stringConvertible(let value):
            self =
                switch value {
                case let value as Bool: .boolean(value)
                case let value as any BinaryInteger: .integer(Int64(clamping: value))
                case let value as Double where value.isFinite: .number(value)
                default: .text(value.description)
                }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .fields(let values): try container.encode(values)
        }
    }
}
