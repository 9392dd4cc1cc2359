// Inputs that others have found to be hard, where the suites beside the repository are present.

import Foundation
import TestSupport

enum FuzzCorpus {
    /// Longer ones would only slow every round down.
    private static let longestInput = 4 << 10

    static var csv: [[UInt8]] { vectors("csv/vectors.jsonl", "input_b64") }
    static var ndjson: [[UInt8]] { vectors("json/vectors.jsonl", "wrapped_ndjson_line_b64") + files("ndjson", "ndjson") }
    static var gzip: [[UInt8]] { files("gzip", "gz") }

    private static let suites = SharedFolder.url.appending(path: "suites")

    private static func vectors(_ path: String, _ key: String) -> [[UInt8]] {
        guard let text = try? String(contentsOf: suites.appending(path: path), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let vector = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return (vector?[key] as? String).flatMap { Data(base64Encoded: $0) }.map(Array.init)
        }.filter { $0.count <= longestInput }
    }

    private static func files(_ folder: String, _ suffix: String) -> [[UInt8]] {
        let url = suites.appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path(percentEncoded: false))) ?? []
        return names.filter { $0.hasSuffix("." + suffix) }.sorted().compactMap { name in
            try? Data(contentsOf: url.appending(path: name))
        }.filter { $0.count <= longestInput }.map(Array.init)
    }
}
