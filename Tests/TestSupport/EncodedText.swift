// Texts in many encodings, made by Python, and the UTF-8 that they have to become.

import Foundation

/// A content, and what is to be read of it by docs/record-grammar.md.
public struct EncodedText: Sendable, Decodable, CustomStringConvertible {
    public var encoding: String
    public var content: [UInt8]
    public var utf8: [UInt8]
    /// What made it: WEIR_SEED makes it again.
    public var seed: UInt64

    public var description: String { "\(encoding), \(content.count) bytes, WEIR_SEED=\(seed)" }

    /// Where something else was read; nil if nothing was.
    public func difference(from found: [UInt8]) -> String? {
        if found == utf8 { return nil }
        let place = zip(found, utf8).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(found.count, utf8.count)
        let (mine, its) = (utf8[max(0, place - 8)...].prefix(24), found[max(0, place - 8)...].prefix(24))
        return "\(self): from byte \(place) \(Array(its)), not \(Array(mine)); \(found.count) bytes, not \(utf8.count)"
    }

    /// Random texts in each of many encodings, also with bytes that are none where Python and iconv agree about them.
    public static func random(using random: inout SeededGenerator) async throws -> [EncodedText] {
        let folder = try TemporaryFolder()
        try folder.write("encode.py", script)
        let end = try await Program.run("python3", [folder.path("encode.py"), "\(random.next())", "\(random.seed)"])
        guard end.exitCode == 0 else { throw Failure(end: end) }
        return try end.output.split(separator: "\n").map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
    }

    struct Failure: Error, CustomStringConvertible {
        let end: ProgramEnd
        var description: String { "python3 failed: \(end)" }
    }

    private static let script = #"""
        import codecs, json, random, sys

        random.seed(int(sys.argv[1]))
        # By the name for iconv: Python's, and the bytes of a code unit where faults may be made.
        encodings = {
            "windows-1252": ("cp1252", 1), "iso-8859-1": ("latin-1", 1), "koi8-r": ("koi8-r", 1), "cp850": ("cp850", 1),
            "us-ascii": ("ascii", 1), "iso-8859-15": ("iso8859-15", 1), "windows-1253": ("cp1253", 1), "ibm037": ("cp037", 1),
            "utf-16le": ("utf-16-le", 2), "utf-16be": ("utf-16-be", 2), "utf-16": ("utf-16-be", 2),
            "utf-32le": ("utf-32-le", 4), "utf-32be": ("utf-32-be", 4), "utf-32": ("utf-32-le", 4),
            "shift_jis": ("shift_jis", 0), "euc-jp": ("euc_jp", 0), "iso-2022-jp": ("iso2022_jp", 0), "gb18030": ("gb18030", 0),
            "big5": ("big5", 0), "euc-kr": ("euc_kr", 0),
        }
        words = ["id,name\n", "1,\"a\r\nb\"\n", "Müller", "Łódź", "€ 1", "Ωμέγα", "Привет", "ｱｲｳ", "ひらがな", "漢字", "中文", "한국어", "😀🏁",
                 "\u0085", "\u00a0", "\ufeff", "\U0010ffff", "x", "0", ";", "\t", "plain ascii text, as most of it is"]

        def marked(unit):
            # Of surrogates, which no text holds, to be put in order once the text is UTF-8.
            def handler(error):
                bad = error.object[error.start:error.start + unit]
                return "\ud800" + "".join(chr(0xDC00 + byte) for byte in bad), error.start + len(bad)
            return handler

        def utf8(text):
            out = bytearray()
            for char in text:
                code = ord(char)
                if code == 0xD800: out.append(0xFF)
                elif 0xDC00 <= code < 0xDD00: out += bytes([0x80 | (code & 0xFF) >> 4, 0x80 | code & 15])
                else: out += char.encode()
            return bytes(out)

        for name, (codec, unit) in encodings.items():
            def can(word):
                try: return word.encode(codec).decode(codec) == word
                except UnicodeError: return False
            # Python and iconv have other tables for what Big5 says nothing of.
            usable = [word for word in words if can(word) and not (codec == "big5" and not word.isascii() and word != "中文")]
            if unit: codecs.register_error("mark", marked(unit))
            for length in [0, 1, 2, 5, 40, 400, 8_000]:
                text = "".join(random.choices(usable, k=length))
                mark = "\ufeff" if name in ("utf-16", "utf-32") else ""
                content = bytearray((mark + text).encode(codec))
                if unit and length > 1 and random.random() < 0.7:
                    for _ in range(1 + length // 20):
                        place = random.randrange(len(mark.encode(codec)), len(content))
                        content[place] = random.choice([0x81, 0xD8, 0xDC, 0xFF, random.randrange(256)])
                    if random.random() < 0.5: content = content[:-1]
                # What looks like a byte order mark of something else is refused, not read.
                marks = [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE]
                if not mark and any(content.startswith(known) for known in marks): continue
                found = utf8(bytes(content).decode(codec, "mark" if unit else "strict"))
                print(json.dumps({
                    "encoding": name, "content": list(content), "utf8": list(found), "seed": int(sys.argv[2])}))
        """#
}
