// The one place that turns a name from outside into SQL.

/// Quotes a name as an SQL identifier (https://sqlite.org/lang_keywords.html): any text but U+0000 is a valid one, and
/// none can end the quotation. Names with U+0000 are refused when a spec is compiled.
public func quoted(identifier name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
}

/// Quotes a text as an SQL string literal.
public func quoted(literal text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
}
