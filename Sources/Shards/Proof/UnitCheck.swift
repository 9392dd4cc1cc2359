// The inputs of a shard's ledger, held against the units that the plan gives to it. Pure.

import Ledger
import RowModel

struct UnitCheck {
    private let units: [Int: PlannedUnit]

    /// - Parameters:
    ///   - inputs: how many files the plan has.
    ///   - target: position of the target whose run is looked at.
    init(_ assignment: ShardAssignment, behind inputs: Int, target: Int = 0) {
        units = Dictionary(
            zip(assignment.numbers(behind: inputs, target: target), assignment.units), uniquingKeysWith: { first, _ in first })
    }

    /// What is missing, too much, or something else than was planned; at most as many as anybody reads.
    func problems(with inputs: [InputRecord]) -> [String] {
        var rest = units
        var strays: [InputRecord] = []
        var problems: [String] = []
        for input in inputs {
            guard let unit = rest.removeValue(forKey: input.index) else {
                strays.append(input)
                continue
            }
            if unit.path != input.identity.path || unit.part != input.reading.part {
                problems.append("\(Self.name(unit)) should be input \(input.index), and \(Self.name(input)) is")
            } else if unit.identity != input.identity {
                problems.append("\(unit.path): what was loaded has another size or modification time than what was planned")
            } else if input.isComplete, let end = unit.part?.end, end.decoded != input.decodedBytes {
                problems.append(
                    "\(Self.name(unit)) was read up to byte \(input.decodedBytes.grouped) of its content, and the plan says "
                        + end.decoded.grouped)
            }
        }
        problems = strays.enumerated().map { problem(with: $1, isSought: $0 < Self.most, &rest) } + problems
        let missing = rest.sorted { $0.key < $1.key }.map { "\(Self.name($0.value)) is missing" }
        return Self.bounded(missing) + Self.bounded(problems)
    }

    /// - Parameters:
    ///   - stray: has a number that the plan has not given to the shard.
    ///   - isSought: whether all units are gone through for it.
    ///   - rest: what has not been found yet.
    private func problem(with stray: InputRecord, isSought: Bool, _ rest: inout [Int: PlannedUnit]) -> String {
        let planned = isSought ? units.first { $1.identity == stray.identity && $1.part == stray.reading.part }?.key : nil
        guard let planned else { return "\(Self.name(stray)) is loaded, and the plan has not given it to this shard" }
        return rest.removeValue(forKey: planned) == nil
            ? "\(Self.name(stray)) is loaded twice" : "\(Self.name(stray)) should be input \(planned), and is input \(stray.index)"
    }

    /// As many as anybody reads.
    private static let most = 20

    private static func bounded(_ problems: [String]) -> [String] {
        problems.count <= most ? problems : problems.prefix(most) + ["and \((problems.count - most).grouped) more like that"]
    }

    private static func name(_ unit: PlannedUnit) -> String { name(unit.path, unit.part) }
    private static func name(_ input: InputRecord) -> String { name(input.identity.path, input.reading.part) }

    private static func name(_ path: String, _ part: InputPart?) -> String {
        guard let part else { return path }
        return "\(path), bytes \(part.start.file.grouped) to \(part.end.map(\.file.grouped) ?? "its end"),"
    }
}
