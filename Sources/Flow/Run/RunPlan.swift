// What a run reads, and what each of its targets takes of it. Pure.

import Ledger
import Readers
import RowModel

/// An input that is read once, for all targets that want it.
struct PlannedReading {
    let source: SourceInput
    /// As each target takes it, under a number of its own; those that have loaded it already are not among them.
    private(set) var targets: [(position: Int, input: PlannedInput)]

    fileprivate init(_ source: SourceInput) {
        self.source = source
        targets = []
    }

    /// Whether all of it has to be in one transaction.
    var isAtomic: Bool { targets.contains { $0.input.isAtomic } }
    /// Where to go on reading, the same for all.
    var checkpoint: InputCheckpoint? { targets.first?.input.checkpoint }
    /// What the file was when that much of it was committed, if it is another now.
    var before: LoadedInput? { targets.lazy.compactMap(\.input.before).first }
    /// As for all its targets.
    var firstRecord: Int { targets.first?.input.firstRecord ?? 1 }

    fileprivate mutating func add(_ input: PlannedInput, ofTargetAt position: Int) { targets.append((position, input)) }

    /// Whether it was read before another, as far as their numbers in a common target tell.
    fileprivate func isKnownToPrecede(_ other: PlannedReading) -> Bool {
        for (position, input) in targets {
            if let later = other.targets.first(where: { $0.position == position }) { return input.id < later.input.id }
        }
        return false
    }
}

/// The load plans of all targets, put together.
struct RunPlan {
    /// One for each target.
    let targets: [LoadPlan]
    /// What was begun first, see ``LoadPlan``.
    let readings: [PlannedReading]
    /// What stages that remember rows have to be shown again, in the order it was read.
    let remembered: [PlannedReading]
    /// Of each target the earlier runs to compare this one with, newest first.
    let comparable: [[RunTotals]]

    /// - Parameters:
    ///   - sources: the listing, in order.
    ///   - targets: what each target takes of it; no number stands for inputs of two.
    /// - Throws: ``FlowError/unfinished(run:reason:wayOut:)`` where targets would have to go on from different places.
    init(_ sources: [SourceInput], _ targets: [LoadPlan], comparable: [[RunTotals]]) throws {
        self.targets = targets
        self.comparable = comparable
        let readings = Self.together(targets.map(\.inputs), sources)
        self.readings = readings.filter { $0.checkpoint != nil } + readings.filter { $0.checkpoint == nil }
        remembered = readings.isEmpty ? [] : Self.inOrderRead(Self.together(targets.map(\.remembered), sources))
        for reading in readings { try checkPlaces(reading) }
    }

    /// - Parameter inputs: of each target.
    private static func together(_ inputs: [[PlannedInput]], _ sources: [SourceInput]) -> [PlannedReading] {
        var readings = sources.map(PlannedReading.init)
        let order = Dictionary(sources.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for (position, inputs) in inputs.enumerated() {
            for input in inputs { readings[order[input.source]!].add(input, ofTargetAt: position) }
        }
        return readings.filter { !$0.targets.isEmpty }
    }

    /// The listing may have changed since; inputs without a common target stay in its order.
    private static func inOrderRead(_ readings: [PlannedReading]) -> [PlannedReading] {
        readings.reduce(into: []) { ordered, reading in
            var place = ordered.endIndex
            while place > 0, reading.isKnownToPrecede(ordered[place - 1]) { place -= 1 }
            ordered.insert(reading, at: place)
        }
    }

    /// What is committed together stands at the same place, unless somebody has changed the ledger.
    private func checkPlaces(_ reading: PlannedReading) throws {
        let places = reading.targets.map { $0.input.checkpoint?.decodedBytes }
        guard Set(places).count > 1 else { return }
        let begun = reading.targets.first { $0.input.committed != nil }!
        throw FlowError.unfinished(
            run: targets[begun.position].resumed!.record.id,
            reason: "\(reading.source.name) is not committed up to the same record in all tables")
    }
}
