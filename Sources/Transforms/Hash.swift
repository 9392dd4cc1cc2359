// hash: values become their digests.

import Crypto
import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func hash(_ spec: HashSpec) -> (String, (any RowTransform)?) {
        var columns: [Column] = []
        for name in spec.columns {
            guard let position = position(of: name, in: "hash") else { continue }
            columns.append(schema.columns[position])
            schema.columns[position].type = .text
        }
        let method = spec.salt == nil ? spec.algorithm.rawValue : "\(spec.algorithm.rawValue), salted"
        let detail = "\(spec.columns.map(\.value).joined(separator: ", ")): \(method), \(spec.encoding.rawValue)"
        return (detail, Hash(columns: columns, digest: SaltedDigest(spec.salt), encoding: spec.encoding))
    }
}

/// Replaces each value by the digest of its canonical text, or of a blob's bytes. Null stays null.
struct Hash: RowTransform {
    /// As they were before.
    let columns: [Column]
    let digest: SaltedDigest
    let encoding: HashSpec.Encoding

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        for column in columns {
            for row in 0..<batch.rowCount {
                let cell = batch.row(row) + column.slot
                if cell.pointee.tag != .null { cell.pointee = hashed(cell.pointee, of: column.type, in: batch) }
            }
        }
        var tally = Tally()
        tally.pass(batch.rowCount)
        return tally
    }

    private func hashed(_ cell: Cell, of type: ColumnType, in batch: RowBatch) -> Cell {
        let length = encoding == .hex ? 2 * SaltedDigest.bytes : BytesText.base64Length(SaltedDigest.bytes)
        // First, since it may move the arena.
        let offset = batch.reserve(length)
        let target = batch.arena + offset
        switch cell.tag {
        case .text, .blob:
            digest.write(of: batch.bytes(of: cell), encoding, to: target)
        default:
            var text = CellText.string(cell, type: type, in: batch)
            text.withUTF8 { digest.write(of: UnsafeRawBufferPointer($0), encoding, to: target) }
        }
        return .text(offset: offset, length: length)
    }
}

/// HMAC-SHA-256 (RFC 2104) with the salt as its key, or SHA-256 (FIPS 180-4) without one.
struct SaltedDigest {
    /// With the key already taken in; copied for each value.
    private let keyed: HMAC<SHA256>?

    init(_ salt: Secret?) {
        keyed = salt.map { HMAC<SHA256>(key: SymmetricKey(data: Array($0.value.utf8))) }
    }

    static let bytes = SHA256.byteCount

    /// Writes the digest of some bytes as text.
    func write(of bytes: UnsafeRawBufferPointer, _ encoding: HashSpec.Encoding, to target: UnsafeMutablePointer<UInt8>) {
        if var keyed {
            keyed.update(data: bytes)
            write(keyed.finalize(), encoding, to: target)
        } else {
            var plain = SHA256()
            plain.update(bufferPointer: bytes)
            write(plain.finalize(), encoding, to: target)
        }
    }

    private func write(
        _ digest: some Sequence<UInt8>, _ encoding: HashSpec.Encoding, to target: UnsafeMutablePointer<UInt8>
    ) {
        switch encoding {
        case .hex: BytesText.writeHex(digest, to: target)
        case .base64: BytesText.writeBase64(digest, to: target)
        }
    }
}
