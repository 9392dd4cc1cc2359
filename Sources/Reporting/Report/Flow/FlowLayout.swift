// Where everything in the picture of a run's rows stands. Pure geometry: heights are to scale, widths are not.

import RowModel

/// Bars and the ribbons between them, from left to right, in units of an SVG's own.
///
/// Within a gap between two columns all ribbons begin at its left edge and end at its right one, in the same order from
/// top to bottom at both, and bend alike; so none crosses another. Added rows come from above, losses fall to a floor
/// below all bars.
struct FlowLayout {
    enum Kind: String, CaseIterable {
        case input, rows, copy, added, inserted, updated, ignored, dropped, rejected
    }

    struct Ribbon: Equatable {
        var kind: Kind
        var rows: Int
        /// The stage it comes from, or for added rows goes to.
        var stage: String
        var position: Int?
        var run: Int64?
        /// The column at whose right side it begins.
        var column: Int
        /// The upper edge at its beginning and at its end.
        var from: Double
        var to: Double
        /// In scale; may be too little to be seen.
        var height: Double
        /// Whether it is one of several copies of the same rows.
        var isCopy: Bool { kind == .copy }
        var isHairline: Bool { rows > 0 && height < FlowLayout.hairline }
    }

    struct Bar: Equatable {
        enum Role: Equatable {
            case source, stage, copies
            case table(isKept: Bool)
            case end(Kind)
        }

        var role: Role
        var rows: Int
        var title: String
        var x: Double
        var y: Double
        var height: Double
    }

    struct Label: Equatable {
        enum Anchor: String { case start, middle, end }
        enum Style: String { case name, count, note }

        struct Line: Equatable {
            var text: String
            var style: Style
            var kind: Kind?
        }

        var x: Double
        /// The base line of the first line.
        var y: Double
        var anchor: Anchor
        var lines: [Line]
    }

    private(set) var ribbons: [Ribbon] = []
    private(set) var bars: [Bar] = []
    private(set) var labels: [Label] = []
    private(set) var width = 0.0
    private(set) var height = 0.0
    /// Height of one row.
    let scale: Double
    let pitch: Double

    static let barWidth = 9.0
    static let hairline = 1.5
    static let lineHeight = 15.0
    private static let left = 196.0
    private static let right = 176.0
    private static let header = 44.0
    private static let bodyHeight = 210.0
    private static let fall = 26.0
    private static let laneGap = 26.0
    private static let bottomMargin = 10.0
    private static let sourceSlot = 32.0

    init(_ picture: FlowPicture) {
        let lanes = Double(max(1, picture.lanes.count))
        let body = max(70, Self.bodyHeight / lanes.squareRoot())
        scale = picture.mostRows > 0 ? body / Double(picture.mostRows) : 0
        let before = picture.trunk.isEmpty ? 1 : picture.trunk.count + (picture.beginsLanesWithBars ? 3 : 2)
        let columns = before + (picture.lanes.map(\.stages.count).max() ?? 0) + 1
        pitch = min(150, max(78, 800 / Double(columns)))
        width = Self.left + Double(columns - 1) * pitch + Self.barWidth + Self.right
        var top = 0.0
        var bottom = 0.0
        var copies: Copies?
        if !picture.trunk.isEmpty {
            (bottom, copies) = placeTrunk(picture)
        }
        for lane in picture.lanes {
            let end = place(lane, column: before, top: top, copies)
            bottom = max(bottom, end)
            top = end + Self.laneGap
        }
        height = bottom + Self.bottomMargin
    }

    /// The left edge of a column's bars.
    func x(_ column: Int) -> Double { Self.left + Double(column) * pitch }

    private func height(_ rows: Int) -> Double { Double(rows) * scale }

    // MARK: Segments

    /// The bar from which every table gets all rows.
    private struct Copies {
        var y: Double
        var rows: Int
        var column: Int
    }

    private mutating func placeTrunk(_ picture: FlowPicture) -> (bottom: Double, copies: Copies) {
        let y = Self.header + addedLane(picture.trunk)
        let rows = picture.trunk.last?.tally.out ?? 0
        let floor = floor(y, picture.trunk.map(\.rows))
        var bottom = placeSources(picture.trunkSources, y: y, header: 0, picture.trunk)
        let column = picture.trunk.count + 1
        for (offset, stage) in picture.trunk.enumerated() {
            let next = offset + 1 < picture.trunk.count ? picture.trunk[offset + 1] : nil
            let onward = [Onward(kind: .rows, rows: stage.tally.out, to: y + height(next?.tally.added ?? 0))]
            let segment = Segment(column: offset + 1, y: y, floor: floor, header: 0, run: nil)
            bottom = max(bottom, place(stage, segment, onward))
        }
        bars.append(
            Bar(
                role: .copies, rows: rows, title: "\(rows.counted("row")), to each table", x: x(column), y: y,
                height: height(rows)))
        labels.append(
            headerLabel(column, 0, "\(picture.lanes.count) tables", "\(rows.grouped) each"))
        return (bottom, Copies(y: y, rows: rows, column: column))
    }

