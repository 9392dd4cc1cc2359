// `transforms:`: the stages between decode and sink.

import RowModel

/// One entry of `transforms:`; the list's `Located` mark is the transform's key.
public enum TransformSpec: Sendable {
    /// Keep these columns, in this order.
    case select([Located<String>])
    case drop([Located<String>])
    /// Old name → new name, in the order written.
    case rename([(old: Located<String>, new: Located<String>)])
    case cast([(column: Located<String>, type: ColumnType)])
    /// Columns whose text loses white space at both ends.
    case trim([Located<String>])
    /// Column → value that replaces null, as written; converted to the column's type when compiled.
    case fill([(column: Located<String>, value: Located<String>)])
    case map(MapSpec)
    case derive([DerivedColumn])
    case filter(Located<String>)
    case assert(that: Located<String>, message: String?)
    case hash(HashSpec)
    case split(SplitSpec)
    case extract(ExtractSpec)
    case explode(ExplodeSpec)
    case dedupe(DedupeSpec)
    case lookup(LookupSpec)
    case flatten(FlattenSpec)
    case exec(ExecSpec)
    /// Of a program that uses Weir; no spec file has it.
    case custom(CustomTransform)

    /// The transforms by the key a spec writes.
    public enum Kind: String, Sendable, CaseIterable {
        case select, drop, rename, cast, trim, fill, map, derive, filter, assert, hash, split, extract, explode, dedupe,
            lookup, flatten, exec

        /// Whether one record may become several rows there.
        public var addsRows: Bool { self == .explode || self == .exec }
    }

    /// nil for what no spec file has.
    public var kind: Kind? {
        switch self {
        case .select: .select
        case .drop: .drop
        case .rename: .rename
        case .cast: .cast
        case .trim: .trim
        case .fill: .fill
        case .map: .map
        case .derive: .derive
        case .filter: .filter
        case .assert: .assert
        case .hash: .hash
        case .split: .split
        case .extract: .extract
        case .explode: .explode
        case .dedupe: .dedupe
        case .lookup: .lookup
        case .flatten: .flatten
        case .exec: .exec
        case .custom: nil
        }
    }

    /// The transform's key in the spec, or the name that a program has given it.
    public var name: String {
        if case .custom(let transform) = self { transform.name } else { kind?.rawValue ?? "" }
    }
}

/// `map: { column: status, values: { N: new, S: shipped }, default: keep | null | reject }`
public struct MapSpec: Sendable {
    public enum Default: String, Sendable, CaseIterable {
        /// A value that is not listed stays as it is.
        case keep
        case null
        case reject
    }

    public var column: Located<String>
    /// Old value → new value, both as written, in the order written; nil stands for null.
    public var values: [(old: Located<String>, new: Located<String?>)]
    public var `default`: Default

    public init(
        column: Located<String>, values: [(old: Located<String>, new: Located<String?>)], default: Default = .keep
    ) {
        self.column = column
        self.values = values
        self.default = `default`
    }
}

/// One column of `derive:`.
public struct DerivedColumn: Sendable, Equatable {
    public var name: Located<String>
    /// An SQL expression over the columns of the row.
    public var expression: Located<String>
    /// `.any` unless the spec gives a type.
    public var type: ColumnType

    public init(name: Located<String>, expression: Located<String>, type: ColumnType = .any) {
        self.name = name
        self.expression = expression
        self.type = type
    }
}
