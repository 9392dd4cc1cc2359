// Finds a pattern in texts: the hot loop of `regexp` and `extract`.

/// Matches one pattern; holds the memory that takes, so that no text costs an allocation. Confined to one thread at a
/// time.
///
/// Cost: at most one step per instruction of the program and byte of the text.
/// Texts are UTF-8; a byte that is not is U+FFFD to the pattern.
public final class PatternMatcher {
    public let pattern: Pattern
    /// Positions of the groups of the last match: start and end by turns, -1 where a group took no part.
    private let found: UnsafeMutablePointer<Int>
    private let slotCount: Int
    private let scratch: UnsafeMutablePointer<Int>
    private let stack: UnsafeMutablePointer<Pending>
    private let lists: (PatternThreads, PatternThreads)

    /// What is left to do while the instructions that take no character are followed.
    private struct Pending {
        /// An instruction, or -1 - the slot to put back.
        var target: Int
        var position: Int
    }

    public init(_ pattern: Pattern) {
        self.pattern = pattern
        slotCount = 2 * (pattern.groupCount + 1)
        let count = pattern.program.instructions.count
        found = .allocate(capacity: slotCount)
        found.initialize(repeating: -1, count: slotCount)
        scratch = .allocate(capacity: slotCount)
        scratch.initialize(repeating: -1, count: slotCount)
        // Each instruction is followed once a position, and leaves at most one thing to do.
        stack = .allocate(capacity: count + 1)
        lists = (PatternThreads(count, slots: slotCount), PatternThreads(count, slots: slotCount))
    }

    deinit {
        found.deallocate()
        scratch.deallocate()
        stack.deallocate()
        lists.0.deallocate()
        lists.1.deallocate()
    }

    /// Whether the pattern is anywhere in the text.
    public func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        run(text, slots: 0)
    }

    /// Finds the first match, whose groups ``group(_:)`` then tells.
    public func find(in text: UnsafeRawBufferPointer) -> Bool {
        run(text, slots: slotCount)
    }

    /// The bytes of a group of the match found last, 0 for the whole of it; nil for one that took no part.
    public func group(_ number: Int) -> Range<Int>? {
        let start = found[2 * number]
        let end = found[2 * number + 1]
        return start >= 0 && end >= start ? start..<end : nil
    }

    private func run(_ text: UnsafeRawBufferPointer, slots: Int) -> Bool {
        let program = pattern.program
        return program.instructions.withUnsafeBufferPointer { instructions in
            program.sets.withUnsafeBufferPointer { sets in
                run(text, instructions, sets, slots: slots)
            }
        }
    }

    private func run(
        _ text: UnsafeRawBufferPointer, _ instructions: UnsafeBufferPointer<PatternProgram.Instruction>,
        _ sets: UnsafeBufferPointer<ScalarSet>, slots: Int
    ) -> Bool {
        let firstBytes = pattern.program.firstBytes
        let isAnchored = pattern.program.isAnchored
        var (current, next) = lists
        current.count = 0
        var isMatched = false
        var position = 0
        while true {
            if current.count == 0 {
                if isMatched || isAnchored && position > 0 { break }
                if !isAnchored, let firstBytes {
                    while position < text.count, !firstBytes[Int(text[position])] { position += 1 }
                    if position == text.count { break }
                }
            }
            if !isMatched, !isAnchored || position == 0 {
                for slot in 0..<slots { scratch[slot] = -1 }
                follow(0, at: position, in: text, instructions, into: &current, slots: slots)
            }
            let (scalar, length) = LenientUTF8.scalar(in: text, at: position)
            next.count = 0
            threads: for index in 0..<current.count {
                let place = current.dense[index]
                switch instructions[place] {
                case .match:
                    isMatched = true
                    if slots == 0 { return true }
                    found.update(from: current.slots + place * slotCount, count: slots)
                    // What comes after it would only be taken if this were not here.
                    break threads
                case .take(let set) where length > 0 && sets[Int(set)].contains(scalar):
                    if slots > 0 { scratch.update(from: current.slots + place * slotCount, count: slots) }
                    follow(place + 1, at: position + length, in: text, instructions, into: &next, slots: slots)
                default: break
                }
            }
            if length == 0 { break }
            position += length
            swap(&current, &next)
        }
        return isMatched
    }

    /// Notes each instruction that can be reached from `start` without taking a character, the preferred first.
    private func follow(
        _ start: Int, at position: Int, in text: UnsafeRawBufferPointer,
        _ instructions: UnsafeBufferPointer<PatternProgram.Instruction>, into threads: inout PatternThreads, slots: Int
    ) {
        var pending = 1
        stack[0] = Pending(target: start, position: 0)
        while pending > 0 {
            pending -= 1
            let next = stack[pending]
            if next.target < 0 {
                scratch[-1 - next.target] = next.position
                continue
            }
            var place = next.target
            path: while threads.insert(place) {
                switch instructions[place] {
                case .jump(let target): place = Int(target)
                case .split(let first, let second):
                    stack[pending] = Pending(target: Int(second), position: 0)
                    pending += 1
                    place = Int(first)
                case .save(let slot):
                    if slot < slots {
                        stack[pending] = Pending(target: -1 - Int(slot), position: scratch[Int(slot)])
                        pending += 1
                        scratch[Int(slot)] = position
                    }
                    place += 1
                case .assertion(let assertion):
                    guard assertion.holds(at: position, in: text) else { break path }
                    place += 1
                case .take, .match:
                    if slots > 0 { (threads.slots + place * slotCount).update(from: scratch, count: slots) }
                    break path
                }
            }
        }
    }
}

/// The instructions that are tried at one position, in the order of preference, each at most once: a sparse set
/// (Briggs, Torczon 1993), with the groups as each of them has come to know them.
struct PatternThreads {
    let dense: UnsafeMutablePointer<Int>
    let sparse: UnsafeMutablePointer<Int>
    /// By instruction.
    let slots: UnsafeMutablePointer<Int>
    var count = 0

    init(_ capacity: Int, slots slotCount: Int) {
        dense = .allocate(capacity: capacity)
        dense.initialize(repeating: 0, count: capacity)
        sparse = .allocate(capacity: capacity)
        sparse.initialize(repeating: 0, count: capacity)
        slots = .allocate(capacity: capacity * slotCount)
        slots.initialize(repeating: -1, count: capacity * slotCount)
    }

    func deallocate() {
        dense.deallocate()
        sparse.deallocate()
        slots.deallocate()
    }

    /// false if it is there already.
    @inline(__always)
    mutating func insert(_ place: Int) -> Bool {
        let index = sparse[place]
        if index < count, dense[index] == place { return false }
        sparse[place] = count
        dense[count] = place
        count += 1
        return true
    }
}