    private mutating func place(_ lane: FlowPicture.Lane, column: Int, top: Double, _ copies: Copies?) -> Double {
        let y = top + Self.header + addedLane(lane.stages)
        let table = lane.table.written.inserted + lane.table.written.updated
        let floor = floor(y, lane.stages.map(\.rows) + [table])
        var bottom = placeSources(lane.sources, y: y, header: top, lane.stages)
        if let copies, let first = lane.stages.first { placeBeginning(lane, first, y, copies, column: column - 1) }
        for (offset, stage) in lane.stages.enumerated() {
            let isLast = offset + 1 == lane.stages.count
            let next = isLast ? nil : lane.stages[offset + 1]
            let onward =
                isLast
                ? written(lane.table, y)
                : [Onward(kind: .rows, rows: stage.tally.out, to: y + height(next?.tally.added ?? 0))]
            let segment = Segment(column: column + offset, y: y, floor: floor, header: top, run: lane.run)
            bottom = max(bottom, place(stage, segment, onward, ignored: isLast ? lane.table.written.ignored : 0))
        }
        return lane.stages.isEmpty ? bottom : max(bottom, place(lane.table, column: column + lane.stages.count, y: y))
    }

    /// Leads the rows from where they are copied to a lane's first stage.
    /// - Parameter column: the one before that stage's.
    private mutating func placeBeginning(
        _ lane: FlowPicture.Lane, _ first: FlowPicture.Stage, _ y: Double, _ copies: Copies, column: Int
    ) {
        let height = height(copies.rows)
        func ribbon(_ kind: Kind, _ column: Int, _ from: Double, _ to: Double) -> Ribbon {
            Ribbon(
                kind: kind, rows: copies.rows, stage: lane.table.name, run: lane.run, column: column, from: from,
                to: to,
                height: height)
        }
        let stage = y + self.height(first.tally.added)
        guard column > copies.column else { return ribbons.append(ribbon(.copy, column, copies.y, stage)) }
        ribbons.append(ribbon(.copy, copies.column, copies.y, y))
        bars.append(
            Bar(
                role: .copies, rows: copies.rows, title: "\(lane.table.name): \(copies.rows.counted("row"))",
                x: x(column), y: y,
                height: height))
        ribbons.append(ribbon(.rows, column, y, stage))
    }

    /// What is common to the stages of one chain.
    private struct Segment {
        var column: Int
        var y: Double
        var floor: Double
        var header: Double
        var run: Int64?
    }

    /// Rows that a stage hands on.
    private struct Onward {
        var kind: Kind
        var rows: Int
        var to: Double
    }

    private func written(_ table: FlowPicture.Table, _ y: Double) -> [Onward] {
        [
            Onward(kind: .inserted, rows: table.written.inserted, to: y),
            Onward(kind: .updated, rows: table.written.updated, to: y + height(table.written.inserted)),
        ].filter { $0.rows > 0 || $0.kind == .inserted }
    }

    private mutating func place(
        _ stage: FlowPicture.Stage, _ segment: Segment, _ onward: [Onward], ignored: Int = 0
    ) -> Double {
        let title = stage.members.isEmpty ? stage.name : "\(stage.name): \(stage.members.joined(separator: ", "))"
        bars.append(
            Bar(
                role: .stage, rows: stage.rows,
                title: "\(title): \(stage.tally.in.grouped) in, \(stage.tally.out.grouped) out",
                x: x(segment.column), y: segment.y, height: height(stage.rows)))
        labels.append(headerLabel(segment.column, segment.header, stage.name, stage.tally.in.grouped))
        placeAdded(stage, segment)
        func ribbon(_ kind: Kind, _ rows: Int, _ from: Double, _ to: Double) -> Ribbon {
            Ribbon(
                kind: kind, rows: rows, stage: stage.name, position: stage.position, run: segment.run,
                column: segment.column,
                from: from, to: to, height: height(rows))
        }
        var from = segment.y
        for flow in onward {
            ribbons.append(ribbon(flow.kind, flow.rows, from, flow.to))
            from += height(flow.rows)
        }
        var floor = segment.floor
        var lines: [Label.Line] = []
        for (kind, rows) in [
            (Kind.ignored, ignored), (.dropped, stage.tally.dropped), (.rejected, stage.tally.rejected),
        ]
        where rows > 0 {
            ribbons.append(ribbon(kind, rows, from, floor))
            bars.append(
                Bar(
                    role: .end(kind), rows: rows, title: "\(stage.name): \(rows.grouped) \(kind.rawValue)",
                    x: x(segment.column + 1), y: floor, height: height(rows)))
            lines += [
                Label.Line(text: rows.grouped, style: .count, kind: kind),
                Label.Line(text: kind.rawValue, style: .note, kind: kind),
            ]
            from += height(rows)
            floor += max(height(rows), 2) + 5
        }
        guard !lines.isEmpty else { return segment.y + height(stage.rows) }
        let label = Label(x: x(segment.column + 1) + Self.barWidth, y: floor + 10, anchor: .end, lines: lines)
        labels.append(label)
        return label.y + Double(lines.count - 1) * Self.lineHeight
    }

