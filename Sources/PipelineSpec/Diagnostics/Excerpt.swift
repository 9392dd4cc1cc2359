// How a text from a spec is shown in a message.

/// The text in quotes, on one line and not longer than a message bears.
///
/// - Parameter limit: most characters shown; a longer text ends in `…`.
func excerpt(_ text: some StringProtocol, limit: Int = 60) -> String {
    var shown = "\""
    var count = 0
    for scalar in text.unicodeScalars {
        if count == limit {
            shown += "…"
            break
        }
        switch scalar {
        case "\n": shown += "\\n"
        case "\r": shown += "\\r"
        case "\t": shown += "\\t"
        case "\"": shown += "\\\""
        // U+0085, U+2028 and U+2029 are line breaks to some terminals.
        case _ where scalar.properties.generalCategory == .control
            || scalar.properties.isPatternWhitespace && scalar != " ":
            shown += "\\u{\(String(scalar.value, radix: 16))}"
        default: shown.unicodeScalars.append(scalar)
        }
        count += 1
    }
    return shown + "\""
}
