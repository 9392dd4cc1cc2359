// One row of a batch for code that must not see the batch's memory: the transforms of a program that uses Weir.

/// A row on its way from source to sink. It is lent for one call and can't be kept.
///
/// A column is got and set by its name, in any ASCII case; those that the transform has not declared are none of its
/// business, and to ask for one refuses the row. What is set is checked when the call has returned: a number must be
/// one of the column's storage, a text is read as a field of an input would be, and what does not fit refuses the row.
public struct RowView: ~Copyable {
    /// A column that may be seen.
    package struct Field: Sendable {
        package let name: String
        package let slot: Int
        fileprivate let lowercased: String

        package init(name: String, slot: Int) {
            self.name = name
            self.slot = slot
            lowercased = name.asciiLowercased
        }
    }

    package enum Verdict: Equatable {
        case keep, drop
        case reject(column: String?, reason: String)
    }

    private let batch: RowBatch
    package let fields: [Field]
    private var index = 0
    /// What was set, by field.
    package private(set) var changes: [RowValue?]
    package private(set) var isChanged = false
    package private(set) var verdict = Verdict.keep

    package init(_ batch: RowBatch, fields: [Field]) {
        self.batch = batch
        self.fields = fields
        changes = Array(repeating: nil, count: fields.count)
    }

    /// Goes on to another row of the batch.
    package mutating func move(to index: Int) {
        self.index = index
        verdict = .keep
        guard isChanged else { return }
        for field in changes.indices { changes[field] = nil }
        isChanged = false
    }

    /// The value of a column.
    public subscript(column: String) -> RowValue {
        mutating get {
            guard let field = field(column) else { return .null }
            return changes[field] ?? value(batch.row(index)[fields[field].slot])
        }
        set {
            guard let field = field(column) else { return }
            changes[field] = newValue
            isChanged = true
        }
    }

    /// Number of the row's record within its input, from 1.
    public var record: Int { batch.recordNumber(ofRow: index) }

    /// Leaves the row out on purpose; it is counted as dropped. A row that was refused stays refused.
    public mutating func drop() {
        if verdict == .keep { verdict = .drop }
    }

    /// Refuses the row: it is counted and kept with its record, and `rejects.max` decides whether the run goes on.
    /// The first reason counts.
    ///
    /// - Parameters:
    ///   - column: the column at fault, if one is.
    ///   - reason: for a person, such as `is not a known customer`.
    public mutating func reject(column: String? = nil, reason: String) {
        if case .reject = verdict { return }
        verdict = .reject(column: column, reason: String(reason.prefix(1000)))
    }

    private mutating func field(_ column: String) -> Int? {
        if let exact = fields.firstIndex(where: { $0.name == column }) { return exact }
        let lowercased = column.asciiLowercased
        if let found = fields.firstIndex(where: { $0.lowercased == lowercased }) { return found }
        reject(reason: "the transform asks for column \(ValueExcerpt(column.utf8)), which it does not declare")
        return nil
    }

    private func value(_ cell: Cell) -> RowValue {
        switch cell.tag {
        case .null: .null
        case .integer: .integer(cell.integerValue)
        case .real: .real(cell.realValue)
        case .text: .text(String(decoding: batch.bytes(of: cell), as: UTF8.self))
        case .blob: .blob(Array(batch.bytes(of: cell)))
        }
    }
}
