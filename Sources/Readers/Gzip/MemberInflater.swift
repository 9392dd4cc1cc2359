// What reads one gzip member, whoever inflates. Used by GzipInflater.

/// Inflates gzip members (RFC 1952 2.3), each from its magic bytes to its check values, and checks both ends.
///
/// It knows nothing of what stands before, between and behind members: that is ``GzipInflater``'s.
protocol MemberInflater: AnyObject {
    /// Decoded bytes of this member so far.
    var decodedBytes: Int { get }
    /// CRC-32 of these bytes.
    var crc32: UInt32 { get }
    /// Bytes that were taken from the input and lie behind the place that was come to.
    var bytesAhead: Int { get }

    /// What comes next is a member's first byte.
    func beginMember()

    /// Goes on until `output` is full, `input` is used up, the member ends or can't be right.
    /// - Parameters:
    ///   - input: may be empty, for there may be output still.
    ///   - output: not empty, and at most 1 GiB.
    func inflate(from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> InflateStep
}

/// How far a ``MemberInflater`` came.
struct InflateStep: Equatable {
    enum End: Equatable {
        /// Complete, and its check values are right.
        case whole
        /// With the words for what is wrong.
        case corrupt(String)
    }

    /// Bytes.
    var consumed = 0
    var produced = 0
    /// nil while the member goes on.
    var end: End?
}
