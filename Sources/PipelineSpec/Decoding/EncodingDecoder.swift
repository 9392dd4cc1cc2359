// `source.encoding:` → TextEncoding.

import CIconv
import RowModel

struct EncodingDecoder {
    let values: ValueDecoder

    /// What people mean most often, for hints; iconv knows many more.
    private static let common = [
        "utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32", "latin-1", "iso-8859-1", "iso-8859-2", "iso-8859-15",
        "us-ascii", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "cp1252", "cp437",
        "cp850", "cp852", "cp866", "koi8-r", "koi8-u", "macintosh", "shift_jis", "euc-jp", "iso-2022-jp", "gb18030",
        "gbk", "big5", "euc-kr",
    ]

    /// What glibc makes of faulty text in these depends on where it is cut.
    private static let refused: Set<String> = ["utf7", "utf7imap", "iso2022cnext", "tscii"]

    func encoding(_ source: SpecMapping) -> TextEncoding {
        guard let node = source["encoding"] else { return .utf8 }
        let label = source.label("encoding")
        guard let scalar = values.scalar(node, label, wanted: "the name of an encoding") else { return .utf8 }
        let encoding = TextEncoding(scalar.text)
        if Self.refused.contains(encoding.name.filter { $0 != "-" && $0 != "_" }) {
            values.report("\(label): \(excerpt(scalar.text)) can't be read in pieces by iconv", at: node.mark)
            return .utf8
        }
        if Self.isKnown(encoding) { return encoding }
        values.report(
            "\(label): \(excerpt(scalar.text)) is no encoding that iconv knows (`iconv -l` lists them)", at: node.mark,
            suggestion: closestMatch(to: scalar.text, among: Self.common))
        return .utf8
    }

    /// By the C library. An empty name would be the locale's encoding, and one with a slash may say that faults are passed
    /// over.
    private static func isKnown(_ encoding: TextEncoding) -> Bool {
        if [.utf8, .utf16, .utf32].contains(encoding) { return true }
        let plain = "abcdefghijklmnopqrstuvwxyz0123456789-_.:()+".utf8
        guard !encoding.name.isEmpty, encoding.name.utf8.allSatisfy(plain.contains) else { return false }
        guard let conversion = iconv_open("UTF-8", encoding.name), weir_iconv_is_open(conversion) else { return false }
        iconv_close(conversion)
        return true
    }
}
