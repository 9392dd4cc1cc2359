// What can be fuzzed. Shared by the mutating fuzzer among the tests and the coverage-guided one of `make fuzz`.

/// A part of Weir that reads what others wrote, with what must hold whatever that is.
public struct FuzzTarget: Sendable {
    public let name: String
    /// Inputs that reach far: the choices in front, then the content.
    public let seeds: @Sendable () -> [[UInt8]]
    /// Words that mean something to the part.
    public let words: [[UInt8]]
    /// How many rounds of mutation a normal test run takes.
    public let rounds: Int
    private let body: @Sendable ([UInt8]) throws -> Void

    init(
        _ name: String, rounds: Int, words: [String], seeds: @escaping @Sendable () -> [[UInt8]],
        check: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.rounds = rounds
        self.words = words.map { Array($0.utf8) }
        self.seeds = seeds
        body = check
    }

    /// - Throws: ``FuzzFault`` for what must not be; nothing else.
    public func check(_ input: [UInt8]) throws {
        try body(input)
    }

    public static let all: [FuzzTarget] = [.csv, .ndjson, .json, .gzip, .spec, .expression]
}

extension FuzzTarget: CustomStringConvertible {
    public var description: String { name }
}

/// Something that must not be.
public struct FuzzFault: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

func require(_ condition: Bool, _ claim: @autoclosure () -> String) throws(FuzzFault) {
    if !condition { throw FuzzFault("does not hold: \(claim())") }
}
