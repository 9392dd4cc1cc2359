// What a gzip member says of its content (RFC 1952 2.3.1).

/// The last eight bytes of a member: the CRC-32 of its content, and the content's length modulo 2^32.
struct GzipTrailer {
    static let length = 8
    private static let checksumLength = 4

    /// Fewer than there must be, if the file ends within them.
    let bytes: BytesAhead
    let member: Int
    /// Where in the file they start.
    let offset: Int

    /// Throws what is met first: one part of it that is wrong, or the end of the file.
    /// - Parameter content: all that has come out of the member.
    func check(_ content: ContentChecksum, path: String) throws(RecountError) {
        func corrupt(_ detail: String, behind count: Int) -> RecountError {
            .corrupt(path: path, member: member, offset: offset + count, detail: detail)
        }
        let truncated = RecountError.truncated(path: path, member: member, offset: offset + bytes.count)
        guard bytes.count >= Self.checksumLength else { throw truncated }
        guard UInt32(truncatingIfNeeded: bytes.bytes) == content.value else {
            throw corrupt("incorrect data check", behind: Self.checksumLength)
        }
        guard bytes.count == Self.length else { throw truncated }
        guard UInt32(bytes.bytes >> 32) == UInt32(truncatingIfNeeded: content.bytes) else {
            throw corrupt("incorrect length check", behind: Self.length)
        }
    }
}
