// Every CSV case of other projects' suites in the default dialect: as they expect, or as we decided.

import Readers
import RowModel
import Testing

@Suite("CSV cases of other suites", .enabled(if: CSVVector.isPresent, "the shared folder with the suites is absent"))
struct CSVVectorTests {
    @Test("the cases that all tools agree on give exactly the expected records")
    func uncontested() {
        let vectors = CSVVector.all.filter(\.isUncontested)
        #expect(vectors.count == 102)
        for vector in vectors {
            let expected = vector.expectedRows ?? []
            let decoded = Self.read(vector, width: expected.map(\.count).max() ?? 1)
            if vector.bytes.contains(0) {
                // The record is found; a text with U+0000 is what is refused.
                #expect(decoded.rejects.map(\.reason) == ["\"\\u0000b\" contains the character U+0000"], "\(vector)")
                #expect(decoded.summary.records == expected.count, "\(vector)")
            } else {
                #expect(Self.fields(decoded) == expected, "\(vector)")
                #expect(decoded.rejects.isEmpty && decoded.error == nil, "\(vector)")
            }
        }
    }

    @Test("every contested case in the default dialect is decided")
    func contested() {
        let vectors = CSVVector.all.filter { $0.isDefaultDialect && !$0.isUncontested }
        #expect(Set(vectors.map(\.id)) == Set(CSVDecision.byID.keys))
        for vector in vectors {
            let decoded = Self.read(vector, width: 12)
            let records = Self.records(decoded)
            #expect(decoded.error == nil, "\(vector)")
            switch CSVDecision.byID[vector.id] {
            case .asExpected?: #expect(records == vector.expectedRows, "\(vector)")
            case .splitAtDelimiters?:
                let fields = String(decoding: vector.bytes, as: UTF8.self).split(separator: ",").map(String.init)
                #expect(records == [fields], "\(vector)")
            case .records(let decided)?: #expect(records == decided, "\(vector)")
            case nil: Issue.record("\(vector) is not decided")
            }
        }
    }

    private static func read(_ vector: CSVVector, width: Int) -> Decoded {
        Decoded.reading(
            vector.bytes,
            plan: .csv(width: width) {
                $0.delimiter = vector.delimiter.utf8.first!
                // No text is null, so that a null can only be a field that is not there.
                $0.nullMarkers = []
                $0.ragged = .pad
            })
    }

    private static func fields(_ decoded: Decoded) -> [[String]] {
        decoded.values.map { $0.compactMap { $0 } }
    }

    /// Rows and rejects in the order of their records.
    private static func records(_ decoded: Decoded) -> [[String]?] {
        let rows = decoded.rows.map { (record: $0.record, fields: Optional($0.values.compactMap { $0 })) }
        let rejects = decoded.rejects.map { (record: $0.record, fields: [String]?.none) }
        return (rows + rejects).sorted { $0.record < $1.record }.map(\.fields)
    }
}
