// The CSV cases of other projects' suites, from the shared folder.

import Foundation
import TestSupport

struct CSVVector: Decodable, Sendable, CustomStringConvertible {
    var id: Int
    var suite: String
    var name: String
    var input: Data
    var delimiter: String
    var isDefaultDialect: Bool
    var isUncontested: Bool
    var expectedRows: [[String]]?

    enum CodingKeys: String, CodingKey {
        case id, suite, name, delimiter
        case input = "input_b64"
        case isDefaultDialect = "default_dialect"
        case isUncontested = "uncontested"
        case expectedRows = "expect_rows"
    }

    var description: String { "\(id) \(suite): \(name)" }
    var bytes: [UInt8] { Array(input) }

    static let file = SharedFolder.url.appending(path: "suites/csv/vectors.jsonl")
    static let isPresent = FileManager.default.fileExists(atPath: file.path)

    static let all: [CSVVector] = {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(CSVVector.self, from: Data($0.utf8)) }
    }()
}
