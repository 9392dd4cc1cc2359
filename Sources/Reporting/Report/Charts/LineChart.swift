// Lines over time.

import RowModel

/// Values over the seconds of a run, drawn on axes that begin at zero.
struct LineChart {
    struct Series {
        var name: String
        /// One of the looks of the style sheet: 1 or 2.
        var look: Int
        /// Seconds and value, in order of time.
        var points: [(x: Double, y: Double)]
    }

    var title: String
    var series: [Series]
    var unit: NumberScale.Unit
    /// A line across, such as a watermark.
    var limit: (name: String, value: Double)?

    private static let width = 540.0
    private static let height = 200.0
    private static let left = 66.0
    private static let right = 14.0
    private static let top = 12.0
    private static let bottom = 26.0

    var figure: HTML {
        let most = series.flatMap(\.points).map(\.y).max() ?? 0
        let vertical = NumberScale(to: max(most, limit?.value ?? 0), unit)
        let last = series.flatMap(\.points).map(\.x).max() ?? 0
        let end = max(last, 1e-6)
        let horizontal = NumberScale(to: end, .seconds, steps: 5)
        let plot = Plot(xMost: end, yMost: vertical.top)
        return """
            <figure class="chart"><figcaption>\(title)</figcaption>
            <svg viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-label="\(summary(vertical))">
            \(vertical.marks.map { Self.rule($0, vertical, plot) })\
            \(horizontal.marks.filter { $0 <= end * 1.001 }.map { Self.tick($0, horizontal, plot) })\
            \(limit.map { Self.limit($0.name, $0.value, plot) })\
            \(series.map { Self.line($0, plot) })</svg>
            \(legend)</figure>
            """
    }

    private struct Plot {
        var xMost: Double
        var yMost: Double

        func x(_ value: Double) -> Double { left + value / xMost * (width - left - right) }
        func y(_ value: Double) -> Double { height - bottom - value / yMost * (height - top - bottom) }
    }

    private func summary(_ scale: NumberScale) -> String {
        let parts = series.map { line in
            let values = line.points.map(\.y)
            let mean = values.reduce(0, +) / Double(max(1, values.count))
            let texts = [mean, values.max() ?? 0].map { scale.text($0.rounded(toPlaces: 2)) }
            return "\(line.name): mean \(texts[0]), at most \(texts[1])"
        }
        return "\(title). \(parts.joined(separator: "; "))"
    }

    private static func rule(_ value: Double, _ scale: NumberScale, _ plot: Plot) -> HTML {
        """
        <path class="rule" d="M\(left) \(plot.y(value))H\(width - right)"/>\
        <text x="\(left - 7)" y="\(plot.y(value) + 4)" text-anchor="end">\(scale.text(value))</text>

        """
    }

    private static func tick(_ value: Double, _ scale: NumberScale, _ plot: Plot) -> HTML {
        """
        <path class="rule" d="M\(plot.x(value)) \(height - bottom)v4"/>\
        <text x="\(plot.x(value))" y="\(height - bottom + 18)" text-anchor="middle">\(scale.text(value))</text>

        """
    }

    private static func limit(_ name: String, _ value: Double, _ plot: Plot) -> HTML {
        """
        <path class="limit" d="M\(left) \(plot.y(value))H\(width - right)"><title>\(name)</title></path>

        """
    }

    private static func line(_ series: Series, _ plot: Plot) -> HTML {
        let points: [HTML] = series.points.enumerated().map { number, point in
            number == 0 ? "M\(plot.x(point.x)) \(plot.y(point.y))" : "L\(plot.x(point.x)) \(plot.y(point.y))"
        }
        return """
            <path class="line line\(series.look)" d="\(points)" data-points="\(series.points.count)">\
            <title>\(series.name)</title></path>

            """
    }

    private var legend: HTML {
        let lines: [HTML] = series.map { "<li><span class=\"key line\($0.look)\"></span>\($0.name)</li>" }
        let across: HTML? = limit.map { "<li><span class=\"key limit\"></span>\($0.name)</li>" }
        return "<ul class=\"legend\">\(lines)\(across)</ul>"
    }
}
