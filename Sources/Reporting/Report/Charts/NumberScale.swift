// Round numbers for an axis. Pure.

import RowModel

/// An axis from zero to a round number, with a mark at each step.
struct NumberScale: Equatable {
    enum Unit {
        case count, bytes, seconds, percent
    }

    var unit: Unit
    /// What an axis's numbers are multiples of.
    private var factor: Double
    private var step: Double
    private var steps: Int

    var top: Double { Double(steps) * step * factor }
    var marks: [Double] { (0...steps).map { Double($0) * step * factor } }

    /// - Parameter most: the largest value there is.
    init(to most: Double, _ unit: Unit, steps wanted: Int = 4) {
        self.unit = unit
        let most = most.isFinite ? min(max(most, 0), 1e18) : 0
        factor = 1
        if unit == .bytes { while most / factor >= 1024, factor < 1e15 { factor *= 1024 } }
        let least = unit == .count || unit == .bytes && factor == 1 ? 1 : unit == .percent ? 25.0 : 0.0
        let range = max(most / factor, least > 0 ? least : 1e-6)
        step = max(Self.step(about: range / Double(wanted)), unit == .percent ? 25 : 0)
        if unit == .count || unit == .bytes && factor == 1 { step = max(1, step) }
        steps = max(1, Int((range / step - 1e-9).rounded(.up)))
    }

    /// 1, 2 or 5 times a power of ten, not less than a number.
    private static func step(about size: Double) -> Double {
        var power = 1.0
        while power < size { power *= 10 }
        while power / 10 >= size { power /= 10 }
        return [power / 5, power / 2, power].first { $0 >= size } ?? power
    }

    /// The largest of 1, 2 and 5 times a power of ten that is not above a number of at least 1.
    static func largestStep(below most: Double) -> Int {
        var power = 1.0
        while power * 10 <= most, power < 1e15 { power *= 10 }
        return Int([power * 5, power * 2].first { $0 <= most } ?? power)
    }

    func text(_ value: Double) -> String {
        switch unit {
        case .count: Self.short(value)
        case .bytes: "\(Self.plain(value / factor)) \(unitName)"
        case .seconds: "\(Self.plain(value)) s"
        case .percent: "\(Self.plain(value)) %"
        }
    }

    private var unitName: String {
        switch factor {
        case ..<1024: "B"
        case ..<1_048_576: "KiB"
        case ..<1_073_741_824: "MiB"
        case ..<1_099_511_627_776: "GiB"
        default: "TiB"
        }
    }

    /// `400 k`, `1.5 M`.
    static func short(_ value: Double) -> String {
        for (size, letter) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= size {
            return "\(plain(value / size)) \(letter)"
        }
        return plain(value)
    }

    /// Without a fraction that is none.
    private static func plain(_ value: Double) -> String {
        let places = value >= 100 ? 0 : value >= 10 ? 1 : 6
        let rounded = value.rounded(toPlaces: min(places, 6))
        if abs(rounded) < 1e15, rounded == rounded.rounded() { return "\(Int(rounded))" }
        return "\(rounded)"
    }
}
