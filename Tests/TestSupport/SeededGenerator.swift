// Random numbers that a failing test can repeat.

import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): small, seedable, good enough for tests.
public struct SeededGenerator: RandomNumberGenerator {
    public let seed: UInt64
    private var state: UInt64

    /// - Parameter seed: taken from `WEIR_SEED` if that is set, else from the system; printed by whoever reports a failure.
    public init(seed: UInt64? = nil) {
        self.seed = seed ?? ProcessInfo.processInfo.environment["WEIR_SEED"].flatMap(UInt64.init)
            ?? UInt64.random(in: 0...UInt64.max)
        state = self.seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
