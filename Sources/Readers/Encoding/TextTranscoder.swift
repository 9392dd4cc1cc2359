// The seam between encodings and UTF-8.

/// Turns text of one encoding into UTF-8, in pieces. A state machine without I/O; where the input is cut makes no
/// difference.
///
/// A code unit that can't be decoded becomes an ``UndecodableMark``, which no UTF-8 holds, and the text goes on behind
/// it.
protocol TextTranscoder {
    /// Goes on until `output` is full, or `input` is used up but for what needs more bytes.
    /// - Parameters:
    ///   - output: at least ``TextTranscoding/leastRoom`` bytes.
    ///   - isFinal: whether nothing follows `input`: then what needs more bytes can't be decoded. To be called until it
    ///     neither consumes nor produces anything.
    mutating func transcode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isFinal: Bool
    ) -> TranscodeStep
}

/// How far a ``TextTranscoder`` came, in bytes.
struct TranscodeStep: Equatable {
    var consumed = 0
    var produced = 0

    var isIdle: Bool { consumed == 0 && produced == 0 }
}

enum TextTranscoding {
    /// More than any one character or mark takes in UTF-8.
    static let leastRoom = 32
}
