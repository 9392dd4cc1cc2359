// Files that other people publish, with what is known of them.

import Foundation
import TestSupport
import Testing

/// A line of the shared folder's COUNTS.tsv.
struct RealFile: Sendable, CustomTestStringConvertible {
    /// Relative to the shared `data` folder.
    let name: String
    let format: String
    let records: Int
    let columns: Int
    let hasHeader: Bool

    var testDescription: String { name }
    var path: String { Self.folder.appending(path: name).path(percentEncoded: false) }
    /// OpenFlights writes nulls as `\N`.
    var nullMarkers: [String] { name.hasPrefix("openflights/") ? ["\\N"] : [""] }

    static let folder = SharedFolder.url.appending(path: "data")

    /// Every file; none where the shared folder is absent.
    static let all: [RealFile] = {
        guard let text = try? String(contentsOf: folder.appending(path: "COUNTS.tsv"), encoding: .utf8) else {
            return []
        }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 4, let records = Int(fields[2]), let columns = Int(fields[3]) else { return nil }
            return RealFile(
                name: fields[0], format: fields[1], records: records, columns: columns,
                hasHeader: !line.contains("no header"))
        }
    }()

    /// How a spec has to describe the file.
    func spec(columns: String) -> SpecText {
        var spec = SpecText(files: yaml(path), columns: columns)
        spec.source = ["format: \(format)"]
        if format == "csv" {
            let markers = nullMarkers.map(yaml).joined(separator: ", ")
            spec.source.append("csv: { header: \(hasHeader), \"null\": [\(markers)] }")
        }
        return spec
    }

    func oracle() throws -> PythonOracle {
        try PythonOracle(file: path, format: format, hasHeader: hasHeader, nullMarkers: nullMarkers)
    }
}
