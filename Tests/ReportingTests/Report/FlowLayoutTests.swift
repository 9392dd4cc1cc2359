// The picture of the rows: heights to scale, nothing lost, nothing crossed.

import Ledger
import RowModel
import TestSupport
import Testing

@testable import Reporting

@Suite struct FlowLayoutTests {
    /// A picture as a balanced ledger makes it.
    static func picture(_ random: inout SeededGenerator, most: Int = 1_000_000_000) -> FlowPicture {
        func part(_ rows: Int) -> Int {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1: 0
            case 2: min(rows, Int.random(in: 0...3, using: &random))
            default: Int.random(in: 0...rows, using: &random)
            }
        }
        func chain(_ count: Int, from rows: Int) -> [FlowPicture.Stage] {
            var rows = rows
            return (0..<count).map { position in
                let added = Int.random(in: 0..<6, using: &random) == 0 ? part(rows * 2) : 0
                let dropped = part(rows)
                let rejected = part(rows - dropped)
                let out = rows + added - dropped - rejected
                defer { rows = out }
                return FlowPicture.Stage(
                    name: "stage \(position)", position: position,
                    tally: Tally(stored: rows, added: added, out: out, dropped: dropped, rejected: rejected))
            }
        }
        let sources = (0..<Int.random(in: 1...8, using: &random)).map { number in
            FlowPicture.Source(
                name: "in-\(number).csv", path: "/in/in-\(number).csv",
                rows: Int.random(in: 0...most / 8, using: &random))
        }
        let records = sources.reduce(0) { $0 + $1.rows }
        let lanes = Int.random(in: 1...4, using: &random)
        let trunk = lanes > 1 ? chain(Int.random(in: 1...4, using: &random), from: records) : []
        return FlowPicture(
            trunkSources: lanes > 1 ? sources : [], trunk: trunk,
            lanes: (0..<lanes).map { number in
                let stages = chain(Int.random(in: 1...12, using: &random), from: trunk.last?.tally.out ?? records)
                let out = stages.last!.tally.out
                let ignored = part(out)
                let updated = part(out - ignored)
                return FlowPicture.Lane(
                    run: Int64(number + 1), sources: lanes > 1 ? [] : sources, stages: stages,
                    table: FlowPicture.Table(
                        name: "table \(number)",
                        written: WrittenRows(inserted: out - ignored - updated, updated: updated, ignored: ignored),
                        rowsAfter: out))
            })
    }

    @Test("every ribbon and every bar is as high as its rows, by one scale for all")
    func proportional() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let layout = FlowLayout(Self.picture(&random))
            for ribbon in layout.ribbons { #expect(abs(ribbon.height - Double(ribbon.rows) * layout.scale) < 1e-6) }
            for bar in layout.bars { #expect(abs(bar.height - Double(bar.rows) * layout.scale) < 1e-6) }
            #expect(layout.bars.map(\.height).max()! < 700, "seed \(random.seed)")
        }
    }

    @Test("what comes to a stage and what it adds is what it hands on, drops and refuses; the rest ends in the table")
    func preserved() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let picture = Self.picture(&random)
            let layout = FlowLayout(picture)
            func rows(_ kinds: Set<FlowLayout.Kind>, _ run: Int64?) -> Int {
                layout.ribbons.filter { kinds.contains($0.kind) && $0.run == run }.reduce(0) { $0 + $1.rows }
            }
            for lane in picture.lanes {
                let entered =
                    picture.trunk.isEmpty
                    ? layout.ribbons.filter { $0.kind == .input }.reduce(0) { $0 + $1.rows } : rows([.copy], lane.run)
                let left = rows([.inserted, .updated, .ignored, .dropped, .rejected], lane.run)
                #expect(entered + rows([.added], lane.run) == left, "seed \(random.seed)")
                let table = layout.ribbons.filter {
                    ($0.kind == .inserted || $0.kind == .updated) && $0.run == lane.run
                }
                #expect(table.reduce(0) { $0 + $1.rows } == lane.table.written.inserted + lane.table.written.updated)
            }
        }
    }

    @Test(
        "no ribbon crosses or covers another but for copies, which are the same rows: in order at both ends of each gap"
    )
    func uncrossed() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let layout = FlowLayout(Self.picture(&random))
            let gaps = Dictionary(grouping: layout.ribbons.filter { !$0.isCopy }, by: \.column)
            for ribbons in gaps.values {
                let sorted = ribbons.filter { $0.rows > 0 }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
                for (upper, lower) in zip(sorted, sorted.dropFirst()) {
                    #expect(upper.from + upper.height <= lower.from + 1e-6, "seed \(random.seed)")
                    #expect(upper.to + upper.height <= lower.to + 1e-6, "\(upper) \(lower) seed \(random.seed)")
                }
            }
        }
    }

    @Test("bars of a column stand apart, and all of the picture is within its frame")
    func apart() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let layout = FlowLayout(Self.picture(&random))
            for bars in Dictionary(grouping: layout.bars, by: \.x).values {
                let sorted = bars.sorted { $0.y < $1.y }
                for (upper, lower) in zip(sorted, sorted.dropFirst()) {
                    #expect(upper.y + max(2, upper.height) <= lower.y + 1e-6, "\(upper) \(lower) seed \(random.seed)")
                }
            }
            for bar in layout.bars {
                #expect(
                    bar.y >= 0 && bar.y + bar.height <= layout.height, "\(bar) of \(layout.height), seed \(random.seed)"
                )
                #expect(bar.x >= 0 && bar.x + FlowLayout.barWidth <= layout.width)
            }
        }
    }

    @Test("no text stands on another, with numbers of up to seven digits")
    func texts() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            let layout = FlowLayout(Self.picture(&random, most: 1_000_000))
            let boxes = layout.labels.map(Self.box)
            for (position, box) in boxes.enumerated() {
                #expect(
                    box.left >= 0 && box.right <= layout.width && box.bottom <= layout.height,
                    "\(box) seed \(random.seed)")
                for other in boxes[(position + 1)...] {
                    let isApart =
                        box.right <= other.left || other.right <= box.left || box.bottom <= other.top
                        || other.bottom <= box.top
                    #expect(isApart, "\(box) \(other) seed \(random.seed)")
                }
            }
        }
    }

    private struct Box {
        var left, right, top, bottom: Double
        var text: String
    }

    /// Where a text is, at 6.4 units a character: a little more than digits and most letters take at 12 px.
    private static func box(_ label: FlowLayout.Label) -> Box {
        let width = Double(label.lines.map(\.text.count).max() ?? 0) * 6.4
        let left =
            switch label.anchor {
            case .start: label.x
            case .middle: label.x - width / 2
            case .end: label.x - width
            }
        return Box(
            left: left, right: left + width, top: label.y - 9,
            bottom: label.y + Double(label.lines.count - 1) * FlowLayout.lineHeight + 3,
            text: label.lines.map(\.text).joined(separator: "/"))
    }

    @Test("rows from one to a thousand million are all to be seen: what is too thin is a hairline, and says so")
    func hairlines() {
        var random = SeededGenerator()
        var picture = Self.picture(&random)
        let stage = FlowPicture.Stage(
            name: "decode", position: 0,
            tally: Tally(stored: 1_000_000_000, added: 0, out: 999_999_999, dropped: 0, rejected: 1))
        picture = FlowPicture(
            lanes: [
                FlowPicture.Lane(
                    run: 1, sources: [FlowPicture.Source(name: "a", path: "a", rows: 1_000_000_000)], stages: [stage],
                    table: FlowPicture.Table(name: "t", written: WrittenRows(inserted: 999_999_999)))
            ])
        let layout = FlowLayout(picture)
        let markup = layout.svg(id: "x", summary: "").markup
        #expect(layout.ribbons.filter(\.isHairline).map(\.kind) == [.rejected])
        #expect(markup.contains("class=\"hairline rejected\""))
        #expect(markup.contains("data-kind=\"rejected\" data-rows=\"1\""))
        #expect(layout.legend.markup.contains("too few rows to be drawn to scale"))
    }

    @Test("of a long chain, neighbours that let every row pass are one; the others, the first and the last are not")
    func folded() {
        var stages = (0..<14).map { FlowPictureTests.stage("s\($0)", 10) }
        stages[6].tally = Tally(stored: 10, added: 0, out: 9, dropped: 1, rejected: 0)
        let names = FlowPicture.folded(stages).map(\.name)
        #expect(names == ["s0", "5 stages", "s6", "6 stages", "s13"])
        #expect(FlowPicture.folded(Array(stages.prefix(10))).map(\.name) == stages.prefix(10).map(\.name))
    }

    @Test(
        "a name that is too long keeps its beginning and its end",
        arguments: [
            ("short", "short"), ("orders-2026-11-19-part-000001.csv.gz", "orders-20…001.csv.gz"),
            ("日本語日本語日本語日本語日本語", "日本語日…本語日本語"),
        ])
    func elided(_ text: String, _ expected: String) {
        #expect(text.elided(to: 20) == expected)
    }
}

enum FlowPictureTests {
    static func stage(_ name: String, _ rows: Int) -> FlowPicture.Stage {
        FlowPicture.Stage(
            name: name, position: 0, tally: Tally(stored: rows, added: 0, out: rows, dropped: 0, rejected: 0))
    }
}
