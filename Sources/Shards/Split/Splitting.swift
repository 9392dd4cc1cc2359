// Which files are to be loaded in parts, and why others are not.

import Foundation
import Readers
import RowModel

/// What may be divided.
public enum Splitting: String, Sendable, CaseIterable {
    /// No file.
    case none
    /// What can be divided without being read: NDJSON that is not packed, or packed as BGZF.
    case auto
    /// Also what shows where its records start only when it is read once: CSV, and gzip of several members.
    case prove
}

/// Why a file that is larger than what a shard should have is one unit all the same.
enum WholeReason: Sendable, Hashable {
    case notAsked
    case stage(String)
    case json
    case encoding(String)
    case footerLines
    case longMarks
    case inputLimit
    case zstd
    case csvUnread
    case gzipUnread
    case oneMember
    case oneRecord
    case damaged(String)
}

extension WholeReason: CustomStringConvertible {
    var description: String {
        switch self {
        case .notAsked: "--split none"
        case .stage(let name): "\(name) goes by other rows of the same input"
        case .json: "JSON that is not one object a line"
        case .encoding(let name): "its text is \(name)"
        case .footerLines: "csv.footer_lines are found at its end only"
        case .longMarks: "its delimiter or terminator has several bytes"
        case .inputLimit: "it may be longer than flow.max_input_bytes"
        case .zstd: "zstd"
        case .csvUnread: "CSV shows where records start only when it is read once; --split prove does that"
        case .gzipUnread: "gzip other than BGZF shows its members only when it is read once; --split prove does that"
        case .oneMember: "gzip of one member"
        case .oneRecord: "no record starts where it could be divided"
        case .damaged(let what): what
        }
    }
}
