// A transform that a program brings with it.

import RowModel

/// A transform written in Swift, called for one row after the other.
///
/// ```swift
/// CustomTransform("net_price", version: "1", uses: ["price"], adds: ["net": .real]) { row in
///     guard let price = row["price"].real else { return row.drop() }
///     row["net"] = .real(price / 1.19)
/// }
/// ```
///
/// Rows are counted by Weir, whatever the transform does with them. A run that stopped goes on behind its last
/// commit, so a transform must make the same of a row whichever rows came before it: it has no memory of its own.
public struct CustomTransform: Sendable {
    /// How the ledger, messages and summaries call it.
    public var name: String
    /// To be changed whenever the transform makes other rows of the same: a run that did not end well is only gone on
    /// with by the same version.
    public var version: String
    /// Columns that it reads or sets; they keep their types.
    public var uses: [String]
    /// New columns with their types; null until they are set.
    public var adds: [(name: String, type: ColumnType)]
    /// Called for each row, on a thread of the run's own.
    public var apply: @Sendable (inout RowView) -> Void

    public init(
        _ name: String, version: String, uses: [String] = [], adds: KeyValuePairs<String, ColumnType> = [:],
        apply: @escaping @Sendable (inout RowView) -> Void
    ) {
        self.name = name
        self.version = version
        self.uses = uses
        self.adds = adds.map { (name: $0.key, type: $0.value) }
        self.apply = apply
    }

    /// One line that is the same for the same transform only.
    var identity: String {
        let added = adds.map { JSONNode.Member(key: $0.name, value: .object(SpecWriter().type($0.type))) }
        let members: JSONNode = [
            "name": .string(name), "version": .string(version), "uses": .array(uses.map(JSONNode.string)),
            "adds": .object(added),
        ]
        return members.line
    }
}
