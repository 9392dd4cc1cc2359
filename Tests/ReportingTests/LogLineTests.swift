// A log's events as lines.

import Foundation
import Logging
import Synchronization
import Testing

@testable import Reporting

@Suite struct LogLineTests {
    private static let line = LogLine(
        date: Date(timeIntervalSince1970: 1_763_683_200.25), level: .info, message: "input ends",
        metadata: [
            "pipeline": "orders", "input": "a \"b\".csv\u{1B}[31m\n", "records": .stringConvertible(120),
            "seconds": .stringConvertible(0.25), "dry_run": .stringConvertible(false), "list": ["x", "y"],
        ])

    @Test("a line of text says when, how grave, of what, and the facts in the order of their names")
    func text() {
        #expect(
            Self.line.text(.text)
                == "2025-11-21T00:00:00.250Z info orders: input ends, dry_run=false "
                + "input=\"a \\\"b\\\".csv\\u{1b}[31m\\u{a}\" "
                + "list=\"[\\\"x\\\", \\\"y\\\"]\" records=120 seconds=0.25")
    }

    @Test("a line of JSON is one object with numbers as numbers, and nothing a terminal would obey")
    func json() throws {
        let text = Self.line.text(.json)
        #expect(!text.contains("\n") && !text.contains("\u{1B}"))
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["timestamp"] as? String == "2025-11-21T00:00:00.250Z")
        #expect(object["level"] as? String == "info" && object["message"] as? String == "input ends")
        #expect(object["input"] as? String == "a \"b\".csv\u{1B}[31m\n")
        #expect(object["records"] as? Int == 120 && object["seconds"] as? Double == 0.25)
        #expect(object["dry_run"] as? Bool == false && object["list"] as? [String] == ["x", "y"])
        #expect(text.contains("\"records\":120,") && text.contains("\"dry_run\":false,"))
    }

    @Test("a logger adds its own facts to each event's, and leaves out what is below its level")
    func handler() {
        let book = Book()
        var logger = Logger(label: "weir") { _ in LineLogHandler(.text, level: .info) { book.add($0) } }
        logger[metadataKey: "pipeline"] = "p"
        logger.debug("not this")
        logger.info("this", metadata: ["rows": "1"])
        #expect(book.lines.map { $0.split(separator: " ", maxSplits: 1)[1] } == ["info p: this, rows=1"])
    }

    private final class Book: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock { $0 } }
        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }
}
