import RowModel
import TestSupport
import Testing

struct TextTests {
    let bench = ConversionBench()

    @Test("text is kept byte for byte", arguments: [
        "", "a", " 007 ", "grüße", "日本語", "🏞️", "a\u{2028}b", "\u{FEFF}", "12345678", "exactly 16 bytes", "tab\tand\r\nline",
        "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}", "aaaaaaaaé", "aaaaaaaé", "é" + "1234567890",
    ])
    func accepts(text: String) {
        #expect(bench.convert(text, to: .text) == .text(text))
        #expect(bench.convert(text, to: .any) == .text(text))
    }

    @Test("bytes that are not UTF-8 are refused", arguments: [
        [0xFF], [0xC3], [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
        [0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0xC3], [0x61, 0xC3, 0x61], [0xC3, 0xA9, 0xE9],
    ] as [[UInt8]])
    func refusesInvalid(bytes: [UInt8]) {
        #expect(bench.convert(bytes, to: .text) == .refused(.invalidUTF8))
    }

    @Test("U+0000 is refused wherever it stands")
    func refusesNUL() {
        for position in 0..<20 {
            var bytes = Array("abcdefghijklmnopqrst".utf8)
            bytes[position] = 0
            #expect(bench.convert(bytes, to: .text) == .refused(.containsNUL))
        }
        #expect(bench.convert(Array("é\0".utf8), to: .text) == .refused(.containsNUL))
    }

    @Test("random bytes are text exactly when Swift's own decoder takes them")
    func agreesWithSwift() {
        var generator = SeededGenerator()
        let pieces: [[UInt8]] = [
            [0x41], [0x7F], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
        ]
        for _ in 0..<50_000 {
            var bytes = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ in pieces.randomElement(using: &generator)! }
            if !bytes.isEmpty, Bool.random(using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 1...255, using: &generator)
            }
            let text = String(validating: bytes, as: UTF8.self)
            let expected: Converted = text.map { .text($0) } ?? .refused(.invalidUTF8)
            #expect(bench.convert(bytes, to: .text) == expected, "\(bytes), seed \(generator.seed)")
        }
    }

    @Test("a text known to be ASCII is not looked at, only pointed at")
    func knownASCII() {
        #expect(bench.convert(Array("plain".utf8), to: .text, isASCII: true) == .text("plain"))
        #expect(bench.batch.row(0).pointee.arenaOffset == 2)
    }
}
