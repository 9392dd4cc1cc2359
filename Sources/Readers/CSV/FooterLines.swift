// The lines of `footer_lines`: held back, since nobody knows that they are the last ones until the input ends. Pure.

/// A number of lines at the end of an input that are cut off it. A line ends with LF, CR LF or CR, or with the input;
/// quotes mean nothing in it.
struct FooterLines {
    let lines: Int

    /// The start of the last ``lines`` lines that have begun in a block: what stands in front of it is no footer,
    /// whatever follows the block. 0 if there are no more lines than that.
    ///
    /// The block starts where a line starts, or has so many lines behind the one that it starts in: what is in front of
    /// the result may be taken away from the input.
    func start(in block: UnsafeBufferPointer<UInt8>) -> Int {
        var missing = lines
        var offset = block.count
        while missing > 0, offset > 1 {
            offset -= 1
            let last = block[offset - 1]
            if last == 0x0A || (last == 0x0D && block[offset] != 0x0A) { missing -= 1 }
        }
        return missing == 0 ? offset : 0
    }
}
