// The hash of a row's contents, of which `verify-counts --deep` compares sums.

/// A 64-bit hash of one row: what each column holds, whatever order the columns stand in.
///
/// A cell that is not null is hashed with its column's name and storage class; the sum of a row's cells is mixed once
/// more. The sum of the rows' hashes, modulo 2^64, is the checksum of a set of rows, whatever their order: a byte
/// changed, a value moved to another row or column, a row lost or doubled changes it, except by a chance of 2^-64.
/// Null counts for nothing, so that a column added to the table later leaves the checksum of the rows before it as it
/// is. It is no signature: whoever means to can find a collision.
///
/// The hash of bytes is wyhash's (https://github.com/wangyi-fudan/wyhash, public domain) in its simplest form; a row
/// is mixed by MurmurHash3's finalizer (https://github.com/aappleby/smhasher, public domain). Both are part of the
/// ledger's format.
public enum ContentHash {
    @usableFromInline static let secret0: UInt64 = 0xa076_1d64_78bd_642f
    @usableFromInline static let secret1: UInt64 = 0xe703_7ed1_a0b4_28db
    @usableFromInline static let secret2: UInt64 = 0x8ebc_6af0_9c88_c6e3

    /// What stands for a column: made of its name, in which ASCII case does not matter, as in SQLite.
    public static func seed(ofColumn name: String) -> UInt64 {
        Array(name.asciiLowercased.utf8).withUnsafeBytes { bytes($0, seed: secret2) }
    }

    // What is added keeps a product of zero from looking like null.

    @inlinable @inline(__always)
    public static func integer(_ value: Int64, seed: UInt64) -> UInt64 {
        multiply(UInt64(bitPattern: value) ^ secret0, seed ^ secret1) &+ secret2
    }

    /// Both zeros are one, as SQLite does not tell them apart.
    @inlinable @inline(__always)
    public static func real(_ value: Double, seed: UInt64) -> UInt64 {
        multiply((value == 0 ? 0 : value.bitPattern) ^ secret1, seed ^ secret2) &+ secret0
    }

    @inlinable @inline(__always)
    public static func text(_ text: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        bytes(text, seed: seed)
    }

    @inlinable @inline(__always)
    public static func blob(_ blob: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        bytes(blob, seed: ~seed)
    }

    /// - Parameter cells: the sum of the hashes of a row's cells.
    @inlinable @inline(__always)
    public static func row(_ cells: UInt64) -> UInt64 {
        var hash = cells &+ secret0
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }

    @inlinable @inline(__always)
    static func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// Reads nothing outside the buffer.
    @inlinable
    static func bytes(_ buffer: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        let count = buffer.count
        guard let start = buffer.baseAddress, count > 0 else { return multiply(secret1, seed ^ secret0) }
        var seed = seed
        let a: UInt64
        let b: UInt64
        if count <= 16 {
            if count >= 4 {
                let middle = (count >> 3) << 2
                a = word32(start) << 32 | word32(start + middle)
                b = word32(start + count - 4) << 32 | word32(start + count - 4 - middle)
            } else {
                a = UInt64(buffer[0]) << 16 | UInt64(buffer[count >> 1]) << 8 | UInt64(buffer[count - 1])
                b = 0
            }
        } else {
            var place = start
            var left = count
            while left > 16 {
                seed = multiply(word64(place) ^ secret1, word64(place + 8) ^ seed)
                place += 16
                left -= 16
            }
            a = word64(start + count - 16)
            b = word64(start + count - 8)
        }
        return multiply(secret1 ^ UInt64(truncatingIfNeeded: count), multiply(a ^ secret1, b ^ seed))
    }

    @inlinable @inline(__always)
    static func word32(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(UInt32(littleEndian: place.loadUnaligned(as: UInt32.self)))
    }

    @inlinable @inline(__always)
    static func word64(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }
}
