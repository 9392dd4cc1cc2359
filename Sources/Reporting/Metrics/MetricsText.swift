// Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).

import RowModel

/// Metrics on their way to a file. Each series is there once: what is set last counts.
struct MetricsText {
    private struct Series {
        var order: [String] = []
        var values: [String: String] = [:]
    }

    private var series: [Metric: Series] = [:]

    /// - Parameter labels: in the order in which they stand in the text.
    mutating func set(_ metric: Metric, _ labels: [(name: String, value: String)], _ value: Int) {
        set(metric, labels, "\(value)")
    }

    mutating func set(_ metric: Metric, _ labels: [(name: String, value: String)], _ value: Double) {
        guard value.isFinite else { return }
        let whole = Int(exactly: value)
        set(metric, labels, whole.map { "\($0)" } ?? "\(value.rounded(toPlaces: 6))")
    }

    mutating func set(_ metric: Metric, _ labels: [(name: String, value: String)], _ value: Bool) {
        set(metric, labels, value ? 1 : 0)
    }

    private mutating func set(_ metric: Metric, _ labels: [(name: String, value: String)], _ value: String) {
        let label = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quote: true))\"" }.joined(separator: ",")
        if series[metric, default: Series()].values.updateValue(value, forKey: label) == nil {
            series[metric]?.order.append(label)
        }
    }

    /// Each metric with its series together, as the format demands.
    var text: String {
        Metric.allCases.map { metric in
            guard let series = series[metric] else { return "" }
            let lines = series.order.map { "\(metric.rawValue){\($0)} \(series.values[$0] ?? "")\n" }.joined()
            return "# HELP \(metric.rawValue) \(Self.escaped(metric.help, quote: false))\n# TYPE \(metric.rawValue) gauge\n" + lines
        }.joined()
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
