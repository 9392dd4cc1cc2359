// gzip members by ISA-L, where it is installed. Used by GzipInflater where it is chosen.

#if canImport(CISAL)
import CISAL

/// ISA-L for the deflate data alone (https://github.com/intel/isa-l, igzip_lib.h, `isal_inflate`); header and check values are read
/// here. Its own reader of headers passes over reserved flags, and its own check of the end would hide which value is wrong.
///
/// It differs from zlib in one thing: a block whose Huffman code leaves bit patterns without a meaning is corrupt to zlib at once, to
/// ISA-L when it meets such a pattern. If it meets none, the content still has to have the member's CRC-32 and length.
///
/// Invariant that makes the raw pointer safe: `state` is allocated and initialised from `init` to `deinit`; its `next_in` and
/// `next_out` are set anew before each call.
final class ISALInflater: MemberInflater {
    private enum Phase { case header, data, trailer }

    /// 90 KiB, most of it lookup tables and the last 32 KiB of output, which ISA-L initialises as far as it needs them.
    private let state: UnsafeMutablePointer<inflate_state>
    private var phase = Phase.header
    private var header = GzipHeader()
    private var trailer = GzipTrailer()
    /// What ISA-L's bit buffer held behind the end of the data, the first byte lowest. At most the trailer's 8 bytes.
    private var heldBytes: UInt64 = 0
    private var heldCount = 0
    private(set) var decodedBytes = 0
    private(set) var crc32: UInt32 = 0

    init() {
        state = .allocate(capacity: 1)
        isal_inflate_init(state)
    }

    deinit {
        state.deallocate()
    }

    var bytesAhead: Int { phase == .data ? max(0, Int(state.pointee.read_in_length) / 8) : heldCount }

    func beginMember() {
        isal_inflate_reset(state)
        phase = .header
        header = GzipHeader()
        trailer = GzipTrailer()
        decodedBytes = 0
        crc32 = 0
    }

    func inflate(from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> InflateStep {
        var step = InflateStep()
        if phase == .header { readHeader(input, &step) }
        if phase == .data, step.end == nil { inflateData(input, output, &step) }
        if phase == .trailer { readTrailer(input, &step) }
        return step
    }

    private func readHeader(_ input: UnsafeMutableRawBufferPointer, _ step: inout InflateStep) {
        while step.consumed < input.count {
            header.take(input[step.consumed])
            step.consumed += 1
            switch header.end {
            case nil: continue
            case .whole: phase = .data
            case .corrupt: step.end = header.end
            }
            return
        }
    }

    private func inflateData(
        _ input: UnsafeMutableRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ step: inout InflateStep
    ) {
        guard let source = input.baseAddress, let target = output.baseAddress else { return }
        state.pointee.next_in = (source + step.consumed).assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_in = UInt32(input.count - step.consumed)
        state.pointee.next_out = target.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = UInt32(output.count)
        let status = isal_inflate(state)
        // By the pointers: where ISA-L finds an error, it leaves avail_in and avail_out too small. (And next_out behind the
        // match that can't be, so what an error says of decoded bytes may be 258 too many.)
        step.consumed = UnsafeMutableRawPointer(state.pointee.next_in) - source
        step.produced = UnsafeMutableRawPointer(state.pointee.next_out) - target
        decodedBytes += step.produced
        guard status == ISAL_DECOMP_OK else {
            step.end = .corrupt(Self.words(for: status))
            return
        }
        crc32 = crc32_gzip_refl(crc32, target, UInt64(step.produced))
        if state.pointee.block_state == ISAL_BLOCK_FINISH { endData() }
    }

    /// The bit buffer's whole bytes were read too far; the bits before them fill up the last byte of the data.
    private func endData() {
        let bits = Int(state.pointee.read_in_length)
        heldBytes = state.pointee.read_in >> UInt64(bits % 8)
        heldCount = bits / 8
        phase = .trailer
    }

    private func readTrailer(_ input: UnsafeMutableRawBufferPointer, _ step: inout InflateStep) {
        while step.end == nil {
            if heldCount > 0 {
                trailer.take(UInt8(truncatingIfNeeded: heldBytes), crc32: crc32, decodedBytes: decodedBytes)
                heldBytes >>= 8
                heldCount -= 1
            } else if step.consumed < input.count {
                trailer.take(input[step.consumed], crc32: crc32, decodedBytes: decodedBytes)
                step.consumed += 1
            } else {
                return
            }
            step.end = trailer.end
        }
    }

    private static func words(for status: Int32) -> String {
        switch status {
        case ISAL_INVALID_BLOCK: "invalid block"
        case ISAL_INVALID_SYMBOL: "invalid code"
        case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
        default: "ISA-L error \(status)"
        }
    }
}
#endif
