// What the value of a key may be.

/// The kinds of values of docs/spec.md. A scalar of any kind may be written with parameters (`${name}`).
indirect enum SpecValue: Sendable {
    /// Any scalar as it is written, but not the empty text. The text `null` is to be put in quotes, though most
    /// decoders take it without: to an editor it is what a value left out is.
    case text
    /// The same, or the empty text.
    case anyText
    /// A text that only parameters can give.
    case secret
    case boolean
    case integer(ClosedRange<Int>)
    /// A scalar with a syntax of its own.
    case literal(LiteralForm)
    /// `ignoringCase`: of ASCII letters.
    case words([String], ignoringCase: Bool)
    case null
    /// `canBeEmpty`: also as `null`, which is left behind when all its entries are commented out.
    case list(of: SpecValue, canBeEmpty: Bool)
    case mapping(KeySet)
    /// A mapping that may be left empty, as is left behind when all its entries are commented out.
    case section(KeySet)
    /// A mapping whose keys are names of the user's.
    case named(SpecValue, NameForm, canBeEmpty: Bool)
    /// A mapping with exactly one of these keys.
    case oneKey([SpecKey])
    case oneOf([SpecValue])

    static func words<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> SpecValue {
        .words(type.allCases.map(\.rawValue), ignoringCase: false)
    }

    static func list(of value: SpecValue) -> SpecValue { .list(of: value, canBeEmpty: false) }

    static func named(_ value: SpecValue, _ form: NameForm) -> SpecValue { .named(value, form, canBeEmpty: false) }

    static let textOrNull = SpecValue.oneOf([.anyText, .null])

    /// One text or a list of them.
    static let texts = SpecValue.oneOf([.text, .list(of: .text)])

    static func size(in bounds: ClosedRange<Int> = 1...Int.max) -> SpecValue { .literal(SizeLiteral.form(in: bounds)) }
}

/// The keys of a mapping that the user names.
enum NameForm: Sendable {
    /// Columns that are there already, or values.
    case any
    case newColumn
    case parameter
    case view

    /// What a name is matched by (ECMA-262); nil for any.
    var pattern: String? {
        switch self {
        case .any: nil
        case .newColumn: "^(?!\(reservedPrefix.inAnyCase))[^\\u0000]+$"
        case .parameter: "^[A-Za-z_][A-Za-z0-9_-]*$"
        case .view: "^(?!\(reservedPrefix.inAnyCase)|\(reservedPrefixOfSQLite.inAnyCase))[^\\u0000]+$"
        }
    }
}

/// A scalar with a syntax of its own, as far as a schema can say it.
struct LiteralForm: Sendable {
    /// What matches the whole text, as alternatives of ECMA-262 without `^` and `$`.
    var pattern: String
    /// What may be written as a number, without quotes.
    var numbers: ClosedRange<Int>?
}

extension String {
    /// A pattern (ECMA-262) of these letters, digits and signs that stand for themselves, in any case.
    var inAnyCase: String {
        map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : String($0) }.joined()
    }
}
