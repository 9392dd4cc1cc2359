// The keys of a sample's objects, and of the objects in them. Used by JSONInference.

import RowModel

/// Keys in the order of their first appearance, with what their values were.
struct KeyTree {
    /// A key that becomes a column.
    struct Leaf {
        /// From the record's key on.
        var keys: [[UInt8]]
        var type: ColumnType
    }

    private struct Node {
        var key: [UInt8]
        var values = ColumnInference()
        var children: [Int] = []
        /// Values that are neither null nor objects.
        var others = 0
    }

    private struct Place: Hashable {
        var parent: Int
        var key: [UInt8]
    }

    /// The first is the record.
    private var nodes = [Node(key: [])]
    private var positions: [Place: Int] = [:]

    static let record = 0

    /// The node of a key, made if it is new.
    mutating func child(_ key: [UInt8], of parent: Int) -> Int {
        let place = Place(parent: parent, key: key)
        if let known = positions[place] { return known }
        positions[place] = nodes.count
        nodes[parent].children.append(nodes.count)
        nodes.append(Node(key: key))
        return nodes.count - 1
    }

    mutating func observe(_ kind: JSONKind, at node: Int, offset: Int, length: Int, in batch: RowBatch) {
        nodes[node].values.observe(kind, offset: offset, length: length, in: batch)
        if kind != .object, kind != .null { nodes[node].others += 1 }
    }

    /// The columns, those of an object in the place of its key. A key that is something else in another record is one.
    func leaves() -> [Leaf] {
        var leaves: [Leaf] = []
        for child in nodes[Self.record].children { collect(child, behind: [], into: &leaves) }
        return leaves
    }

    /// As deep as objects were opened.
    private func collect(_ index: Int, behind keys: [[UInt8]], into leaves: inout [Leaf]) {
        let node = nodes[index]
        if node.children.isEmpty || node.others > 0 {
            leaves.append(Leaf(keys: keys + [node.key], type: node.values.type()))
        } else {
            for child in node.children { collect(child, behind: keys + [node.key], into: &leaves) }
        }
    }
}
