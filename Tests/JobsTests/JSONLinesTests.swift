// What a child prints, with long lists cut.

import Foundation
import TestSupport
import Testing

@testable import Jobs

@Suite("JSON lines of a child")
struct JSONLinesTests {
    private static func lines(_ text: String, cuts: [Int]) -> JSONLines {
        var lines = JSONLines()
        let bytes = Array(text.utf8)
        let edges = [0] + cuts.map { min($0, bytes.count) }.sorted() + [bytes.count]
        for (start, end) in zip(edges, edges.dropFirst()) { bytes[start..<end].withUnsafeBytes { lines.add($0) } }
        lines.finish()
        return lines
    }

    private static func list(_ count: Int) -> String {
        (0..<count).map { #"{"path":"a\"],\\[\#($0)","inputs":[1,2],"n":[{"x":[\#($0)]}]}"# }.joined(separator: ",")
    }

    @Test("in whatever pieces it comes, only the first 200 entries of a list of inputs stay, and how many do not is said")
    func cut() throws {
        var random = SeededGenerator()
        for count in [0, 1, 199, 200, 201, 1000] {
            let text = #"{"a":[1,2],"inputs":["# + Self.list(count) + #"],"skipped_inputs":["x"],"stages":["#
                + (0..<300).map(String.init).joined(separator: ",") + "],\"z\":\"inputs\"}\n"
            let cuts = (0..<9).map { _ in Int.random(in: 0...text.utf8.count, using: &random) }
            let line = try #require(Self.lines(text + text, cuts: cuts).lines.last)
            #expect(Self.lines(text + text, cuts: cuts).lines.count == 2)
            if count <= 200 { #expect(line + "\n" == text, "WEIR_SEED=\(random.seed)") }
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let inputs = try #require(object["inputs"] as? [[String: Any]])
            #expect(inputs.count == min(count, 200), "WEIR_SEED=\(random.seed)")
            #expect(object["inputs_left_out"] as? Int == (count > 200 ? count - 200 : nil))
            #expect((object["stages"] as? [Int])?.count == 300 && (object["skipped_inputs"] as? [String]) == ["x"])
            if let last = inputs.last { #expect(last["path"] as? String == #"a"],\[\#(min(count, 200) - 1)"#) }
        }
    }

    @Test("what is no JSON goes through, and what has no end is bounded")
    func other() {
        #expect(Self.lines("hello \"\n{]\n\nlast", cuts: [3]).lines == ["hello \"", "{]", "last"])
        let long = Self.lines(String(repeating: "x", count: JSONLines.longest + 10) + "\nnext\n", cuts: [])
        #expect(long.isCut && long.lines == [])
    }
}
