// How counts and sizes are written for a person, everywhere.

extension Int {
    /// With thousands separated: `88,213`.
    public var grouped: String {
        var digits = Array(String(magnitude))
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return (self < 0 ? "-" : "") + String(digits)
    }

    /// With its noun: `1 row`, `2,000 rows`.
    public func counted(_ singular: String, plural: String? = nil) -> String {
        "\(grouped) \(self == 1 ? singular : plural ?? singular + "s")"
    }

    /// Bytes with a binary unit: `812 B`, `12.3 MiB`.
    public var byteSize: String {
        var value = Double(self)
        var unit = 0
        while value >= 1024, unit < 4 {
            value /= 1024
            unit += 1
        }
        return unit == 0 ? "\(self) B" : "\(value.rounded(toPlaces: 1)) \(["B", "KiB", "MiB", "GiB", "TiB"][unit])"
    }
}

extension Double {
    /// Rounded half away from zero to so many decimal places.
    public func rounded(toPlaces places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { power, _ in power * 10 }
        return (self * factor).rounded() / factor
    }
}
