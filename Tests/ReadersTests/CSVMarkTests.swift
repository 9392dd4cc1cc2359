// Delimiters of several bytes, and records that end in something of their own.

import Readers
import RowModel
import Testing

@Suite("CSV marks of several bytes")
struct CSVMarkTests {
    private static let columns = [SourceColumn(name: "a", type: .integer, slot: 0), SourceColumn(name: "b", type: .text, slot: 1)]

    private static func read(_ text: String, maxRecordBytes: Int = 1 << 20, _ change: (inout CSVDialect) -> Void) -> [Decoded] {
        let plan = DecodePlan.csv(columns: columns, maxRecordBytes: maxRecordBytes, change)
        return [(1, 1), (16, 3), (64, .max), (4096, 7), (4096, .max)].map { blockBytes, chunk in
            Decoded.reading(Array(text), plan: plan, blockBytes: blockBytes, rowCapacity: 3, nextChunk: { chunk })
        }
    }

    @Test("fields are parted by all of the delimiter, header included", arguments: ["||", "::", "§", "<sep>", ",,"])
    func delimiters(delimiter: String) {
        let text = "b|x\n7|\"x\ny\"\r\n\r\n8|\"q\"\"|\"\n9|\n".replacing("b|x", with: "b|a").replacing("7|\"x\ny\"", with: "\"x\ny\"|7")
            .replacing("8|\"q\"\"|\"", with: "\"q\"\"|\"|8").replacing("9|", with: "|9").replacing("|", with: delimiter)
        for decoded in Self.read(text, { $0.longDelimiter = Array(delimiter) }) {
            #expect(decoded.error == nil && decoded.rejects.isEmpty)
            #expect(decoded.values == [["7", "x\ny"], ["8", "q\"\(delimiter)"], ["9", nil]])
            #expect(decoded.summary.blankLines == 1)
        }
    }

    @Test("with a terminator, line ends are data", arguments: ["\u{1E}", "\n", "|\n", "<end>"])
    func terminators(terminator: String) {
        let records = ["a,b", "1,x\ry", "", "#c\r,", "2,\"x\(terminator)y\"", "3,z"]
        for isEnded in [false, true] {
            let text = records.joined(separator: terminator) + (isEnded ? terminator : "")
            let all = Self.read(text) {
                $0.terminator = Array(terminator)
                $0.comment = UInt8(ascii: "#")
            }
            for decoded in all {
                #expect(decoded.values == [["1", "x\ry"], ["2", "x\(terminator)y"], ["3", "z"]], "\(decoded)")
                #expect(decoded.summary.commentLines == 1 && decoded.summary.blankLines == 1 && decoded.error == nil)
            }
        }
    }

    @Test("a record is as long as max_record without its terminator; a longer one is one reject")
    func oversized() {
        let fits = "1," + String(repeating: "x", count: 98)
        let all = Self.read("a,b<end>\(fits)<end>\(fits)x<end>2,\"<end>\(fits)\"<end>3,y<en<end>", maxRecordBytes: 100) {
            $0.terminator = Array("<end>")
        }
        for decoded in all {
            #expect(decoded.values == [["1", String(fits.dropFirst(2))], ["3", "y<en"]])
            #expect(decoded.rejects.map(\.rawLength) == [101, 109] && decoded.rejects.map(\.record) == [2, 3])
        }
    }

    @Test("marks that can be taken for something else are refused")
    func ambiguous() {
        func error(_ change: (inout CSVDialect) -> Void) -> String? {
            guard case .undecodable(_, .invalidDialect(let reason))? = Self.read("a", change)[0].error else { return nil }
            return reason
        }
        #expect(error { $0.longDelimiter = Array("|\"") } != nil)
        #expect(error { $0.longDelimiter = Array("|\n") } != nil)
        #expect(error { $0.terminator = Array(",;") } == "delimiter and terminator begin alike")
        #expect(error { $0.terminator = Array("#"); $0.comment = UInt8(ascii: "#") } != nil)
        #expect(error { $0.terminator = [] } != nil)
        #expect(error { $0.terminator = [0x1E]; $0.skipLines = 1 } != nil)
    }
}
