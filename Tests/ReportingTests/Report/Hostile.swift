// Texts that would be markup, if they were ever taken for it.

import TestSupport

enum Hostile {
    static let texts = [
        "<script>alert(1)</script>", "]]>", "-->", "<!--", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "&lt;b&gt;", "&#60;", "\u{202E}txt.exe", "a\u{0}b", "\u{1B}[2J", "</title><script>", "</style>", "</textarea>",
        "</svg>", "javascript:alert(1)", "line\nbreak\ttab\r\n", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "\u{10FFFF}",
        "é日本🚀", "",
        "{{7*7}}", "${x}", "`", "\\", "url(https://example.org/)", "@import 'x'", "x\u{85}y", "<", ">", "&", "\"", "'",
    ]

    static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in texts.randomElement(using: &random)! }.joined()
    }
}
