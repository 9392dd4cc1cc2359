// UTF-16 (RFC 2781).

/// UTF-16 in one byte order. A surrogate without its other half, and an odd byte at the end, can't be decoded.
///
/// Cost: a few steps for each 16 bits; no allocation.
struct UTF16Transcoder: TextTranscoder {
    let isBigEndian: Bool

    func transcode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isFinal: Bool
    ) -> TranscodeStep {
        guard let source = input.baseAddress, let target = output.baseAddress else { return TranscodeStep() }
        var step = TranscodeStep()
        // What one round writes: 4 bytes of UTF-8, or the mark of 2 bytes.
        let lastRoom = output.count - 8
        while input.count - step.consumed >= 2, step.produced <= lastRoom {
            let unit = unit(source + step.consumed)
            let place = target + step.produced
            switch unit {
            case 0..<0x80:
                place.storeBytes(of: UInt8(truncatingIfNeeded: unit), as: UInt8.self)
                step.produced += 1
            case 0x80..<0x800:
                store((0xC0 | unit >> 6) | (0x80 | unit & 0x3F) << 8, place)
                step.produced += 2
            case 0xD800..<0xE000:
                guard let other = pair(unit, input, step.consumed) else {
                    // Only a first half that more bytes may follow.
                    if unit < 0xDC00, !isFinal, input.count - step.consumed < 4 { return step }
                    step.produced += mark(source + step.consumed, 2, place)
                    break
                }
                let character = 0x10000 + (unit - 0xD800) << 10 + (other - 0xDC00)
                let upper = (0xF0 | character >> 18) | (0x80 | character >> 12 & 0x3F) << 8
                store(upper | (0x80 | character >> 6 & 0x3F) << 16 | (0x80 | character & 0x3F) << 24, place)
                step.produced += 4
                step.consumed += 2
            default:
                store((0xE0 | unit >> 12) | (0x80 | unit >> 6 & 0x3F) << 8 | (0x80 | unit & 0x3F) << 16, place)
                step.produced += 3
            }
            step.consumed += 2
        }
        if isFinal, input.count - step.consumed == 1, step.produced <= lastRoom {
            step.produced += mark(source + step.consumed, 1, target + step.produced)
            step.consumed += 1
        }
        return step
    }

    private func unit(_ bytes: UnsafeRawPointer) -> UInt32 {
        let value = bytes.loadUnaligned(as: UInt16.self)
        return UInt32(isBigEndian ? UInt16(bigEndian: value) : UInt16(littleEndian: value))
    }

    /// The second half of a pair whose first stands at `offset`.
    private func pair(_ unit: UInt32, _ input: UnsafeRawBufferPointer, _ offset: Int) -> UInt32? {
        guard unit < 0xDC00, input.count - offset >= 4 else { return nil }
        let next = self.unit(input.baseAddress! + offset + 2)
        return (0xDC00..<0xE000).contains(next) ? next : nil
    }

    /// The lowest byte goes first.
    private func store(_ bytes: UInt32, _ place: UnsafeMutableRawPointer) {
        place.storeBytes(of: bytes.littleEndian, as: UInt32.self)
    }

    private func mark(_ bytes: UnsafeRawPointer, _ count: Int, _ place: UnsafeMutableRawPointer) -> Int {
        UndecodableMark.write(UnsafeRawBufferPointer(start: bytes, count: count), to: place)
    }
}
