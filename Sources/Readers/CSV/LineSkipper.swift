// Passes over lines of CSV unread: `skip_lines`, and the rest of a comment that does not fit a block. Pure.

/// A number of lines still to be passed over. A line ends with LF, CR LF or CR; quotes mean nothing in it.
struct LineSkipper {
    var lines: Int
    /// Say what a line ends with, if that is no line end.
    var marks: CSVMarks?

    /// - Parameters:
    ///   - bytes: the block.
    ///   - isFinal: whether the input ends with it.
    /// - Returns: the offset behind the lines passed over, or where more bytes are needed.
    mutating func skip(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFinal: Bool) -> Int {
        var offset = start
        if let marks {
            while lines > 0, offset < bytes.count {
                let mark = marks.recordEnd(bytes, at: offset, isFinal: isFinal)
                if mark.kind == .undecided { return offset }
                offset += max(1, mark.length)
                if mark.kind == .recordEnd { lines -= 1 }
            }
            return offset
        }
        while lines > 0, offset < bytes.count {
            let byte = bytes[offset]
            if byte == 0x0D, offset + 1 == bytes.count, !isFinal { return offset }
            offset += 1
            if byte == 0x0D, offset < bytes.count, bytes[offset] == 0x0A { offset += 1 }
            if byte == 0x0A || byte == 0x0D { lines -= 1 }
        }
        return offset
    }
}
