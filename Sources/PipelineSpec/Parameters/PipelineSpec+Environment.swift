// Which variables of the environment a spec asks for.

extension PipelineSpec {
    /// The names in all `${env:NAME}` of the spec's text, each once, sorted. Those in a comment of the YAML count too.
    public var environmentNames: [String] { Self.environmentNames(in: text) }

    /// The same of a file, which may be a job.
    ///
    /// - Throws: `SpecError.unreadable`
    public static func environmentNames(ofFile path: String) throws(SpecError) -> [String] {
        let bytes = try SpecFile.bytes(ofFileAt: path, limit: YAMLLimits().fileBytes)
        return environmentNames(in: String(decoding: bytes, as: UTF8.self))
    }

    static func environmentNames(in text: String) -> [String] {
        let names = ParameterTemplate(text).segments.compactMap { segment -> String? in
            guard case .reference(let name, _) = segment, name.hasPrefix(ParameterValues.environmentPrefix) else {
                return nil
            }
            return String(name.dropFirst(ParameterValues.environmentPrefix.count))
        }
        return Set(names).sorted()
    }
}
