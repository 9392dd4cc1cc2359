// What a page that goes to others does not say.

/// What is left out.
public struct ReportDiscretion: Sendable, Equatable {
    /// Neither the spec's text nor parameters.
    public var hidesSpec = false
    /// No record of the data; reasons and errors without the values that they quote.
    public var hidesRecords = false

    public init(hidesSpec: Bool = false, hidesRecords: Bool = false) {
        self.hidesSpec = hidesSpec
        self.hidesRecords = hidesRecords
    }

    /// A reason or an error as it may be shown.
    func shown(_ reason: String) -> String { hidesRecords ? reason.withoutQuotedValues : reason }
}

extension String {
    /// With `"…"` in the place of each value in quotes; one that never ends is left out to the end.
    var withoutQuotedValues: String {
        var shown = ""
        var isQuoted = false
        var isEscaped = false
        for character in self {
            if character == "\"", !isEscaped {
                shown += isQuoted ? "…\"" : "\""
                isQuoted.toggle()
            } else if !isQuoted {
                shown.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return isQuoted ? shown + "…\"" : shown
    }
}
