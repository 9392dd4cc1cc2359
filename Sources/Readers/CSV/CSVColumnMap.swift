// Which field of a record goes where. Built once per input by CSVHeader; read by the hot loop.

import RowModel

/// What becomes of one field of a record.
struct FieldTarget {
    enum Kind: UInt8 {
        /// No column asks for it.
        case ignored
        /// One text column.
        case text
        /// One column of another type.
        case converted
        /// Noted, and dealt with when the record is complete: an extra field, or one that several columns ask for.
        case captured
    }

    var kind = Kind.ignored
    /// The column's slot; for a captured field its place in ``CSVColumnMap/captured``.
    var slot = 0
    /// Whether a quoted null marker is the text itself.
    var keepsQuotedNull = false
    var converter = Converter(.text)
}

/// A field that waits for its record to be complete: a range of the arena.
struct CapturedField {
    var offset = 0
    var length = 0
    var isQuoted = false
}

/// Maps the fields of a record to columns.
///
/// Invariant that makes the raw pointers safe: `targets` has `width` and `captured` `captures.count` initialised
/// elements for the object's life. One decoder owns it.
final class CSVColumnMap {
    /// A captured field: its position, and the columns that ask for it; none if it is an extra one.
    struct Capture {
        var field: Int
        var columns: [SourceColumn]
    }

    /// Fields of a whole record.
    let width: Int
    let targets: UnsafeMutablePointer<FieldTarget>
    let captured: UnsafeMutablePointer<CapturedField>
    let captures: [Capture]
    /// The slot of the JSON object of extra fields.
    let extraSlot: Int?
    /// What each field is called in rejects, and in the JSON object.
    let fieldNames: [String]
    let nullMarkers: NullMarkers
    /// Columns that the input lacks, which are null in each of its rows.
    let absent: [SourceColumn]

    /// The fields of the record at hand that stand behind the last column.
    private(set) var surplus: [CapturedField] = []
    /// Most of them: each costs memory beside its text.
    static let surplusCapacity = 32_768
    private let headerNames: Set<String>

    /// Whether every record has to be finished off the hot path.
    let capturesFields: Bool
    /// Whether fields behind the last one are ignored: only where there is no header that could name them.
    let ignoresFurtherFields: Bool

    /// - Parameters:
    ///   - names: the header's names; for a file without one, the columns' own.
    ///   - columns: by field, the columns that ask for it.
    ///   - absent: the columns that no field is for.
    ///   - ignoresFurtherFields: whether a record may have more fields than there are names.
    init(
        names: [String], columns: [[SourceColumn]], absent: [SourceColumn] = [], extraColumns: ExtraColumns,
        nullMarkers: [String], ignoresFurtherFields: Bool = false
    ) {
        precondition(names.count == columns.count)
        self.absent = absent
        headerNames = Set(names)
        self.ignoresFurtherFields = ignoresFurtherFields
        width = names.count
        fieldNames = zip(names, columns).map { $1.first?.name ?? $0 }
        self.nullMarkers = NullMarkers(nullMarkers)
        if case .capture(let slot) = extraColumns { extraSlot = slot } else { extraSlot = nil }

        targets = .allocate(capacity: max(1, width))
        targets.initialize(repeating: FieldTarget(), count: width)
        var captures: [Capture] = []
        for (field, wanting) in columns.enumerated() {
            if wanting.count == 1 {
                let type = wanting[0].type
                targets[field] = FieldTarget(
                    kind: type == .text ? .text : .converted, slot: wanting[0].slot, keepsQuotedNull: type.keepsQuotedNull,
                    converter: wanting[0].converter)
            } else if wanting.count > 1 || extraSlot != nil {
                targets[field] = FieldTarget(kind: .captured, slot: captures.count)
                captures.append(Capture(field: field, columns: wanting))
            }
        }
        self.captures = captures
        capturesFields = !captures.isEmpty || extraSlot != nil
        captured = .allocate(capacity: max(1, captures.count))
        captured.initialize(repeating: CapturedField(), count: captures.count)
    }

    deinit {
        targets.deallocate()
        captured.deallocate()
    }

    /// Notes a field behind the last column; beyond ``surplusCapacity`` it is only known that there are more.
    func addSurplus(_ field: CapturedField) {
        if surplus.count < Self.surplusCapacity { surplus.append(field) }
    }

    func clearSurplus() {
        surplus.removeAll(keepingCapacity: true)
    }

    /// What a field without a name is called: by its position, from 1, and by no name of the header.
    func name(ofSurplus index: Int) -> String {
        var name = "column_\(width + index + 1)"
        while headerNames.contains(name) { name += "_" }
        return name
    }

    /// Makes the columns that the input lacks null in the rows of a batch.
    func clearAbsent(in batch: RowBatch) {
        for column in absent {
            for row in 0..<batch.rowCount { batch.row(row)[column.slot] = .null }
        }
    }
}

extension ColumnType {
    /// Whether a quoted null marker is a value: only where the column could hold the text itself.
    var keepsQuotedNull: Bool { self == .text || self == .json }
}
