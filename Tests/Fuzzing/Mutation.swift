// Changes inputs at random, the way files get damaged and attackers try.

import TestSupport

/// Makes new inputs out of a target's seeds.
public struct Mutation {
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    private static let longestInput = 16 << 10

    public init(of target: FuzzTarget) {
        seeds = target.seeds()
        words = target.words
    }

    /// A seed, changed or as it is.
    public func input(using random: inout SeededGenerator) -> [UInt8] {
        var input = seeds.randomElement(using: &random)!
        if Bool.random(using: &random) { chooseOtherwise(&input, using: &random) }
        for _ in 0..<Int.random(in: 0...6, using: &random) { change(&input, using: &random) }
        return Array(input.prefix(Self.longestInput))
    }

    private func chooseOtherwise(_ input: inout [UInt8], using random: inout SeededGenerator) {
        for index in 0..<min(FuzzChoices.byteCount, input.count) where Bool.random(using: &random) {
            input[index] = UInt8.random(in: 0...255, using: &random)
        }
    }

    private func change(_ input: inout [UInt8], using random: inout SeededGenerator) {
        let start = min(FuzzChoices.byteCount, input.count)
        let at = Int.random(in: start...input.count, using: &random)
        let end = min(input.count, at + Int.random(in: 0...20, using: &random))
        switch Int.random(in: 0..<9, using: &random) {
        case 0: input.removeSubrange(at..<end)
        case 1: input.insert(contentsOf: input[at..<end], at: Int.random(in: start...input.count, using: &random))
        case 2: input.insert(contentsOf: words.randomElement(using: &random)!, at: at)
        case 3: input.replaceSubrange(at..<end, with: words.randomElement(using: &random)!)
        case 4: input.insert(UInt8.random(in: 0...255, using: &random), at: at)
        case 5: input.removeSubrange(at...)
        case 6 where at < input.count: input[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 7: input.insert(contentsOf: repeatElement(input[at..<end], count: 40).joined(), at: at)
        default: splice(&input, at: at, using: &random)
        }
    }

    /// Puts the rest of another seed behind a part of this one.
    private func splice(_ input: inout [UInt8], at place: Int, using random: inout SeededGenerator) {
        let other = seeds.randomElement(using: &random)!.dropFirst(FuzzChoices.byteCount)
        input.replaceSubrange(place..., with: other.suffix(Int.random(in: 0...other.count, using: &random)))
    }
}
