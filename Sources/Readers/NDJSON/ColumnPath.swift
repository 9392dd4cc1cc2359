// Where in a record a column's value stands.

import RowModel

/// A path such as `user.name` or `items[0].sku`: keys of nested objects, joined by dots, and indexes into arrays.
///
/// A dot or `[` that belongs to a key is written `\.` or `\[`, a backslash `\\`: `a\.b.c` is the key `c` in the object at
/// the key `a.b`. Keys are compared byte for byte, after their JSON escapes; an empty key is a key. Elements are counted
/// from 0.
struct ColumnPath {
    enum Step: Hashable {
        case key([UInt8])
        case index(Int)

        var isIndex: Bool {
            if case .index = self { true } else { false }
        }
    }

    private(set) var steps: [Step] = []

    init(_ text: String) throws(ColumnPathError) {
        var rest = text.utf8[...]
        // nil behind an index.
        var key: [UInt8]? = []
        while let byte = rest.popFirst() {
            switch (byte, key) {
            case (UInt8(ascii: "."), let whole):
                if let whole { steps.append(.key(whole)) }
                key = []
            case (UInt8(ascii: "["), let whole):
                // The record is an object, and so is what stands before a dot.
                if let whole, whole.isEmpty { throw ColumnPathError(path: text, fault: .index) }
                if let whole { steps.append(.key(whole)) }
                key = nil
                guard let index = Self.takeIndex(&rest) else { throw ColumnPathError(path: text, fault: .index) }
                steps.append(.index(index))
            case (_, nil):
                throw ColumnPathError(path: text, fault: .behindIndex)
            case (UInt8(ascii: "\\"), .some):
                guard let literal = rest.popFirst(), Self.isSpecial(literal) else { throw ColumnPathError(path: text) }
                key?.append(literal)
            case (_, .some):
                key?.append(byte)
            }
        }
        if let key { steps.append(.key(key)) }
    }

    /// The digits behind a `[`, and its `]`.
    private static func takeIndex(_ rest: inout Substring.UTF8View) -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let text = String(Substring(digits))
        // More elements than a record has bytes there can't be.
        guard (1...9).contains(text.utf8.count), let index = Int(text), String(index) == text else { return nil }
        rest = rest.dropFirst(text.utf8.count)
        return rest.popFirst() == UInt8(ascii: "]") ? index : nil
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "[")
    }

    /// A key as a part of a path.
    static func escaped(_ key: some Sequence<UInt8>) -> [UInt8] {
        key.flatMap { isSpecial($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
    }
}

/// The path of a key at the top of an object, whatever the key has in it.
public func columnPath(ofKey key: String) -> String {
    String(decoding: ColumnPath.escaped(key.utf8), as: UTF8.self)
}

extension ColumnPath {
    /// The paths of a plan's columns, in order.
    /// - Throws: the first of their faults.
    static func paths(_ texts: [String]) throws(ColumnPathError) -> [ColumnPath] {
        if let fault = columnPathFaults(texts).first { throw fault.error }
        return try texts.map { text throws(ColumnPathError) in try ColumnPath(text) }
    }
}

/// What is wrong with the paths that columns are taken from, with the position of each.
///
/// Each has to be a path; and what one takes for an object, no other may take for an array, since a record could never
/// have both.
public func columnPathFaults(_ paths: [String]) -> [(position: Int, error: ColumnPathError)] {
    var faults: [(position: Int, error: ColumnPathError)] = []
    var containers: [[ColumnPath.Step]: (isArray: Bool, path: String)] = [:]
    for (position, text) in paths.enumerated() {
        do throws(ColumnPathError) {
            let steps = try ColumnPath(text).steps
            for depth in steps.indices.dropFirst() {
                let known = containers[Array(steps[..<depth]), default: (steps[depth].isIndex, text)]
                containers[Array(steps[..<depth])] = known
                guard known.isArray == steps[depth].isIndex else {
                    throw ColumnPathError(path: text, fault: .contradicts(known.path))
                }
            }
        } catch {
            faults.append((position, error))
        }
    }
    return faults
}

/// A column's path that can't be read.
public struct ColumnPathError: WeirError, Equatable {
    public enum Fault: Sendable, Equatable {
        case escape, index, behindIndex
        /// Another path takes for an object what this one takes for an array, or the other way round.
        case contradicts(String)
    }

    public var path: String
    public var fault: Fault

    public init(path: String, fault: Fault = .escape) {
        self.path = path
        self.fault = fault
    }

    public var exitCode: ExitCode { .usage }
    public var description: String {
        switch fault {
        case .escape:
            "\"\(path)\" is not a path: a backslash must be followed by a dot, a [ or a backslash"
        case .index:
            "\"\(path)\" is not a path: [ stands behind a key, and in front of the number of an element, from 0, and ]"
                + "; a [ that belongs to a key is written \\["
        case .behindIndex:
            "\"\(path)\" is not a path: behind ] there is a dot, another [ or nothing"
        case .contradicts(let other):
            "\"\(path)\" and \"\(other)\" can't both be paths: "
                + "one takes for an object what the other takes for an array"
        }
    }
}
