// Inflates by ISA-L (https://github.com/intel/isa-l, igzip_lib.h), where it is installed: in half of zlib's time.

#if canImport(CISAL)
import CISAL

/// Invariant that makes the raw pointer safe: `state` lives from `init` to `deinit`; its pointers into input and output
/// are set anew before each call.
final class ISALInflater: DeflateInflater {
    /// 90 KiB; ISA-L initialises as much of it as it needs.
    private let state: UnsafeMutablePointer<inflate_state>

    init() {
        state = .allocate(capacity: 1)
        isal_inflate_init(state)
    }

    deinit {
        state.deallocate()
    }

    func begin() {
        isal_inflate_reset(state)
    }

    func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> DeflateStep {
        state.pointee.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        state.pointee.avail_in = UInt32(input.count)
        state.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        state.pointee.avail_out = UInt32(output.count)
        let status = isal_inflate(state)
        guard status == ISAL_DECOMP_OK else {
            // Behind an error, the numbers of bytes left mean nothing.
            return DeflateStep(consumed: 0, produced: 0, end: .corrupt("ISA-L error \(status)"))
        }
        return DeflateStep(
            consumed: input.count - Int(state.pointee.avail_in),
            produced: output.count - Int(state.pointee.avail_out),
            end: state.pointee.block_state == ISAL_BLOCK_FINISH ? .whole(bytesAhead) : nil)
    }

    /// What stands in the bit buffer behind the data, whose last byte is filled up with the bits before.
    private var bytesAhead: BytesAhead {
        let bits = Int(state.pointee.read_in_length)
        return BytesAhead(bytes: state.pointee.read_in >> UInt64(bits % 8), count: bits / 8)
    }
}
#endif
