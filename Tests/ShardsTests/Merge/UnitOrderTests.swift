// Units of a plan in the plan's order, with the places of their rows.

import RowModel
@testable import Shards
import TestSupport
import Testing

@Suite("order of units")
struct UnitOrderTests {
    @Test("whichever shard they are in, inputs come in the plan's order, parts in that of the content, each with its own rows")
    func order() {
        var random = SeededGenerator()
        for _ in 0..<100 {
            var units: [(unit: PlannedUnit, rows: Int)] = []
            let inputs = Int.random(in: 1...20, using: &random)
            for input in 0..<inputs {
                let parts = Bool.random(using: &random) ? 1 : Int.random(in: 2...5, using: &random)
                for part in 0..<parts {
                    let start = InputPart.Place(file: part * 10, decoded: part * 10)
                    let end = part == parts - 1 ? nil : InputPart.Place(file: part * 10 + 10, decoded: part * 10 + 10)
                    units.append(
                        (PlannedUnit(
                            input: input, path: "/\(input)", size: 1, modified: 1, part: parts == 1 ? nil : InputPart(start: start, end: end)),
                        Int.random(in: 0...3, using: &random)))
                }
            }
            let shards = Int.random(in: 1...4, using: &random)
            let places = units.map { _ in Int.random(in: 0..<shards, using: &random) }
            var order = UnitOrder(targets: 1)
            var expected: [String: ClosedRange<Int64>] = [:]
            for shard in 0..<shards {
                var next: Int64 = 1
                for (position, unit) in units.enumerated() where places[position] == shard {
                    order.add(unit.unit, number: position, shard: shard, firstRows: [next])
                    if unit.rows > 0 { expected["\(position)"] = next...(next + Int64(unit.rows) - 1) }
                    next += Int64(unit.rows)
                }
            }
            order.sort()
            var met: [Int] = []
            var groups = 0
            order.forEachInput { found in
                groups += 1
                #expect(Set(found.map(\.input)).count == 1)
                for unit in found {
                    let number = Int(unit.number)
                    met.append(number)
                    #expect(Int(unit.shard) == places[number])
                    #expect(order.rowids(of: unit, target: 0, rows: units[number].rows) == expected["\(number)"], "seed \(random.seed)")
                }
            }
            #expect(met == Array(units.indices) && groups == inputs, "seed \(random.seed)")
        }
    }
}
