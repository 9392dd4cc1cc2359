// What the picture of a run's rows shows, before it has a shape. Pure.

import Ledger
import RowModel

/// The way of the rows from the inputs through the stages into one table, or into several from one reading.
struct FlowPicture: Equatable {
    /// An input, or several together.
    struct Source: Equatable {
        var name: String
        var path: String
        var rows: Int
    }

    struct Stage: Equatable {
        var name: String
        /// Where it stands in the ledger; nil where several are drawn as one.
        var position: Int?
        var tally: Tally
        /// Those that are drawn as one.
        var members: [String] = []

        /// What a bar has to have room for, also where a damaged ledger does not balance.
        var rows: Int { max(tally.in + tally.added, tally.out + tally.dropped + tally.rejected) }
        var isLossless: Bool { tally.added == 0 && tally.dropped == 0 && tally.rejected == 0 && tally.in == tally.out }
    }

    struct Table: Equatable {
        var name: String
        var written: WrittenRows
        var rowsAfter: Int?
        /// Why the rows are not in the table.
        var undone: String?
    }

    /// The stages of one run that are not shared.
    struct Lane: Equatable {
        var run: Int64
        /// Empty where they are shared.
        var sources: [Source]
        var stages: [Stage]
        var table: Table
    }

    /// Stages that all runs have gone through together; empty for a run alone.
    var trunkSources: [Source] = []
    var trunk: [Stage] = []
    var lanes: [Lane]

    /// The most stages that are drawn one by one where some can be drawn as one.
    static let mostStages = 10
    /// The most inputs that are drawn.
    static let mostSources = 8

    /// Most rows that pass any place: what the scale is made for.
    var mostRows: Int {
        let stages = trunk + lanes.flatMap(\.stages)
        let tables = lanes.map { $0.table.written.inserted + $0.table.written.updated }
        return (stages.map(\.rows) + tables).max() ?? 0
    }

    /// Whether the rows of each lane have a bar of their own in front of its first stage, since one of these adds rows,
    /// which come from beside such a bar.
    var beginsLanesWithBars: Bool { lanes.contains { $0.stages.first.map { $0.tally.added > 0 } == true } }

    var isEmpty: Bool { trunk.isEmpty && lanes.allSatisfy(\.stages.isEmpty) }
}

extension FlowPicture {
    init(_ statements: [RunStatement]) {
        let chains = statements.map { statement in
            statement.totals.stages.enumerated().map { Stage(name: $1.name, position: $0, tally: $1.tally) }
        }
        let shared = Self.shared(chains)
        if shared > 0, let first = statements.first {
            trunkSources = Self.sources(of: first)
            trunk = Self.folded(Array(chains[0].prefix(shared)))
        }
        lanes = zip(statements, chains).map { statement, chain in
            Lane(
                run: statement.record.id, sources: shared > 0 ? [] : Self.sources(of: statement),
                stages: Self.folded(Array(chain.dropFirst(shared))), table: Table(statement))
        }
    }

    /// How many stages all chains begin with alike; never a sink.
    private static func shared(_ chains: [[Stage]]) -> Int {
        guard chains.count > 1, let first = chains.first else { return 0 }
        var count = 0
        while count < (chains.map(\.count).min() ?? 0) - 1, chains.allSatisfy({ $0[count] == first[count] }) {
            count += 1
        }
        return count
    }

    /// Of a long chain, neighbours that let every row pass become one.
    static func folded(_ stages: [Stage]) -> [Stage] {
        guard stages.count > mostStages else { return stages }
        var folded: [Stage] = []
        for (position, stage) in stages.enumerated() {
            let isEnd = position == 0 || position == stages.count - 1
            guard !isEnd, stage.isLossless, let last = folded.last, folded.count > 1, last.isLossless else {
                folded.append(stage)
                continue
            }
            let members = (last.members.isEmpty ? [last.name] : last.members) + [stage.name]
            folded[folded.count - 1] = Stage(
                name: "\(members.count) stages", position: nil, tally: stage.tally, members: members)
        }
        return folded
    }

    /// The inputs with the most records, in their order, and the others as one.
    private static func sources(of statement: RunStatement) -> [Source] {
        let inputs = statement.inputs
        let isWhole = statement.totals.inputs <= mostSources
        let largest = isWhole ? inputs : Array(inputs.sorted { $0.records > $1.records }.prefix(mostSources - 1))
        var sources = largest.sorted { $0.index < $1.index }.map {
            Source(name: $0.path.fileName, path: $0.path.relativeToCurrentFolder, rows: $0.records)
        }
        if !isWhole {
            let others = statement.totals.inputs - largest.count
            let rows = statement.totals.records - largest.reduce(0) { $0 + $1.records }
            sources.append(Source(name: others.counted("other input"), path: others.counted("other input"), rows: rows))
        }
        return sources
    }
}

extension FlowPicture.Table {
    init(_ statement: RunStatement) {
        let record = statement.record
        name = record.table
        written = statement.totals.written
        rowsAfter = record.status == .complete ? record.rowsAfter : nil
        undone =
            switch statement.state {
            case .complete: nil
            case .undone: "taken out again"
            case .running: record.replaces ? "not in the table yet" : nil
            default: record.replaces ? "table is as it was" : nil
            }
    }
}

extension String {
    /// What stands behind the last slash of an absolute path; what is no path, such as a command, as it is.
    var fileName: String {
        guard hasPrefix("/"), let name = split(separator: "/").last else { return self }
        return String(name)
    }

    /// With `…` in its middle, if it has more than so many cells; wide characters take two.
    func elided(to cells: Int) -> String {
        let widths = map { $0.unicodeScalars.allSatisfy(\.isASCII) ? 1 : 2 }
        guard widths.reduce(0, +) > cells else { return self }
        var (head, tail) = (0, 0)
        var room = cells - 1
        var takesTail = true
        while true {
            let width = takesTail ? widths[widths.count - 1 - tail] : widths[head]
            if width > room || head + tail + 1 >= count { break }
            room -= width
            if takesTail { tail += 1 } else { head += 1 }
            takesTail.toggle()
        }
        return prefix(head) + "…" + suffix(tail)
    }
}
