// The bytes of a spec file as text: size, encoding, byte order mark.

/// A text that may be given to the YAML parser.
struct SpecText {
    /// All of it.
    let asRead: String
    /// Without the byte order mark.
    let parsed: String

    /// nil, reported, if the bytes are no text that a spec could be.
    init?(_ bytes: [UInt8], limits: YAMLLimits, diagnostics: DiagnosticCollector) {
        guard bytes.count <= limits.fileBytes else {
            diagnostics.report("a spec file is at most \(limits.fileBytes >> 20) MiB", at: .start)
            return nil
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            diagnostics.report("this is UTF-16; save the spec as UTF-8", at: .start)
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let place = YAMLTextPlace(ofByte: Self.firstInvalidByte(in: bytes), in: bytes)
            diagnostics.report(
                "this is not UTF-8; save the spec as UTF-8", at: SourceMark(line: place.line, column: place.column))
            return nil
        }
        asRead = text
        parsed = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? String(text.unicodeScalars.dropFirst()) : text
    }

    private static func firstInvalidByte(in bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&rest) {
            offset += UTF8.width(scalar)
        }
        return offset
    }

    /// What to say about a text that is not YAML; names the usual causes.
    func explain(_ error: YAMLSyntaxError) -> String {
        let line = parsed.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
            .dropFirst(error.line - 1).first.map(String.init) ?? ""
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return "\(error.message); indent with spaces, YAML allows no tabs there"
        }
        if line.contains("${"), line.contains("{ ") || line.contains("[") {
            return "\(error.message); within { } and [ ] a value with ${…} has to be quoted"
        }
        return error.message
    }
}
