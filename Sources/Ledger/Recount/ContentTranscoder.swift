// A content in another encoding as the UTF-8 that is counted: docs/record-grammar.md, Encodings.

import CIconv
import RowModel

/// Turns a content that arrives in pieces into UTF-8, all of it by iconv(3), whatever the encoding.
///
/// Memory: two buffers of 64 KiB. Invariant that makes the raw pointers safe: both live as long as this; the first `held`
/// bytes of `input` are set.
final class ContentTranscoder {
    private static let bufferBytes = 64 << 10
    /// Behind it there is room for a mark, and for what iconv gives for one character.
    private static let fullAt = bufferBytes - 64
    private static let signatureBytes = 4

    private let encoding: TextEncoding
    /// nil until enough of the content is there to tell its byte order.
    private var conversion: iconv_t?
    private var unitBytes = 1
    private let input = UnsafeMutableRawPointer.allocate(byteCount: ContentTranscoder.bufferBytes, alignment: 16)
    private let output = UnsafeMutableRawPointer.allocate(byteCount: ContentTranscoder.bufferBytes, alignment: 16)
    /// Bytes of the content that wait for more.
    private var held = 0
    /// Bytes of UTF-8 that are not handed on yet.
    private var made = 0

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
    }

    deinit {
        if let conversion { iconv_close(conversion) }
        input.deallocate()
        output.deallocate()
    }

    /// Whether iconv knows the encoding; what it does not know is counted as it is.
    static func knows(_ encoding: TextEncoding) -> Bool {
        let name = iconvName(encoding, UnsafeRawBufferPointer(start: nil, count: 0))
        guard let conversion = iconv_open("UTF-8", name), weir_iconv_is_open(conversion) else { return false }
        iconv_close(conversion)
        return true
    }

    func add(_ content: UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer) -> Void) {
        var taken = 0
        while taken < content.count {
            let count = min(Self.bufferBytes - held, content.count - taken)
            input.advanced(by: held).copyMemory(from: content.baseAddress! + taken, byteCount: count)
            held += count
            taken += count
            if conversion == nil, held < Self.signatureBytes { return }
            convert(isEnd: false, use)
        }
    }

    func finish(_ use: (UnsafeRawBufferPointer) -> Void) {
        convert(isEnd: true, use)
        if let conversion {
            // A letter that iconv has kept back, since an accent might have followed.
            var target: UnsafeMutablePointer<CChar>? = output.assumingMemoryBound(to: CChar.self)
            var room = Self.bufferBytes
            _ = weir_iconv(conversion, nil, nil, &target, &room)
            made = Self.bufferBytes - room
        }
        handOn(use)
    }

    private func convert(isEnd: Bool, _ use: (UnsafeRawBufferPointer) -> Void) {
        if conversion == nil { open() }
        var start = 0
        while start < held {
            var source: UnsafeMutablePointer<CChar>? = (input + start).assumingMemoryBound(to: CChar.self)
            var target: UnsafeMutablePointer<CChar>? = (output + made).assumingMemoryBound(to: CChar.self)
            var (left, room) = (held - start, Self.fullAt - made)
            let status = weir_iconv(conversion!, &source, &left, &target, &room)
            (start, made) = (held - left, Self.fullAt - room)
            if status == EILSEQ || (status == EINVAL && isEnd) {
                start = mark(from: start)
            } else if status == EINVAL {
                break
            }
            handOn(use)
        }
        held -= start
        input.copyMemory(from: input + start, byteCount: held)
        handOn(use)
    }

    /// Writes FF and the halves of a code unit's bytes, each under 8.
    /// - Returns: where the next code unit starts.
    private func mark(from start: Int) -> Int {
        let end = min(start + unitBytes, held)
        var bytes: [UInt8] = [0xFF]
        for place in start..<end {
            let byte = input.load(fromByteOffset: place, as: UInt8.self)
            bytes += [0x80 + byte / 16, 0x80 + byte % 16]
        }
        bytes.withUnsafeBytes { output.advanced(by: made).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
        made += bytes.count
        return end
    }

    private func handOn(_ use: (UnsafeRawBufferPointer) -> Void) {
        if made > 0 { use(UnsafeRawBufferPointer(start: output, count: made)) }
        made = 0
    }

    private func open() {
        let start = UnsafeRawBufferPointer(start: input, count: held)
        let name = Self.iconvName(encoding, start)
        guard let opened = iconv_open("UTF-8", name), weir_iconv_is_open(opened) else { return }
        conversion = opened
        unitBytes = Self.codeUnitBytes(of: name)
    }

    /// A quarter of what four digits take once a mark, if there is to be one, is written: 1, or 2 or 4 in UTF-16 and the
    /// like.
    private static func codeUnitBytes(of name: String) -> Int {
        guard let encoder = iconv_open(name, "UTF-8"), weir_iconv_is_open(encoder) else { return 1 }
        defer { iconv_close(encoder) }
        func length(of digits: inout [CChar]) -> Int {
            var buffer = [CChar](repeating: 0, count: 64)
            var (left, room) = (digits.count, buffer.count)
            digits.withUnsafeMutableBufferPointer { digits in
                buffer.withUnsafeMutableBufferPointer { buffer in
                    var (source, target) = (digits.baseAddress, buffer.baseAddress)
                    _ = weir_iconv(encoder, &source, &left, &target, &room)
                }
            }
            return buffer.count - room
        }
        var digits = [CChar](repeating: 0x30, count: 4)
        _ = length(of: &digits)
        let bytes = length(of: &digits) / 4
        return bytes == 2 || bytes == 4 ? bytes : 1
    }

    /// iconv's own `utf-16` would swallow the mark, and go on without one.
    private static func iconvName(_ encoding: TextEncoding, _ start: UnsafeRawBufferPointer) -> String {
        switch encoding {
        case .utf16: start.starts(with: [0xFE, 0xFF]) ? "utf-16be" : "utf-16le"
        case .utf32: start.starts(with: [0x00, 0x00, 0xFE, 0xFF]) ? "utf-32be" : "utf-32le"
        default: encoding.name
        }
    }
}
