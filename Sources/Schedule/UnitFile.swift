// A unit's file, which knows later whether somebody has changed it.

import CZlib
import Flow

/// Text with a head of comments: what it is for, and a checksum of it.
public struct UnitFile: Sendable, Equatable {
    private static let subjectLine = "# For: "
    private static let checksumLine = "# Checksum: "

    public let name: String
    public let text: String

    /// - Parameters:
    ///   - subject: what the unit starts; on one line.
    ///   - scope: whose unit it is.
    ///   - body: of the file, which ends in a line end.
    init(name: String, subject: String, scope: UnitScope = .user, body: String) {
        self.name = name
        let head = """
            # Made by weir schedule, version \(ToolVersion.current). Own settings are safe in:
            #   \(scope.systemctl) edit \(name)

            """
        let content = head + Self.subjectLine + subject + "\n" + body
        text = content.replacing(
            Self.subjectLine, with: "\(Self.checksumLine)\(Self.checksum(content))\n\(Self.subjectLine)", maxReplacements: 1)
    }

    private static func checksum(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return String(crc32(0, bytes, UInt32(bytes.count)), radix: 16)
    }

    /// Whether a text is what ``init(name:subject:body:)`` has made, by whatever version, and no character else.
    static func isAsMade(_ text: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.firstIndex(where: { $0.hasPrefix(checksumLine) }) else { return false }
        var rest = lines
        rest.remove(at: index)
        return lines[index].dropFirst(checksumLine.count) == checksum(rest.joined(separator: "\n"))
    }

    /// What a unit's text says it is for.
    static func subject(of text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(subjectLine) }.map { String($0.dropFirst(subjectLine.count)) }
    }
}
