// What `${…}` may stand for in one load of a spec.

/// The parameters a spec declares, with the values they have, and the environment.
struct ParameterValues {
    /// Declared parameters; nil where one has no value, which has been reported.
    var declared: [String: String?] = [:]
    /// Names of those whose value is a default that uses the environment.
    var fromEnvironment: Set<String> = []
    var environment: [String: String]
    /// What can use the environment and no parameter, as messages call it: the default of a parameter, so that there are no
    /// circles.
    var environmentOnlyPlace: String?

    /// What may be kept and shown: secrets come from the environment.
    var own: [String: String] {
        declared.compactMapValues { $0 }.filter { !fromEnvironment.contains($0.key) }
    }

    /// Whether the value of a reference is the environment's.
    func isFromEnvironment(_ name: String) -> Bool {
        name.hasPrefix(Self.environmentPrefix) || fromEnvironment.contains(name)
    }

    static let environmentPrefix = "env:"

    enum Resolution {
        case value(String)
        /// Declared without a value: reported where it is declared.
        case missing
        case unknown(message: String, suggestion: String?)
    }

    func resolve(_ name: String, closest: (String, [String]) -> String?) -> Resolution {
        if name.hasPrefix(Self.environmentPrefix) {
            let variable = String(name.dropFirst(Self.environmentPrefix.count))
            if let value = environment[variable] { return .value(value) }
            return .unknown(message: "environment variable \(excerpt(variable)) is not set", suggestion: nil)
        }
        if let environmentOnlyPlace {
            return .unknown(
                message: "\(environmentOnlyPlace) can only use ${env:…}, not \(excerpt("${" + name + "}"))",
                suggestion: environment[name] != nil ? Self.environmentPrefix + name : nil)
        }
        if let known = declared[name] {
            return known.map(Resolution.value) ?? .missing
        }
        if !ParameterTemplate.isName(name) {
            return .unknown(
                message: "\(excerpt("${" + name + "}")) names no parameter; a literal ${ is written $${",
                suggestion: nil)
        }
        let suggestion =
            closest(name, declared.keys.sorted())
            ?? (environment[name] != nil ? Self.environmentPrefix + name : nil)
        return .unknown(
            message: "unknown parameter \(excerpt(name)); declare it under params", suggestion: suggestion)
    }
}
