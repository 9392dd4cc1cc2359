// The stack of a scanner that doesn't recurse.

/// Which containers are open, one bit each: any depth costs an eighth of a byte a level, and none of the call stack.
@usableFromInline
struct JSONNesting {
    /// The innermost levels, the last one in the lowest bit; 1 = object, 0 = array.
    private var bits: UInt64 = 0
    /// The levels outside of those, 64 to a word. Empty, so without an allocation, for every document of usual depth.
    private var outer: [UInt64] = []
    private(set) var depth = 0

    @usableFromInline
    init() {}

    var isEmpty: Bool { depth == 0 }
    var isInObject: Bool { bits & 1 == 1 }

    mutating func open(object: Bool) {
        if depth > 0, depth % 64 == 0 {
            outer.append(bits)
            bits = 0
        }
        bits = bits << 1 | (object ? 1 : 0)
        depth += 1
    }

    mutating func close() {
        bits >>= 1
        depth -= 1
        if depth > 0, depth % 64 == 0 { bits = outer.removeLast() }
    }
}
