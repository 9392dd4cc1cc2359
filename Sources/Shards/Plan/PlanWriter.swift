// Writes a plan, a line for each unit, so that neither writing nor reading takes memory by its size.

import Crypto
import Foundation
import RowModel

/// The layout of a plan file. It is JSON; its lines matter to ``PlanReader``, and to the digest at its end, which is over
/// all lines in front of it.
///
///     {"plan":{…},
///     "assignments":[
///     {"shard":0,"units":[
///     {"input":0,"path":"…","size":1,"modified":2},
///     {"input":7,"path":"…","size":1,"modified":2,"part":{…}}
///     ]},
///     {"shard":1,"units":[
///     ]}
///     ],
///     "digest":"…"}
enum PlanLayout {
    static let headEnd = ","
    static let headStart = "{\"plan\":"
    static let assignments = "\"assignments\":["
    static let shardStart = "{\"shard\":"
    static let shardEnd = ",\"units\":["
    static let unitsEnd = "]}"
    static let end = "],"
    static let digestStart = "\"digest\":\""
    static let digestEnd = "\"}"

    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

/// Writes the lines of a plan in order, to wherever bytes go.
public struct PlanWriter {
    private static let chunk = 256 << 10

    private let put: (ArraySlice<UInt8>) throws -> Void
    private var hash = SHA256()
    private var buffer: [UInt8] = []
    private var shards = 0

    /// - Parameter put: told of the bytes, in pieces.
    public init(_ header: PlanHeader, put: @escaping (ArraySlice<UInt8>) throws -> Void) throws {
        self.put = put
        let head = String(decoding: try PlanLayout.encoder().encode(header), as: UTF8.self)
        add("\(PlanLayout.headStart)\(head)\(PlanLayout.headEnd)\n\(PlanLayout.assignments)\n")
    }

    /// Begins the next shard.
    public mutating func beginShard() throws {
        add("\(shards > 0 ? ",\n" : "")\(PlanLayout.shardStart)\(shards)\(PlanLayout.shardEnd)")
        shards += 1
        isFirstUnit = true
    }

    private var isFirstUnit = true

    /// Adds a unit to the shard that was begun last.
    public mutating func add(_ unit: PlannedUnit) throws {
        add(isFirstUnit ? "\n" : ",\n")
        isFirstUnit = false
        add("{\"input\":")
        add(unit.input)
        add(",\"path\":")
        JSONQuoting.append(unit.path, to: &buffer)
        add(",\"size\":")
        add(unit.size)
        add(",\"modified\":")
        add(unit.modified)
        if let part = unit.part { add(",\"part\":\(String(decoding: try PlanLayout.encoder().encode(part), as: UTF8.self))") }
        add("}")
        if buffer.count >= Self.chunk { try flush() }
    }

    /// Ends the shard that was begun last.
    public mutating func endShard() throws { add("\n\(PlanLayout.unitsEnd)") }

    /// - Returns: the plan's digest.
    public mutating func finish() throws -> String {
        add("\n\(PlanLayout.end)\n")
        try flush()
        let digest = hash.finalize().map { String(format: "%02x", $0) }.joined()
        try put(Array("\(PlanLayout.digestStart)\(digest)\(PlanLayout.digestEnd)\n".utf8)[...])
        return digest
    }

    private mutating func add(_ text: String) { buffer += text.utf8 }

    private mutating func add(_ number: Int) { IntegerWriting.append(Int64(number), to: &buffer) }

    private mutating func flush() throws {
        hash.update(data: buffer)
        try put(buffer[...])
        buffer.removeAll(keepingCapacity: true)
    }
}
