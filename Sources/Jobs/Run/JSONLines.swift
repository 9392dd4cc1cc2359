// The JSON lines that a child prints, with long lists of inputs cut. Pure.

/// Takes bytes in pieces of any size and gives lines. In each list whose key ends in `inputs` only the first entries stay,
/// and a key beside it, such as `inputs_left_out`, says how many do not: a night is kept for years, and a spec may have
/// a hundred thousand inputs. What is not JSON goes through as it is.
struct JSONLines {
    static let kept = 200
    /// Most bytes of all lines together; what comes behind is dropped, and ``isCut`` says so.
    static let longest = 16 << 20

    private(set) var lines: [String] = []
    private(set) var isCut = false
    private var line: [UInt8] = []
    private var total = 0

    private var isInString = false
    private var isEscaped = false
    /// The string that ended last, as far as a key is long.
    private var word: [UInt8] = []
    /// Whether the value that begins now is that of such a key.
    private var isListNext = false
    private var depth = 0
    private var list: OpenList?

    private struct OpenList {
        var key: [UInt8]
        var depth: Int
        var commas = 0
        var isSkipping: Bool { commas >= JSONLines.kept }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes { add(byte) }
    }

    /// To be called at the end: the last line may lack its line end.
    mutating func finish() {
        if !line.isEmpty { endLine() }
    }

    private mutating func add(_ byte: UInt8) {
        if byte == UInt8(ascii: "\n") { return endLine() }
        if isInString {
            addToString(byte)
        } else {
            addStructure(byte)
        }
    }

    private mutating func addToString(_ byte: UInt8) {
        put(byte)
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        } else if word.count < 64 {
            word.append(byte)
        }
    }

    private mutating func addStructure(_ byte: UInt8) {
        let isValueOfList = isListNext
        isListNext = false
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            word = []
        case UInt8(ascii: ":"):
            isListNext = list == nil && word.suffix(6).elementsEqual("inputs".utf8)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
            if isValueOfList, byte == UInt8(ascii: "[") { list = OpenList(key: word, depth: depth) }
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            let closing = list
            if closing?.depth == depth { list = nil }
            depth -= 1
            if let closing, list == nil { return close(closing, with: byte) }
        case UInt8(ascii: ",") where list?.depth == depth:
            list?.commas += 1
        default: break
        }
        put(byte)
    }

    private mutating func close(_ list: OpenList, with byte: UInt8) {
        put(byte)
        guard list.commas >= Self.kept else { return }
        let leftOut = ",\"\(String(decoding: list.key, as: UTF8.self))_left_out\":\(list.commas + 1 - Self.kept)"
        for byte in leftOut.utf8 { put(byte) }
    }

    private mutating func put(_ byte: UInt8) {
        if list?.isSkipping == true { return }
        guard total < Self.longest else {
            isCut = true
            return
        }
        total += 1
        line.append(byte)
    }

    private mutating func endLine() {
        // Half a line is no JSON.
        if !line.isEmpty, !isCut { lines.append(String(decoding: line, as: UTF8.self)) }
        line = []
        (isInString, isEscaped, isListNext, depth, list, word) = (false, false, false, 0, nil, [])
    }
}
