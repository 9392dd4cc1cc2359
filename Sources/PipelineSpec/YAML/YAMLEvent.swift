// What libyaml's parser says about a YAML text, as Swift values.

/// A place in the text: line and column from 1, index from 0; columns and indexes count Unicode scalars.
struct YAMLPosition: Sendable, Hashable {
    var line: Int
    var column: Int
    var index: Int

    var mark: SourceMark { SourceMark(line: line, column: column) }
}

/// How a scalar is written.
enum YAMLScalarStyle: Sendable {
    /// Without quotes: the only style in which `null`, `true` and numbers are more than text.
    case plain
    /// In single or double quotes, or tagged `!!str`.
    case quoted
    /// `|` or `>`
    case block
}

/// One event of the stream (https://yaml.org/spec/1.1/#id859109).
enum YAMLEvent: Sendable {
    struct Scalar: Sendable {
        var text: String
        var style: YAMLScalarStyle
        var end: YAMLPosition
    }

    /// Properties that may stand before any node.
    struct Properties: Sendable {
        var anchor: String?
        /// A tag written out, resolved by its handle: `tag:yaml.org,2002:str`.
        var tag: String?
    }

    case documentStart
    case documentEnd
    case streamEnd
    case alias(name: String)
    case scalar(Scalar, Properties)
    case sequenceStart(Properties)
    case sequenceEnd
    case mappingStart(Properties)
    case mappingEnd
}

/// A text that is not YAML, or more of it than a spec may be.
struct YAMLSyntaxError: Error, Sendable, Equatable {
    var message: String
    var line: Int
    var column: Int
}
