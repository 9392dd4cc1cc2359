// Rejects by what they have in common. Pure, but for the asking.

import RowModel

/// Rejects of one stage and column that were refused for the same reason, whatever the value.
public struct RejectGroup: Sendable, Hashable {
    public var stage: Int
    public var column: String?
    /// With `"…"` in the place of the value that it begins with.
    public var reason: String

    public init(_ reject: StoredReject) {
        stage = reject.stage
        column = reject.column
        reason = Self.general(reject.reason)
    }

    /// A reason without the value in quotes that it begins with (``RowModel/ValueExcerpt``).
    static func general(_ reason: String) -> String {
        let bytes = reason.utf8
        let quote = UInt8(ascii: "\"")
        guard bytes.first == quote else { return reason }
        var position = bytes.index(after: bytes.startIndex)
        while position < bytes.endIndex, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\") { bytes.formIndex(after: &position) }
            if position < bytes.endIndex { bytes.formIndex(after: &position) }
        }
        return position < bytes.endIndex ? "\"…\"" + reason[bytes.index(after: position)...] : reason
    }
}

/// How many rejects there are of each group. Bounded: reasons that are all different are counted together.
public struct RejectGroups: Sendable {
    /// Most groups that are told apart.
    public static let capacity = 1000

    private var counts: [RejectGroup: Int] = [:]
    /// Rejects of groups that there was no room for.
    public private(set) var others = 0
    public private(set) var rejects = 0

    public init() {}

    public mutating func add(_ reject: StoredReject) {
        rejects += 1
        let group = RejectGroup(reject)
        if counts[group] == nil, counts.count >= Self.capacity {
            others += 1
        } else {
            counts[group, default: 0] += 1
        }
    }

    /// The largest first; of equal ones that of the earliest stage.
    public var sorted: [(group: RejectGroup, count: Int)] {
        counts.map { ($0.key, $0.value) }.sorted { left, right in
            if left.1 != right.1 { return left.1 > right.1 }
            if left.0.stage != right.0.stage { return left.0.stage < right.0.stage }
            return (left.0.column ?? "", left.0.reason) < (right.0.column ?? "", right.0.reason)
        }
    }
}
