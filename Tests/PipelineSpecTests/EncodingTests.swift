import RowModel
import Testing

@testable import PipelineSpec

@Suite struct EncodingTests {
    @Test("encodings are known by the names that people and iconv have for them", arguments: [
        ("utf-8", "utf-8"), ("UTF8", "utf-8"), ("utf-16", "utf-16"), ("UTF-16LE", "utf-16le"), ("utf16be", "utf-16be"),
        ("utf-32", "utf-32"), ("latin-1", "iso-8859-1"), ("latin1", "iso-8859-1"), ("ISO-8859-1", "iso-8859-1"),
        ("iso_8859_1", "iso-8859-1"), ("cp1252", "windows-1252"), ("Windows-1252", "windows-1252"), ("cp850", "cp850"),
        ("Shift_JIS", "shift_jis"), ("koi8-r", "koi8-r"), ("gb18030", "gb18030"), ("us-ascii", "us-ascii"),
    ])
    func names(written: String, name: String) throws {
        for file in ["in.csv", "in.ndjson", "in.json"] {
            let spec = try Spec.load(Spec.withSource("source: { files: \(file), encoding: \(written), columns: { id: integer } }"))
            #expect(spec.source.encoding.name == name)
        }
    }

    @Test("UTF-8 is the default")
    func standard() throws {
        #expect(try Spec.load(Spec.withSource("source: { files: a.csv, columns: { id: integer } }")).source.encoding == .utf8)
    }

    @Test("a name that nobody knows is an error with the near miss", arguments: [
        ("utf-61", "source.encoding: \"utf-61\" is no encoding that iconv knows (`iconv -l` lists them); did you mean \"utf-16\"?"),
        ("windows-152", "source.encoding: \"windows-152\" is no encoding that iconv knows (`iconv -l` lists them); did you mean \"windows-1252\"?"),
        ("ansi", "source.encoding: \"ansi\" is no encoding that iconv knows (`iconv -l` lists them)"),
        ("UTF-7", "source.encoding: \"UTF-7\" can't be read in pieces by iconv"),
        // Which would pass over what can't be decoded, or be another encoding on another machine.
        ("\"cp1252//IGNORE\"", "source.encoding: \"cp1252//IGNORE\" is no encoding that iconv knows (`iconv -l` lists them)"),
        ("\"\"", "source.encoding: \"\" is no encoding that iconv knows (`iconv -l` lists them)"),
        ("[utf-8]", "source.encoding must be the name of an encoding, not a list"),
    ])
    func unknown(written: String, message: String) {
        #expect(messages(Spec.withSource("source: { files: a.csv, encoding: \(written), columns: { id: integer } }")) == [message])
    }

    @Test("it is a key of source, whatever the format")
    func place() {
        let found = messages(Spec.withCSV("encoding: latin-1"))
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("unknown key \"encoding\" in source.csv; it belongs in source or "), "\(found)")
    }
}
