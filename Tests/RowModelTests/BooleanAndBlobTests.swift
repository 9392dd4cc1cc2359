import Foundation
import RowModel
import TestSupport
import Testing

struct BooleanTests {
    let bench = ConversionBench()

    @Test("a boolean is one of ten words in any case")
    func accepts() {
        for text in ["true", "True", "TRUE", "tRuE", "t", "T", "yes", "YES", "y", "Y", "1"] {
            #expect(bench.convert(text, to: .boolean) == .integer(1), "\(text)")
        }
        for text in ["false", "False", "FALSE", "f", "F", "no", "NO", "n", "N", "0"] {
            #expect(bench.convert(text, to: .boolean) == .integer(0), "\(text)")
        }
    }

    @Test("anything else is refused", arguments: [
        "", "2", "-1", "on", "off", " true", "true ", "truee", "fals", "tru", "wahr", "null", "\u{11}", "\u{10}", "00", "01", "ye", "YE\u{13}", "10",
    ])
    func refuses(text: String) {
        #expect(bench.convert(text, to: .boolean) == .refused(.notBoolean))
    }
}

struct BlobTests {
    let bench = ConversionBench()

    @Test("hexadecimal digits become bytes", arguments: [("", []), ("00", [0]), ("DEADbeef", [0xDE, 0xAD, 0xBE, 0xEF])] as [(String, [UInt8])])
    func hex(text: String, bytes: [UInt8]) {
        #expect(bench.convert(text, to: .blob(encoding: .hex)) == .blob(bytes))
    }

    @Test("half a byte, a blank or another letter is refused", arguments: ["0", "abc", "0x00", "gg", "00 0", "0g"])
    func badHex(text: String) {
        #expect(bench.convert(text, to: .blob(encoding: .hex)) == .refused(.notHex))
    }

    @Test("base64 with missing padding, line breaks, URL letters or bits left over is refused", arguments: [
        "A", "AA", "AAA", "A===", "====", "AA=A", "AAA\n", "AA==AA==", "A-_A", "AB==", "AAB=", "AAAA=", " AAA",
    ])
    func badBase64(text: String) {
        #expect(bench.convert(text, to: .blob(encoding: .base64)) == .refused(.notBase64))
    }

    @Test("random bytes come back from both encodings as Foundation writes them")
    func roundTrip() {
        var generator = SeededGenerator()
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let hex = bytes.map { String(format: "%02x", $0) }.joined()
            #expect(bench.convert(hex, to: .blob(encoding: .hex)) == .blob(bytes), "seed \(generator.seed)")
            let base64 = Data(bytes).base64EncodedString()
            #expect(bench.convert(base64, to: .blob(encoding: .base64)) == .blob(bytes), "seed \(generator.seed)")
        }
    }
}
