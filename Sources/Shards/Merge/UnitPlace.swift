// Where the rows of a unit are.

import RowModel

/// A unit of the plan and its place among the shards. As small as may be: a plan may have a million.
struct UnitPlace {
    /// Position of the input in the plan.
    var input: Int32
    var shard: Int32
    /// What the shard's ledger calls it, for the first target.
    var number: Int32
    /// Where its first rows are noted.
    var slot: Int32
    /// Where it starts in the input's content.
    var start: Int
}

/// All units of a plan in its order, with the rowids of their first rows in the shards' tables: there the rows of each
/// unit stand together, in the order in which the shard has loaded them.
struct UnitOrder {
    private(set) var units: [UnitPlace] = []
    /// Of each target, by slot.
    private var firstRows: [[Int64]]

    init(targets: Int) {
        firstRows = Array(repeating: [], count: targets)
    }

    /// - Parameter firstRows: of each target.
    mutating func add(_ unit: PlannedUnit, number: Int, shard: Int, firstRows rows: [Int64]) {
        units.append(
            UnitPlace(
                input: Int32(unit.input), shard: Int32(shard), number: Int32(number), slot: Int32(units.count),
                start: unit.part?.start.decoded ?? 0))
        for (target, row) in rows.enumerated() { firstRows[target].append(row) }
    }

    mutating func sort() { units.sort { ($0.input, $0.start) < ($1.input, $1.start) } }

    /// - Returns: nil for a unit without rows.
    func rowids(of unit: UnitPlace, target: Int, rows: Int) -> ClosedRange<Int64>? {
        guard rows > 0 else { return nil }
        let first = firstRows[target][Int(unit.slot)]
        return first...(first + Int64(rows) - 1)
    }

    /// The units of one input after the other, each input's in the order of its content.
    func forEachInput(_ body: (ArraySlice<UnitPlace>) throws -> Void) rethrows {
        var start = units.startIndex
        while start < units.endIndex {
            var end = start + 1
            while end < units.endIndex, units[end].input == units[start].input { end += 1 }
            try body(units[start..<end])
            start = end
        }
    }
}
