// The instructions that a pattern is matched by.

/// A program for ``PatternMatcher``.
struct PatternProgram: Sendable {
    /// Most instructions: what a byte of a text costs at the very most.
    static let limit = 5000
    /// Most positions that a matcher has to remember, two for each group at each instruction: 4 MiB of memory.
    static let slotLimit = 250_000

    enum Instruction: Sendable {
        /// Takes one character of the set and goes on behind.
        case take(set: Int32)
        case jump(Int32)
        /// Goes on at both; what is found by way of the first comes first.
        case split(Int32, Int32)
        /// Notes the position.
        case save(slot: Int32)
        case assertion(PatternAssertion)
        case match
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    /// Bytes that a match can begin with, by value; nil if it may be empty.
    private(set) var firstBytes: [Bool]?
    /// Whether a match can begin at the start of the text only.
    private(set) var isAnchored = false

    init(_ node: PatternNode, groupCount: Int) throws(PatternError) {
        isAnchored = Self.beginsAtTextStart(node)
        try emit(.save(slot: 0))
        try add(node)
        try emit(.save(slot: 1))
        try emit(.match)
        guard instructions.count * 2 * (groupCount + 1) <= Self.slotLimit else {
            throw PatternError(message: "the pattern is too large for so many groups", offset: 0)
        }
        firstBytes = findFirstBytes()
    }

    private mutating func emit(_ instruction: Instruction) throws(PatternError) {
        guard instructions.count < Self.limit else {
            throw PatternError(message: "the pattern is too large; its repetitions multiply", offset: 0)
        }
        instructions.append(instruction)
    }

    private var next: Int32 { Int32(instructions.count) }

    private mutating func add(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .set(let set):
            let index = sets.firstIndex(of: set) ?? sets.endIndex
            if index == sets.endIndex { sets.append(set) }
            try emit(.take(set: Int32(index)))
        case .assertion(let assertion):
            try emit(.assertion(assertion))
        case .group(let inner, let number):
            try emit(.save(slot: Int32(2 * number)))
            try add(inner)
            try emit(.save(slot: Int32(2 * number + 1)))
        case .sequence(let parts):
            for part in parts { try add(part) }
        case .alternatives(let choices):
            try add(alternatives: choices)
        case .repetition(let inner, let least, let most, let isLazy):
            try add(inner, least: least, most: most, isLazy: isLazy)
        }
    }

    private mutating func add(alternatives choices: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for (index, choice) in choices.enumerated() {
            guard index < choices.count - 1 else {
                try add(choice)
                break
            }
            let split = instructions.count
            try emit(.match)
            try add(choice)
            exits.append(instructions.count)
            try emit(.match)
            instructions[split] = .split(Int32(split + 1), next)
        }
        for exit in exits { instructions[exit] = .jump(next) }
    }

    private mutating func add(
        _ node: PatternNode, least: Int, most: Int?, isLazy: Bool
    ) throws(PatternError) {
        for _ in 0..<least {
            let start = instructions.count
            try add(node)
            // What takes no instruction is the same however often.
            if instructions.count == start { return }
        }
        guard let most else { return try add(anyNumberOf: node, isLazy: isLazy) }
        var splits: [Int] = []
        for _ in 0..<(most - least) {
            splits.append(instructions.count)
            try emit(.match)
            let start = instructions.count
            try add(node)
            if instructions.count == start { break }
        }
        for split in splits { instructions[split] = choice(Int32(split + 1), next, isLazy: isLazy) }
    }

    private mutating func add(anyNumberOf node: PatternNode, isLazy: Bool) throws(PatternError) {
        let split = instructions.count
        try emit(.match)
        try add(node)
        try emit(.jump(Int32(split)))
        instructions[split] = choice(Int32(split + 1), next, isLazy: isLazy)
    }

    private func choice(_ inner: Int32, _ behind: Int32, isLazy: Bool) -> Instruction {
        isLazy ? .split(behind, inner) : .split(inner, behind)
    }

    private static func beginsAtTextStart(_ node: PatternNode) -> Bool {
        switch node {
        case .assertion(.textStart): true
        case .group(let inner, _): beginsAtTextStart(inner)
        case .sequence(let parts): parts.first.map(beginsAtTextStart) ?? false
        case .alternatives(let choices): choices.allSatisfy(beginsAtTextStart)
        case .set, .assertion, .repetition: false
        }
    }

    /// Follows the program from its start up to each instruction that takes a character.
    private func findFirstBytes() -> [Bool]? {
        var isFirst = [Bool](repeating: false, count: 256)
        var isSeen = [Bool](repeating: false, count: instructions.count)
        var open = [0]
        while let index = open.popLast() {
            guard !isSeen[index] else { continue }
            isSeen[index] = true
            switch instructions[index] {
            case .match: return nil
            case .jump(let target): open.append(Int(target))
            case .split(let first, let second): open += [Int(first), Int(second)]
            case .save, .assertion: open.append(index + 1)
            case .take(let set):
                let set = sets[Int(set)]
                for byte in 0..<128 where set.contains(UInt32(byte)) { isFirst[byte] = true }
                if set.isBeyondASCII { for byte in 128..<256 { isFirst[byte] = true } }
            }
        }
        return isFirst
    }
}
