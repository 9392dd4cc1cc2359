// Which characters one place of a pattern takes.

/// A set of Unicode scalars: a bitmap for ASCII and sorted ranges for the rest.
struct ScalarSet: Equatable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// Sorted and apart, all beyond ASCII.
    private(set) var ranges: [ClosedRange<UInt32>] = []

    static let digit = ScalarSet([48...57])
    static let word = ScalarSet([48...57, 65...90, 95...95, 97...122])
    static let space = ScalarSet([9...13, 32...32])
    static let all = ScalarSet([0...0x10FFFF])
    static let allButLineFeed = ScalarSet([0...9, 11...0x10FFFF])

    /// The classes of POSIX, over ASCII (IEEE Std 1003.1, 7.3.1).
    static let named: [String: ScalarSet] = [
        "alnum": ScalarSet([48...57, 65...90, 97...122]), "alpha": ScalarSet([65...90, 97...122]),
        "blank": ScalarSet([9...9, 32...32]), "cntrl": ScalarSet([0...31, 127...127]), "digit": digit,
        "graph": ScalarSet([33...126]), "lower": ScalarSet([97...122]), "print": ScalarSet([32...126]),
        "punct": ScalarSet([33...47, 58...64, 91...96, 123...126]), "space": space, "upper": ScalarSet([65...90]),
        "word": word, "xdigit": ScalarSet([48...57, 65...70, 97...102]),
    ]

    init(_ found: [ClosedRange<UInt32>]) {
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) { add(range) }
    }

    init(_ scalar: Unicode.Scalar) {
        self.init([scalar.value...scalar.value])
    }

    /// - Parameter range: begins behind those that are there, or within the last.
    private mutating func add(_ range: ClosedRange<UInt32>) {
        for value in range.lowerBound..<max(range.lowerBound, min(range.upperBound &+ 1, 128)) {
            if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
        }
        guard range.upperBound >= 128 else { return }
        let start = max(range.lowerBound, 128)
        if let last = ranges.last, start <= last.upperBound + 1 {
            ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        } else {
            ranges.append(start...range.upperBound)
        }
    }

    @inline(__always)
    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return low >> UInt64(value) & 1 == 1 }
        if value < 128 { return high >> UInt64(value &- 64) & 1 == 1 }
        return containsBeyondASCII(value)
    }

    private func containsBeyondASCII(_ value: UInt32) -> Bool {
        var start = 0
        var end = ranges.count
        while start < end {
            let middle = (start + end) / 2
            if ranges[middle].upperBound < value { start = middle + 1 } else { end = middle }
        }
        return start < ranges.count && ranges[start].lowerBound <= value
    }

    /// Whether a character beyond ASCII is in the set.
    var isBeyondASCII: Bool { !ranges.isEmpty }

    /// All of it as sorted ranges.
    var allRanges: [ClosedRange<UInt32>] {
        (0..<128).filter(contains).map { UInt32($0)...UInt32($0) } + ranges
    }

    var inverted: ScalarSet {
        var found: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in allRanges {
            if range.lowerBound > next { found.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { found.append(next...0x10FFFF) }
        return ScalarSet(found)
    }

    func union(_ other: ScalarSet) -> ScalarSet {
        ScalarSet(allRanges + other.allRanges)
    }

    /// With the other case of each letter that has exactly one
    /// (https://www.unicode.org/reports/tr44/#Simple_Case_Mapping). Of a range of more than 4,096 characters beyond ASCII nothing is added: it has both cases of what it is about.
    var withBothCases: ScalarSet {
        var found = allRanges
        for range in found where range.count <= 4096 {
            for scalar in range.lazy.compactMap(Unicode.Scalar.init) {
                for other in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                    let mapped = other.unicodeScalars
                    guard mapped.count == 1, let value = mapped.first?.value, value != scalar.value else { continue }
                    found.append(value...value)
                }
            }
        }
        return ScalarSet(found)
    }
}
