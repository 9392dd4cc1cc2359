// lookup: columns of the record of a reference that has the row's key.

import BatchSQL
import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func lookup(_ spec: LookupSpec) -> (String, (any RowTransform)?) {
        let path = locate(spec.from.path.value)
        let known = knownColumns(of: spec.from, at: path)
        var keys: [(column: Column, reference: Reference.Column)] = []
        for pair in spec.on {
            guard let position = position(of: pair.column, in: "lookup") else { continue }
            let column = schema.columns[position]
            guard var reference = referenced(pair.reference, known, elseOf: column.type, in: spec.from) else { continue }
            // Where the table says nothing, a value of another storage class is found when it is read.
            if case .table = spec.from, reference.type == .any { reference.type = Self.storedType(like: column.type) }
            check(column, against: reference, at: pair.column.mark, spec.from)
            keys.append((column, reference))
        }
        var added: [(slot: Int, reference: Reference.Column)] = []
        for pair in spec.columns {
            let compared = keys.first { $0.reference.name.value == pair.reference.value }?.reference.type
            let reference = referenced(pair.reference, known, elseOf: compared ?? .text, in: spec.from)
            let column = Column(name: pair.column.value, type: (reference?.type ?? .any).stored, slot: takeSlot())
            setColumn(column)
            if let reference { added.append((column.slot, reference)) }
        }
        let reference = Reference(
            spec.from, path: path, keyColumns: keys.map(\.reference), valueColumns: added.map(\.reference))
        let lookup = Lookup(
            reference: reference, keys: keys.map(\.column), slots: added.map(\.slot), missing: spec.missing,
            longestValue: sandbox.maxValueBytes)
        return (Self.detail(spec, reference), lookup)
    }

    /// The type of an SQLite column that holds values of the same storage class.
    private static func storedType(like type: ColumnType) -> ColumnType {
        switch type.sqlType {
        case "INTEGER": .integer
        case "REAL": .real
        case "TEXT": .text
        default: .any
        }
    }

    private static func detail(_ spec: LookupSpec, _ reference: Reference) -> String {
        func text(_ pairs: [LookupSpec.Pair], _ joint: String) -> String {
            pairs.map { $0.column.value == $0.reference.value ? $0.column.value : "\($0.column.value)\(joint)\($0.reference.value)" }
                .joined(separator: ", ")
        }
        let missing =
            switch spec.missing {
            case .reject: "rejected"
            case .null: "null"
            case .drop: "dropped"
            }
        return "\(text(spec.columns, " = ")) of \(reference.name) by \(text(spec.on, " = ")); what is not there is \(missing)"
    }

    /// Columns whose types are known: those that the spec declares, or those of the table; nil if that can't be told.
    private func knownColumns(of spec: ReferenceSpec, at path: String) -> [(name: String, type: ColumnType)]? {
        switch spec {
        case .file(let file):
            return file.columns.map { $0.map { ($0.name.value, $0.type.stored) } }
        case .table(_, let table):
            // What can't be read is said once the spec is known to be sound.
            let columns = try? TableReader(database: path, table: table.value).columns()
            return columns.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    /// A column of the reference, or nil after reporting that there is none.
    private mutating func referenced(
        _ name: Located<String>, _ known: [(name: String, type: ColumnType)]?, elseOf type: ColumnType, in spec: ReferenceSpec
    ) -> Reference.Column? {
        let found = known?.first { $0.name.asciiLowercased == name.value.asciiLowercased }
        if let found { return Reference.Column(name: Located(found.name, at: name.mark), type: found.type) }
        switch spec {
        case .file:
            return Reference.Column(name: name, type: type == .any ? .text : type)
        case .table where known == nil:
            return Reference.Column(name: name, type: .any)
        case .table:
            report(
                "lookup: \(spec.path.value) has no column \"\(name.value)\" there", at: name.mark,
                suggestion: closestMatch(to: name.value, among: known?.map(\.name) ?? []))
            return nil
        }
    }

    /// A number is never equal to a text, so that such a lookup would find nothing.
    private mutating func check(
        _ column: Column, against reference: Reference.Column, at mark: SourceMark, _ spec: ReferenceSpec
    ) {
        let isSame =
            switch spec {
            case .file: column.type == reference.type
            // It says how values are stored, not what they mean.
            case .table: column.type.sqlType == reference.type.sqlType
            }
        if isSame { return }
        if column.type == .any {
            return report(
                "lookup compares \"\(column.name)\", which may hold any type, with \"\(reference.name.value)\", which is "
                    + "\(reference.type.specName): 1 is not '1'; cast it or give it a type where it is made",
                at: mark)
        }
        report(
            "lookup compares \"\(column.name)\", which is \(column.type.specName), with \"\(reference.name.value)\", which is "
                + "\(reference.type.specName); cast one of them",
            at: mark)
    }
}

/// Fills new columns. A null is equal to nothing: a row with one in its key is not there.
struct Lookup: RowTransform {
    let source: Reference
    /// Of the row, in the order of the reference's.
    let keys: [Column]
    /// Of the new columns, in the order of the reference's values.
    let slots: [Int]
    let missing: LookupSpec.Missing
    private let key: RowKey
    /// Most bytes of a batch's arena behind its block, as for `derive`.
    private let room: Int
    private let verdicts = RowVerdicts()

    init(reference: Reference, keys: [Column], slots: [Int], missing: LookupSpec.Missing, longestValue: Int) {
        source = reference
        self.keys = keys
        self.slots = slots
        self.missing = missing
        key = RowKey(slots: keys.map(\.slot))
        room = max(2 * longestValue, 16 << 20)
    }

    var reference: Reference? { source }

    func apply(to batch: RowBatch, stage: Int) throws(TransformError) -> Tally {
        precondition(source.isLoaded, "a lookup needs its reference")
        verdicts.begin(batch)
        for row in 0..<batch.rowCount {
            guard let values = try values(of: row, in: batch) else {
                miss(row, of: batch, stage: stage)
                continue
            }
            guard RowValues.textBytes(in: values) <= room - (batch.arenaCount - batch.blockEnd) else {
                verdicts.reject(row, of: batch, stage: stage, column: nil, reason: tooMuch)
                continue
            }
            RowValues.read(values, into: batch.row(row), slots: slots, in: batch)
        }
        return verdicts.settle(batch)
    }

    private func values(of row: Int, in batch: RowBatch) throws(TransformError) -> UnsafeRawBufferPointer? {
        let cells = batch.row(row)
        for column in keys where cells[column.slot].tag == .null { return nil }
        return try source.find(key.of(cells, in: batch))
    }

    private func miss(_ row: Int, of batch: RowBatch, stage: Int) {
        switch missing {
        case .null: for slot in slots { batch.row(row)[slot] = .null }
        case .drop: verdicts.drop(row)
        case .reject:
            verdicts.reject(row, of: batch, stage: stage, column: keys.first?.name, reason: reason(row, of: batch))
        }
    }

    private func reason(_ row: Int, of batch: RowBatch) -> String {
        let values = keys.map { column in
            let cell = batch.row(row)[column.slot]
            return cell.tag == .null ? "null" : "\(ValueExcerpt(CellText.string(cell, type: column.type, in: batch).utf8))"
        }
        return "\(values.joined(separator: ", ")) is not in \(source.name)"
    }

    private var tooMuch: String {
        "the looked-up values of this batch would take more than \(room.grouped) bytes; set flow.batch_rows lower"
    }
}
