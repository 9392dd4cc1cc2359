// The picture of a run's rows as SVG.

import RowModel

extension FlowLayout {
    /// - Parameters:
    ///   - id: what the ids within it begin with; unique on the page.
    ///   - summary: what it shows, in a sentence, for those who don't see it.
    func svg(id: String, summary: String) -> HTML {
        """
        <svg class="flow" viewBox="0 0 \(width) \(height)" style="min-width:\((width * 0.8).rounded())px" role="img" \
        aria-label="\(summary)" data-scale="\(height(ofRows: 1_000_000))">\
        <defs>\(Self.hatch(id))</defs>
        <g class="ribbons">\(ribbons.map { path($0, id) })</g>
        <g class="bars">\(bars.map(rectangle))</g>
        <g class="labels">\(labels.map(text))</g></svg>
        """
    }

    private func height(ofRows rows: Int) -> Double { scale * Double(rows) }

    /// Stripes beside the colours, for rows that were refused and for those that took the place of others.
    private static func hatch(_ id: String) -> HTML {
        """
        <pattern id="\(id)-rejected" class="hatch rejected" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect width="6" height="6"/><path d="M0 0V6"/></pattern>\
        <pattern id="\(id)-updated" class="hatch updated" width="5" height="5" patternUnits="userSpaceOnUse">\
        <rect width="5" height="5"/><path d="M0 0H5"/></pattern>
        """
    }

    /// Stripes would make dots of what is thinner.
    private static let leastHatched = 5.0

    private func path(_ ribbon: Ribbon, _ id: String) -> HTML {
        let (start, end) = (x(ribbon.column) + Self.barWidth, x(ribbon.column + 1))
        let middle = (start + end) / 2
        let (from, to, height) = (ribbon.from, ribbon.to, ribbon.height)
        let shape: HTML
        if ribbon.isHairline || ribbon.rows == 0 {
            let (first, last) = (from + height / 2, to + height / 2)
            shape = "M\(start) \(first)C\(middle) \(first) \(middle) \(last) \(end) \(last)"
        } else {
            shape = """
                M\(start) \(from)C\(middle) \(from) \(middle) \(to) \(end) \(to)V\(to + height)\
                C\(middle) \(to + height) \(middle) \(from + height) \(start) \(from + height)Z
                """
        }
        let look = ribbon.rows == 0 ? "empty" : ribbon.isHairline ? "hairline" : "band"
        let isHatched = height >= Self.leastHatched && (ribbon.kind == .rejected || ribbon.kind == .updated)
        let fill: HTML? = isHatched ? " style=\"fill:url(#\(id)-\(ribbon.kind.rawValue))\"" : nil
        let position: HTML? = ribbon.position.map { " data-position=\"\($0)\"" }
        let run: HTML? = ribbon.run.map { " data-run=\"\($0)\"" }
        return """
            <path class="\(look) \(ribbon.kind.rawValue)" d="\(shape)"\(fill) data-kind="\(ribbon.kind.rawValue)" \
            data-rows="\(ribbon.rows)" data-stage="\(ribbon.stage)"\(position)\(run)>\
            <title>\(title(ribbon))</title></path>

            """
    }

    private func title(_ ribbon: Ribbon) -> String {
        switch ribbon.kind {
        case .input: "\(ribbon.stage): \(ribbon.rows.counted("record"))"
        case .rows: "\(ribbon.stage): \(ribbon.rows.counted("row")) out"
        case .copy: "\(ribbon.rows.counted("row")), to each table"
        default: "\(ribbon.stage): \(ribbon.rows.grouped) \(ribbon.kind.rawValue)"
        }
    }

    private func rectangle(_ bar: Bar) -> HTML {
        let look =
            switch bar.role {
            case .source: "bar input"
            case .stage, .copies: "bar stage"
            case .table(let isKept): isKept ? "bar table" : "bar table void"
            case .end(let kind): "bar \(kind.rawValue)"
            }
        // What is too thin to be seen is shown all the same.
        let height = max(bar.height, 2)
        return """
            <rect class="\(look)" x="\(bar.x)" y="\(bar.y)" width="\(Self.barWidth)" height="\(height)" rx="1">\
            <title>\(bar.title)</title></rect>

            """
    }

    private func text(_ label: Label) -> HTML {
        let lines: [HTML] = label.lines.enumerated().map { number, line in
            let kind: HTML? = line.kind.map { " \($0.rawValue)" }
            return """
                <text class="\(line.style.rawValue)\(kind)" x="\(label.x)" \
                y="\(label.y + Double(number) * Self.lineHeight)" \
                text-anchor="\(label.anchor.rawValue)">\(line.text)</text>

                """
        }
        return "\(lines)"
    }

    /// What the colours mean, of those that are there, and how high how many rows are.
    var legend: HTML {
        let kinds = Kind.allCases.filter { kind in ribbons.contains { $0.kind == kind && $0.rows > 0 } }
        let names: [HTML] = kinds.compactMap { kind in
            guard let meaning = Self.meaning(kind) else { return nil }
            return "<li><span class=\"swatch \(kind.rawValue)\"></span>\(meaning)</li>"
        }
        let unit = NumberScale.largestStep(below: max(1, 40 / max(scale, 1e-12)))
        let hasHairlines = ribbons.contains(where: \.isHairline)
        let note: HTML? =
            hasHairlines
            ? "<li><span class=\"swatch hair\"></span>thin lines: too few rows to be drawn to scale</li>" : nil
        let measure: HTML? =
            scale > 0
            ? """
            <li><svg class="measure" width="9" height="\(Double(unit) * scale)" aria-hidden="true">\
            <rect width="9" height="100%"/></svg>\
            \(unit.counted("row")), to scale</li>
            """ : nil
        return "<ul class=\"legend\">\(measure)\(names)\(note)</ul>"
    }

    private static func meaning(_ kind: Kind) -> String? {
        switch kind {
        case .input, .copy, .inserted: nil
        case .rows: "rows"
        case .added: "added by a stage"
        case .updated: "updated"
        case .ignored: "ignored: the key was there"
        case .dropped: "dropped on purpose"
        case .rejected: "rejected, and kept"
        }
    }
}