    private mutating func placeAdded(_ stage: FlowPicture.Stage, _ segment: Segment) {
        let rows = stage.tally.added
        guard rows > 0 else { return }
        let from = segment.y - 8 - height(rows)
        ribbons.append(
            Ribbon(
                kind: .added, rows: rows, stage: stage.name, position: stage.position, run: segment.run,
                column: segment.column - 1, from: from, to: segment.y, height: height(rows)))
        bars.append(
            Bar(
                role: .end(.added), rows: rows, title: "\(stage.name): \(rows.grouped) added", x: x(segment.column - 1),
                y: from,
                height: height(rows)))
        labels.append(
            Label(
                x: x(segment.column - 1), y: from - 5 - Self.lineHeight, anchor: .start,
                lines: [
                    Label.Line(text: "+\(rows.grouped)", style: .count, kind: .added),
                    Label.Line(text: "added", style: .note, kind: .added),
                ]))
    }

    private mutating func placeSources(
        _ sources: [FlowPicture.Source], y: Double, header: Double, _ stages: [FlowPicture.Stage]
    ) -> Double {
        guard !sources.isEmpty else { return y }
        let inputs = sources.reduce(0) { $0 + $1.rows }
        labels.append(
            Label(
                x: x(0) + Self.barWidth, y: header + 14, anchor: .end,
                lines: [
                    Label.Line(text: sources.count == 1 ? "input" : "inputs", style: .name),
                    Label.Line(text: inputs.counted("record"), style: .count),
                ]))
        var slot = y
        var to = y + height(stages.first?.tally.added ?? 0)
        for source in sources {
            let height = height(source.rows)
            let from = slot + max(0, (Self.sourceSlot - height) / 2)
            let title = "\(source.path): \(source.rows.counted("record"))"
            bars.append(Bar(role: .source, rows: source.rows, title: title, x: x(0), y: from, height: height))
            ribbons.append(
                Ribbon(
                    kind: .input, rows: source.rows, stage: source.name, column: 0, from: from, to: to, height: height))
            let middle = slot + max(Self.sourceSlot, height) / 2
            labels.append(
                Label(
                    x: x(0) - 8, y: middle - 3, anchor: .end,
                    lines: [
                        Label.Line(text: source.name.elided(to: 28), style: .note),
                        Label.Line(text: source.rows.grouped, style: .count),
                    ]))
            to += height
            slot += max(Self.sourceSlot, height) + 8
        }
        return slot
    }

    private mutating func place(_ table: FlowPicture.Table, column: Int, y: Double) -> Double {
        let rows = table.written.inserted + table.written.updated
        bars.append(
            Bar(
                role: .table(isKept: table.undone == nil), rows: rows,
                title: "table \(table.name): \(rows.counted("row")) written",
                x: x(column), y: y, height: height(rows)))
        var lines = [
            Label.Line(text: table.name.elided(to: 22), style: .name),
            Label.Line(text: "\(table.written.inserted.grouped) inserted", style: .count, kind: .inserted),
        ]
        if table.written.updated > 0 {
            lines.append(Label.Line(text: "\(table.written.updated.grouped) updated", style: .count, kind: .updated))
        }
        if let undone = table.undone { lines.append(Label.Line(text: undone, style: .note, kind: .rejected)) }
        if let after = table.rowsAfter { lines.append(Label.Line(text: "has \(after.counted("row"))", style: .note)) }
        labels.append(Label(x: x(column) + Self.barWidth + 9, y: y + 10, anchor: .start, lines: lines))
        return y + max(height(rows), 10 + Double(lines.count - 1) * Self.lineHeight)
    }

    private func headerLabel(_ column: Int, _ header: Double, _ name: String, _ count: String) -> Label {
        Label(
            x: x(column) + Self.barWidth / 2, y: header + 14, anchor: .middle,
            lines: [
                Label.Line(text: name.elided(to: Int(pitch / 7)), style: .name), Label.Line(text: count, style: .count),
            ])
    }

    /// Room above the bars for rows that are added.
    private func addedLane(_ stages: [FlowPicture.Stage]) -> Double {
        let most = stages.map(\.tally.added).max() ?? 0
        return most > 0 ? height(most) + 28 + Self.lineHeight : 0
    }

    /// Where losses fall to: below all bars of the chain.
    private func floor(_ y: Double, _ rows: [Int]) -> Double {
        y + max(height(rows.max() ?? 0), 40) + Self.fall
    }
}
