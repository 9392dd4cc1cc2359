// JSON objects that are values of a row → cells: what transforms share with the reader.

import RowModel

/// Takes columns from an object that stands in a batch's arena, by the rules of ``NDJSONDecoder``. A class since it
/// learns from each object what the next is likely to look like; confined to one task at a time.
public final class ValueObjectDecoder {
    private let columns: [SourceColumn]
    private let slots: [Int]
    private var objects: ObjectDecoder
    private var decoded = 0

    /// - Parameter longestText: most bytes that joining may make of a shorter array.
    /// - Throws: ``ColumnPathError``
    public init(columns: [SourceColumn], extraColumns: ExtraColumns, longestText: Int) throws(ColumnPathError) {
        self.columns = columns
        objects = try ObjectDecoder(
            plan: DecodePlan(
                format: .ndjson, compression: .none, columns: columns, extraColumns: extraColumns,
                maxRecordBytes: longestText))
        slots = columns.map(\.slot) + (objects.captureSlot.map { [$0] } ?? [])
    }

    /// Decodes the value `range` of the batch's arena into a row. A null gives nulls. Texts that have to be rewritten are
    /// appended to the arena, which may move.
    ///
    /// - Parameter range: valid JSON without white space around it.
    /// - Returns: nil when the cells are stored; else why they are not.
    public func decode(
        _ range: Range<Int>, in batch: RowBatch, into row: UnsafeMutablePointer<Cell>
    ) -> RecordProblem? {
        switch JSONKind(firstByte: batch.arena[range.lowerBound]) {
        case .object: return decodeObject(range, in: batch, into: row)
        case .null:
            storeNulls(into: row)
            return nil
        case let kind:
            return RecordProblem(reason: "is \(kind?.noun ?? "no JSON"), not an object")
        }
    }

    /// What a row without such a value has.
    public func storeNulls(into row: UnsafeMutablePointer<Cell>) {
        for slot in slots { row[slot] = .null }
    }

    private func decodeObject(
        _ range: Range<Int>, in batch: RowBatch, into row: UnsafeMutablePointer<Cell>
    ) -> RecordProblem? {
        decoded += 1
        objects.directory.forgetExcess()
        // ObjectDecoder's invariant, whatever stands behind the value.
        if range.upperBound == batch.arenaCount { _ = batch.reserve(1) }
        let behind = batch.arena[range.upperBound]
        batch.arena[range.upperBound] = UInt8(ascii: "\n")
        defer { batch.arena[range.upperBound] = behind }
        do {
            let refusal = try objects.decode(
                range.lowerBound, range.upperBound, record: decoded, in: batch, into: row)
            if let refusal { return refusal.problem(objects.directory, columns, in: batch) }
            return objects.end == range.upperBound ? nil : RecordProblem(reason: "is not valid JSON")
        } catch {
            return RecordProblem(reason: "is not valid JSON: \(error.message)")
        }
    }
}
