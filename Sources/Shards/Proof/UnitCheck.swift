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
        var problems: [String] = []
        for input in inputs {
            guard let unit = rest.removeValue(forKey: input.index) else {
                let isTwice = units.values.contains { $0.identity == input.identity && $0.part == input.reading.part }
                problems.append(
                    isTwice
                        ? "\(Self.name(input)) is loaded twice"
                        : "\(Self.name(input)) is loaded, and the plan has not given it to this shard")
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
        let missing = rest.sorted { $0.key < $1.key }.map { "\(Self.name($0.value)) is missing" }
        return Self.bounded(missing) + Self.bounded(problems)
    }

    private static func bounded(_ problems: [String]) -> [String] {
        let most = 20
        return problems.count <= most ? problems : problems.prefix(most) + ["and \((problems.count - most).grouped) more like that"]
    }

    private static func name(_ unit: PlannedUnit) -> String { name(unit.path, unit.part) }
    private static func name(_ input: InputRecord) -> String { name(input.identity.path, input.reading.part) }

    private static func name(_ path: String, _ part: InputPart?) -> String {
        guard let part else { return path }
        return "\(path), bytes \(part.start.file.grouped) to \(part.end.map(\.file.grouped) ?? "its end"),"
    }
}
