// Thousands of columns: what is done once a name stays cheap.

import Readers
import RowModel
import TestSupport
import Testing

struct ManyNamesTests {
    @Test("keys that differ in case only, by the thousand, get names one after the other", .timeLimit(.minutes(10)))
    func uniqueNames() {
        // Every way to write 14 letters.
        let keys = (0..<1 << 14).map { bits in
            String((0..<14).map { bits >> $0 & 1 == 0 ? "k" : "K" }.joined())
        }
        let line = Array("{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}")
        let columns = line.withUnsafeBytes { inferColumns(ndjsonSample: $0, isWhole: true) }
        #expect(columns.map(\.from) == keys)
        #expect(columns.first?.name == keys[0])
        #expect(columns.dropFirst().enumerated().allSatisfy { $1.name == "\(keys[$0 + 1])_\($0 + 2)" })
        #expect(Set(columns.map(\.name.asciiLowercased)).count == keys.count)
    }

    @Test("a header with thousands of wrong names says them all, with hints for the first ones", .timeLimit(.minutes(10)))
    func wrongHeader() throws {
        let count = 3000
        let columns = (0..<count).map { SourceColumn(name: "column_\($0)", type: .text, slot: $0) }
        let header = columns.map { $0.name.uppercased() }.joined(separator: ",") + "\n"
        let decoded = Decoded.reading(Array(header), plan: .csv(columns: columns, extraColumns: .ignore), blockBytes: 1 << 20, rowCapacity: 1)
        guard case .undecodable(_, .header(let problems))? = decoded.error else {
            Issue.record("\(String(describing: decoded.error))")
            return
        }
        #expect(problems.count == count)
        #expect(problems.first == .missing(column: "column_0", from: "column_0", nearMiss: "COLUMN_0"))
        #expect(problems.last == .missing(column: "column_2999", from: "column_2999", nearMiss: nil))
    }
}
