import RowModel
import Testing

struct ValueExcerptTests {
    @Test("a value is shown in quotes, with what can't be shown escaped", arguments: [
        ("12,50", "\"12,50\""), ("", "\"\""), ("say \"hi\"", "\"say \\\"hi\\\"\""), ("a\tb\r\n\0\u{1B}[31m", "\"a\\tb\\r\\n\\u0000\\u001b[31m\""),
        ("grüße 日本", "\"grüße 日本\""), ("a\u{202E}b", "\"a\\u{202e}b\""), ("\\", "\"\\\\\""),
    ])
    func shown(text: String, expected: String) {
        #expect(ValueExcerpt(text.utf8).description == expected)
    }

    @Test("bytes that are not UTF-8 are shown as such")
    func invalid() {
        #expect(ValueExcerpt([0x61, 0xFF, 0xC3] as [UInt8]).description == "\"a\\xff\\xc3\"")
    }

    @Test("a long value is cut to 60 characters, quotes included")
    func long() {
        for character in ["a", "é", "\"", "🏞", "\0"] {
            let text = ValueExcerpt(String(repeating: character, count: 500).utf8).description
            #expect(text.count <= 60 && text.hasSuffix("…\""))
        }
        let exact = String(repeating: "a", count: 58)
        #expect(ValueExcerpt(exact.utf8).description == "\"\(exact)\"")
    }
}
