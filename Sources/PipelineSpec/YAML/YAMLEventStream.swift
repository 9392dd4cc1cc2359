// The only place that talks to libyaml (the C parser inside Yams, https://pyyaml.org/wiki/LibYAML).
//
// Events instead of Yams' composed nodes, because a composed tree has lost what a good message needs (the places of
// duplicate keys, where a scalar ends, that an alias was used) and is built before anything can bound it: comparing
// two keys that are aliases of aliases takes exponential time.

internal import CYaml

/// The events of one YAML text, pulled one at a time.
final class YAMLEventStream {
    // libyaml keeps a pointer into the text, and its own state must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    private var hasEnded = false

    /// - Parameter bytes: valid UTF-8 without a byte order mark.
    init(_ bytes: [UInt8]) {
        text = .allocate(capacity: max(1, bytes.count))
        _ = text.initialize(from: bytes)
        parser = .allocate(capacity: 1)
        // Fails only where memory cannot be had at all; the first event then says so.
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event and its place; `streamEnd` for ever after the last.
    func next() throws(YAMLSyntaxError) -> (event: YAMLEvent, start: YAMLPosition) {
        while true {
            var raw = yaml_event_t()
            if hasEnded { return (.streamEnd, position(parser.pointee.mark)) }
            guard yaml_parser_parse(parser, &raw) == 1 else {
                hasEnded = true
                throw syntaxError()
            }
            defer { yaml_event_delete(&raw) }
            if let event = convert(raw) { return (event, position(raw.start_mark)) }
        }
    }

    private func convert(_ raw: yaml_event_t) -> YAMLEvent? {
        switch raw.type {
        case YAML_STREAM_START_EVENT:
            return nil
        case YAML_DOCUMENT_START_EVENT:
            return .documentStart
        case YAML_DOCUMENT_END_EVENT:
            return .documentEnd
        case YAML_ALIAS_EVENT:
            return .alias(name: string(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            return scalar(raw)
        case YAML_SEQUENCE_START_EVENT:
            let start = raw.data.sequence_start
            return .sequenceStart(.init(anchor: string(start.anchor), tag: string(start.tag)))
        case YAML_SEQUENCE_END_EVENT:
            return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = raw.data.mapping_start
            return .mappingStart(.init(anchor: string(start.anchor), tag: string(start.tag)))
        case YAML_MAPPING_END_EVENT:
            return .mappingEnd
        default:
            hasEnded = true
            return .streamEnd
        }
    }

    private func scalar(_ raw: yaml_event_t) -> YAMLEvent {
        let data = raw.data.scalar
        let style: YAMLScalarStyle =
            switch data.style {
            case YAML_PLAIN_SCALAR_STYLE: .plain
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .quoted
            }
        let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
        return .scalar(
            .init(text: String(decoding: bytes, as: UTF8.self), style: style, end: position(raw.end_mark)),
            .init(anchor: string(data.anchor), tag: string(data.tag)))
    }

    private func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1, index: Int(mark.index))
    }

    private func syntaxError() -> YAMLSyntaxError {
        let failed = parser.pointee
        let problem = failed.problem.map { String(cString: $0) } ?? "out of memory"
        switch failed.error {
        case YAML_READER_ERROR:
            let place = YAMLTextPlace(ofByte: failed.problem_offset, in: UnsafeBufferPointer(text))
            return YAMLSyntaxError(message: problem, line: place.line, column: place.column)
        case YAML_SCANNER_ERROR, YAML_PARSER_ERROR:
            let mark = position(failed.problem_mark)
            // libyaml's own bound, met when its scanner looks far ahead of its events; its advice is for programmers.
            if problem.hasPrefix("Maximum nesting level") {
                return YAMLSyntaxError(message: "nested far too deep", line: mark.line, column: mark.column)
            }
            var message = problem
            if let context = failed.context {
                let since = position(failed.context_mark)
                message += " \(String(cString: context))"
                if since != mark, since.line > 0 { message += " that starts at \(since.line):\(since.column)" }
            }
            return YAMLSyntaxError(message: message, line: mark.line, column: mark.column)
        default:
            return YAMLSyntaxError(message: problem, line: 1, column: 1)
        }
    }
}
