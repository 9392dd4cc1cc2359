// What inflates the data of a gzip member (RFC 1951), and nothing around it.

/// A library's inflater.
protocol DeflateInflater: AnyObject {
    /// What comes next is the first byte of some data.
    func begin()

    /// Goes on until `output` is full, `input` is used up, or the data ends or can't be right.
    /// - Parameters:
    ///   - input: may be empty, since there may be output still.
    ///   - output: not empty.
    func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> DeflateStep
}

struct DeflateStep {
    enum End {
        /// With what was consumed of the input and is no part of the data.
        case whole(BytesAhead)
        case corrupt(String)
        case outOfMemory
    }

    /// Bytes of the input.
    var consumed: Int
    /// Bytes of the output.
    var produced: Int
    var end: End?
}

/// At most 8 bytes, the first one lowest; what is above them is 0.
struct BytesAhead {
    var bytes: UInt64 = 0
    var count = 0
}

/// A library that inflates.
enum DeflateLibrary: CaseIterable {
    case zlib
    #if canImport(CISAL)
    case isal
    #endif

    /// The fastest at hand.
    static let preferred = allCases.last!

    func makeInflater() -> any DeflateInflater {
        switch self {
        case .zlib: ZlibInflater()
        #if canImport(CISAL)
        case .isal: ISALInflater()
        #endif
        }
    }
}
