// The way into this module: a file or a text → a spec, or everything that is wrong with it.

import Foundation

extension PipelineSpec {
    /// Reads and checks a spec file.
    ///
    /// - Parameters:
    ///   - path: the file; it is named in every message as given here.
    ///   - parameters: values for what the spec declares under `params`, by name.
    ///   - environment: what `${env:NAME}` stands for.
    /// - Throws: `SpecError.unreadable` if there is no such file, `SpecError.invalid` with all that is wrong.
    public static func load(
        path: String, parameters: [String: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SpecError) -> PipelineSpec {
        try decode(path: path, parameters: parameters, environment: environment).get()
    }

    /// Reads a spec file, and goes as far as it can in spite of faults: for a caller that has more to check.
    ///
    /// - Throws: `SpecError.unreadable` if there is no such file.
    public static func decode(
        path: String, parameters: [String: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SpecError) -> SpecDecoding {
        let limits = YAMLLimits()
        let bytes = try SpecFile.bytes(ofFileAt: path, limit: limits.fileBytes)
        return decode(bytes: bytes, path: path, parameters: parameters, environment: environment, limits: limits)
    }

    /// Checks the text of a spec.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - path: what messages call it, and what the paths in it are relative to.
    ///   - parameters: values for what the spec declares under `params`, by name.
    ///   - environment: what `${env:NAME}` stands for.
    /// - Throws: `SpecError.invalid`.
    public static func parse(
        text: String, path: String = "spec.yaml", parameters: [String: String] = [:],
        environment: [String: String] = [:]
    ) throws(SpecError) -> PipelineSpec {
        try parse(bytes: Array(text.utf8), path: path, parameters: parameters, environment: environment)
    }

    static func parse(
        bytes: [UInt8], path: String, parameters: [String: String] = [:], environment: [String: String] = [:],
        limits: YAMLLimits = YAMLLimits()
    ) throws(SpecError) -> PipelineSpec {
        try decode(bytes: bytes, path: path, parameters: parameters, environment: environment, limits: limits).get()
    }

    private static func decode(
        bytes: [UInt8], path: String, parameters: [String: String], environment: [String: String], limits: YAMLLimits
    ) -> SpecDecoding {
        let diagnostics = DiagnosticCollector(file: path)
        var decoding = SpecDecoding()
        if let text = SpecText(bytes, limits: limits, diagnostics: diagnostics),
            let root = root(of: text, limits: limits, diagnostics: diagnostics)
        {
            let decoder = SpecDecoder(
                path: path, text: text.asRead, given: parameters, environment: environment, diagnostics: diagnostics,
                limits: limits)
            decoding.spec = decoder.spec(root, source: Array(text.parsed.unicodeScalars))
            decoding.findSoundParts(of: root, diagnostics: diagnostics.diagnostics)
        }
        // Whoever gives nothing has reported why; an empty list would be a lie to the caller.
        if decoding.spec == nil, diagnostics.diagnostics.isEmpty {
            diagnostics.report("the spec can't be decoded", at: .start)
        }
        decoding.diagnostics = diagnostics.diagnostics.inFileOrder()
        return decoding
    }

    static func root(
        of text: SpecText, limits: YAMLLimits, diagnostics: DiagnosticCollector
    ) -> YAMLNode? {
        var composer = YAMLComposer(Array(text.parsed.utf8), limits: limits, diagnostics: diagnostics)
        do {
            if let root = try composer.document() { return root }
            diagnostics.report("the spec is empty", at: .start)
        } catch {
            diagnostics.report(text.explain(error), at: SourceMark(line: error.line, column: error.column))
        }
        return nil
    }
}
