// How an export with reasons is written.

import Foundation
import Ledger
import RowModel

/// A record or object for each reject: where it stood, why it was refused, and its raw bytes, as text where they are
/// one, else as base64 (RFC 4648).
public enum RejectExportFormat: String, Sendable, CaseIterable {
    case csv, ndjson

    /// What a file's name says; nil if it says nothing.
    public init?(fileName: String) {
        var name = fileName.asciiLowercased
        if name.hasSuffix(".gz") { name.removeLast(3) }
        if name.hasSuffix(".csv") {
            self = .csv
        } else if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") {
            self = .ndjson
        } else {
            return nil
        }
    }

    static let columns = [
        "pipeline", "run", "input", "record", "byte_offset", "stage", "column", "reason", "raw_length", "raw",
        "raw_base64", "retried_by",
    ]

    /// What stands in front of the first reject.
    var header: [UInt8] {
        switch self {
        case .csv: Array((Self.columns.joined(separator: ",") + "\r\n").utf8)
        case .ndjson: []
        }
    }

    func line(_ reject: StoredReject, of run: RejectedRun) -> [UInt8] {
        let text = Self.text(reject.raw)
        let base64 = text == nil ? Data(reject.raw).base64EncodedString() : nil
        let values: [Value] = [
            .text(run.record.pipeline), .number(Int(run.record.id)), .text(run.path(ofInput: reject.input)),
            .number(reject.record), .number(reject.byteOffset), .text(run.stageName(reject.stage)),
            .text(reject.column), .text(reject.reason), .number(reject.rawLength), .text(text), .text(base64),
            .number(reject.retriedBy.map(Int.init)),
        ]
        let line =
            switch self {
            case .csv: values.map(\.csv).joined(separator: ",") + "\r\n"
            case .ndjson: "{" + zip(Self.columns, values).map { "\"\($0)\":\($1.json)" }.joined(separator: ",") + "}\n"
            }
        return Array(line.utf8)
    }

    /// The bytes as a text that every reader of CSV and JSON gives back as they are; nil if they are none.
    private static func text(_ raw: [UInt8]) -> String? {
        raw.contains(0) ? nil : String(validating: raw, as: UTF8.self)
    }

    private enum Value {
        case text(String?)
        case number(Int?)

        /// RFC 4180; null is an empty field.
        var csv: String {
            switch self {
            case .number(let number?): return String(number)
            case .number(nil), .text(nil): return ""
            case .text(let text?):
                let isPlain = !text.utf8.contains { ",\"\r\n".utf8.contains($0) }
                return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
            }
        }

        /// RFC 8259.
        var json: String {
            switch self {
            case .number(let number?): String(number)
            case .number(nil), .text(nil): "null"
            case .text(let text?): JSONQuoting.quoted(text, escaping: [.letters, .unseen])
            }
        }
    }
}
