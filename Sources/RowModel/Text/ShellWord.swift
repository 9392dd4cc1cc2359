// A text as one would type it into a shell.

extension String {
    /// As a shell takes it for one word: in single quotes where it would else be taken apart.
    public var shellWord: String {
        if !isEmpty, utf8.allSatisfy(\.isPlainInShell) { return self }
        // By scalars: a quote with an accent is one Character, and to a shell still a quote.
        return "'" + unicodeScalars.map { $0 == "'" ? #"'\''"# : String($0) }.joined() + "'"
    }
}

extension UInt8 {
    fileprivate var isPlainInShell: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_./:=,@%+".utf8.contains(self)
        }
    }
}
