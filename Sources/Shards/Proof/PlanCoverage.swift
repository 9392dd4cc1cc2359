// Whether a plan gives each input to exactly one shard. Pure.

import Ledger
import RowModel

/// Told of all units of a plan, says which inputs are not covered exactly once.
struct PlanCoverage {
    private var isWhole: [Bool]
    private var parts: [Int: [InputPart]] = [:]
    /// Of the files that are divided.
    private var identities: [Int: InputIdentity] = [:]
    private(set) var problems: [String] = []
    private var units = 0
    private let header: PlanHeader

    init(_ header: PlanHeader) {
        self.header = header
        isWhole = Array(repeating: false, count: header.inputs)
    }

    mutating func add(_ assignment: ShardAssignment) {
        for unit in assignment.units {
            units += 1
            guard isWhole.indices.contains(unit.input) else {
                problems.append("\(unit.path) is input \(unit.input) of \(header.inputs)")
                continue
            }
            if isWhole[unit.input] || unit.part == nil && parts[unit.input] != nil {
                problems.append("\(unit.path) is given to shard \(assignment.shard) and to another one")
            } else if let part = unit.part {
                parts[unit.input, default: []].append(part)
                let identity = identities[unit.input, default: unit.identity]
                identities[unit.input] = identity
                if identity != unit.identity { problems.append("\(unit.path) and \(identity.path) are parts of one input in the plan") }
            } else {
                isWhole[unit.input] = true
            }
        }
    }

    /// To be called behind the last shard.
    mutating func finish() {
        for (input, parts) in parts.sorted(by: { $0.key < $1.key }) {
            isWhole[input] = true
            var place: InputPart.Place? = .start
            for part in parts.sorted(by: { $0.start.decoded < $1.start.decoded }) {
                if part.start != place {
                    let word = (place?.decoded ?? .max) < part.start.decoded ? "a gap" : "an overlap"
                    problems.append("input \(input): the plan has \(word) in front of byte \(part.start.decoded.grouped) of its content")
                }
                place = part.end
            }
            if place != nil { problems.append("input \(input): the plan ends before the file does") }
        }
        let missing = isWhole.indices.filter { !isWhole[$0] }
        if let first = missing.first {
            problems.append("\(missing.count.counted("input")) of the plan (the first is number \(first)) are given to no shard")
        }
        if units != header.units { problems.append("the plan says \(header.units.grouped) units, and has \(units.grouped)") }
    }
}
