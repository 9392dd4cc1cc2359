// What a first spec for unknown files would say.

import Foundation
import PipelineSpec
import Readers
import RowModel

/// The contents of a spec that loads some files, made from their first records.
public struct SpecDraft: Sendable {
    public struct Column: Sendable {
        public var name: String
        /// The header's name or the path.
        public var source: String
        public var type: ColumnType
        /// How its numbers are written; nil for the type's own way.
        public var numbers: NumberStyle?
        /// What else the values may mean, by who reads them.
        public var otherStyles: [WrittenStyle] = []
        /// Digits behind the point, if a decimal may do better than a real.
        public var decimalScale: Int?
        /// Whether each record of the samples has a value of its own.
        public var isKey: Bool
        /// What stands for null in it.
        public var nullMarkers: Set<String>
    }

    /// Of the pipeline and the table.
    public let name: String
    public let files: [String]
    public let format: RecordFormat
    public private(set) var encoding: TextEncoding
    public private(set) var columns: [Column]
    /// Records that were looked at.
    public private(set) var records: Int
    /// What a person should look at, a line each.
    public private(set) var warnings: [String] = []

    /// Longest record that is looked at, as the default of `flow.max_record`.
    private static let maxRecordBytes = FlowSpec().maxRecord

    /// - Parameters:
    ///   - files: paths, at least one.
    ///   - name: nil for one made of the first file's.
    /// - Throws: ``ReadError``, ``FlowError/nothingToInfer`` for a file without columns.
    public init(files: [String], name: String? = nil) throws {
        let profiles = try files.map { try InputProfile(path: $0, maxRecordBytes: Self.maxRecordBytes) }
        guard let first = profiles.first, !first.columns.isEmpty else { throw FlowError.nothingToInfer }
        self.files = files
        self.name = name ?? Self.name(for: files[0])
        format = first.format
        encoding = profiles.lazy.compactMap(\.encoding).first ?? .utf8
        records = profiles.reduce(0) { $0 + $1.records }
        let names = ColumnName.unique(for: first.columns.map(\.source))
        columns = zip(names, first.columns).map { Self.column($0, $1, format: first.format) }
        for (file, profile) in zip(files, profiles).dropFirst() { merge(profile, of: file, first) }
        for (file, profile) in zip(files, profiles) { warn(of: profile, file) }
    }

    private static func column(_ name: String, _ column: InputProfile.Column, format: RecordFormat) -> Column {
        let profile = column.profile
        let markers = Set(profile.nullMarkers.keys)
        // Only CSV can say what stands for null.
        let canNarrow = column.type == .text && (!format.isJSON || markers.isEmpty)
        let styles = profile.possibleStyles
        let own = canNarrow ? profile.type : nil
        let style = canNarrow && own == nil && styles.count == 1 ? styles[0] : nil
        let isNarrowed = own != nil || style != nil
        let type = style?.type ?? own ?? column.type
        return Column(
            name: name, source: column.source, type: type, numbers: style?.numbers,
            otherStyles: style == nil && [.text, .real].contains(type) ? styles : [],
            decimalScale: type == .real && style == nil ? profile.decimalScale : nil,
            isKey: profile.isKey && type != .real && type != .json, nullMarkers: isNarrowed ? markers : [])
    }

    /// Widens types to what another file holds.
    private mutating func merge(_ profile: InputProfile, of file: String, _ first: InputProfile) {
        guard profile.format == first.format, (profile.encoding ?? encoding) == encoding else {
            warnings.append("\(file) is written otherwise than \(files[0]): it needs a spec of its own")
            return
        }
        let sources = profile.columns.map(\.source)
        let (missing, more) = (columns.filter { !sources.contains($0.source) }, Set(sources).subtracting(columns.map(\.source)))
        if !missing.isEmpty { warnings.append("\(file) has no \(missing.map(\.source).joined(separator: ", "))") }
        if !more.isEmpty { warnings.append("\(file) has more columns: \(more.sorted().joined(separator: ", "))") }
        for (index, column) in columns.enumerated() {
            guard let other = profile.columns.first(where: { $0.source == column.source }) else { continue }
            let theirs = Self.column(column.name, other, format: format)
            (columns[index].type, columns[index].numbers) = Self.wider(column, theirs)
            columns[index].otherStyles = column.otherStyles.filter(theirs.otherStyles.contains)
            columns[index].isKey = column.isKey && theirs.isKey
            columns[index].nullMarkers.formUnion(theirs.nullMarkers)
            columns[index].decimalScale = column.decimalScale.flatMap { mine in theirs.decimalScale.map { max(mine, $0) } }
        }
    }

    private static func wider(_ column: Column, _ other: Column) -> (ColumnType, NumberStyle?) {
        let type = wider(column.type, other.type)
        guard [.integer, .real].contains(type), column.numbers != other.numbers else { return (type, column.numbers) }
        // A whole number without separators is one in every style.
        if column.numbers == nil, column.type == .integer { return (type, other.numbers) }
        if other.numbers == nil, other.type == .integer { return (type, column.numbers) }
        return (.text, nil)
    }

    private static func wider(_ type: ColumnType, _ other: ColumnType) -> ColumnType {
        if type == other { return type }
        let numbers: Set<ColumnType> = [.integer, .real]
        return numbers.isSuperset(of: [type, other]) ? .real : type == .json || other == .json ? .json : .text
    }

    private mutating func warn(of profile: InputProfile, _ file: String) {
        if case .csv(let dialect) = profile.format, dialect.footerLines > 0 {
            let lines = dialect.footerLines == 1 ? "line of \(file) is" : "\(dialect.footerLines) lines of \(file) are"
            warnings.append("the last \(lines) taken for a footer: cut off, and not counted as records")
        }
        guard profile.rejects > 0 else { return }
        warnings.append(
            "\(file): \(profile.rejects.counted("record")) of the sample would be \(profile.rejects == 1 ? "a reject" : "rejects"), "
                + "such as \(profile.firstReject ?? "")")
    }

    /// `orders` for `in/Orders-2026-11-19.csv.gz`.
    private static func name(for file: String) -> String {
        let stem = file.split(separator: "/").last.map(String.init) ?? file
        let words = ColumnName.normalized(String(stem.prefix { $0 != "." })).split(separator: "_").map(String.init)
        // A date behind the name is that of one file of many.
        let kept = Array(words.prefix { !$0.allSatisfy(\.isNumber) })
        let name = (kept.isEmpty ? words : kept).joined(separator: "_")
        return name.isEmpty ? "data" : name.hasPrefix("sqlite_") || name.hasPrefix("_weir_") ? "data_\(name)" : name
    }
}
