// The front of a fuzzer's input: how the content behind it is to be read.

import TestSupport

/// Choices, a byte each, then the content. Bytes that choose, instead of random numbers, let a fuzzer that is guided by coverage
/// change one choice at a time. An input that is too short chooses the first of everything.
struct FuzzChoices {
    static let byteCount = 16

    let content: [UInt8]
    private var bytes: ArraySlice<UInt8>

    init(_ input: [UInt8], longestContent: Int = 64 << 10) {
        bytes = input.prefix(Self.byteCount)
        content = Array(input.dropFirst(Self.byteCount).prefix(longestContent))
    }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int(bytes.popFirst() ?? 0) % choices.count]
    }

    /// Random numbers that depend on one choice.
    mutating func generator() -> SeededGenerator {
        SeededGenerator(seed: UInt64(bytes.popFirst() ?? 0))
    }

    /// A seed: a content that is read in one way or another.
    static func input(_ content: some Sequence<UInt8>, choices: [UInt8] = []) -> [UInt8] {
        choices.prefix(byteCount) + Array(repeating: 0, count: max(0, byteCount - choices.count)) + Array(content)
    }
}
