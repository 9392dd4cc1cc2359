// What a file's name says about its format.

import RowModel

/// The formats that a name tells apart.
enum FileFormat: Equatable {
    case csv
    /// CSV with tabs.
    case tsv
    case ndjson
    case json

    /// By the extension before `.gz` or `.zst`, in any case; nil if it says nothing.
    init?(path: String) {
        var name = path.asciiLowercased[...]
        if let packed = [".gz", ".zst", ".zstd"].first(where: name.hasSuffix) { name = name.dropLast(packed.count) }
        if name.hasSuffix(".csv") {
            self = .csv
        } else if name.hasSuffix(".tsv") {
            self = .tsv
        } else if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") {
            self = .ndjson
        } else if name.hasSuffix(".json") {
            self = .json
        } else {
            return nil
        }
    }

    var isCSV: Bool { self == .csv || self == .tsv }

    /// As a message names it.
    var text: String {
        switch self {
        case .csv: "csv"
        case .tsv: "tab-separated csv"
        case .ndjson: "ndjson"
        case .json: "json"
        }
    }
}
