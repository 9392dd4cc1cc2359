// Cuts what a program says into lines, and remembers the last ones. Pure.

/// Lines of a stream of bytes that arrives in pieces; in memory that does not grow with it.
public struct LastLines: Sendable {
    /// A line that is longer comes in pieces.
    static let longestLine = 4096
    private let kept: Int

    public private(set) var last: [String] = []
    private var open: [UInt8] = []

    public init(kept: Int = 5) {
        self.kept = kept
    }

    /// - Returns: the lines that these bytes have ended.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) -> [String] {
        var ended: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                end(into: &ended)
            } else {
                open.append(byte)
                if open.count == Self.longestLine { end(into: &ended) }
            }
        }
        return ended
    }

    /// - Returns: the last line, if it lacks its line end.
    public mutating func finish() -> [String] {
        var ended: [String] = []
        if !open.isEmpty { end(into: &ended) }
        return ended
    }

    private mutating func end(into ended: inout [String]) {
        // Of a progress bar only what it came to.
        if open.last == UInt8(ascii: "\r") { open.removeLast() }
        let line = String(decoding: open.split(separator: UInt8(ascii: "\r")).last ?? [], as: UTF8.self)
        open.removeAll(keepingCapacity: true)
        ended.append(line)
        if line.isEmpty { return }
        last.append(line)
        if last.count > kept { last.removeFirst() }
    }
}
