// Records with marks of several bytes: the loop of CSVRecordLoop without its haste. Called by CSVDecoder only.

import RowModel

extension CSVDecoder {
    /// As ``decodeRecords(_:map:from:blockEnd:isFinal:)``, which says what the pointers rely on.
    mutating func decodeMarkedRecords(
        _ batch: RowBatch, map: CSVColumnMap, marks: CSVMarks, from start: Int, blockEnd: Int, isFinal: Bool
    ) throws(DecodeError) -> LoopEnd {
        let recordBase = batch.recordBase - 1
        var recordStart = start
        var row = 0
        var isIncomplete = false
        map.clearSurplus()
        while recordStart < blockEnd, row < batch.shape.rowCapacity, batch.rejects.count < RecordDecoding.rejectCapacity {
            let bytes = UnsafeBufferPointer(start: UnsafePointer(batch.arena), count: blockEnd)
            if let line = emptyLine(bytes, from: recordStart, marks: marks, isFinal: isFinal) {
                guard let end = line.end else {
                    isIncomplete = true
                    break
                }
                if line.isComment { batch.commentLines += 1 } else { batch.blankLines += 1 }
                recordStart = end
                continue
            }
            let arenaMark = batch.arenaCount
            let cells = batch.cells + row * batch.shape.slots
            guard let record = decodeMarkedRecord(
                batch, map: map, marks: marks, from: recordStart, blockEnd: blockEnd, isFinal: isFinal, row: cells)
            else {
                isIncomplete = true
                break
            }
            let isRow = try finishRecord(
                batch, map: map, row: cells, record: records + 1, raw: recordStart..<record.end, fields: record.fields,
                isASCII: false, fault: record.fault)
            if isRow {
                batch.origins[row] = RowOrigin(
                    recordDelta: UInt32(truncatingIfNeeded: records - recordBase),
                    rawOffset: UInt32(truncatingIfNeeded: recordStart),
                    rawLength: UInt32(truncatingIfNeeded: record.end - recordStart))
                row += 1
            } else {
                batch.setArenaCount(arenaMark)
            }
            records += 1
            recordStart = record.next
        }
        batch.rowCount = row
        return LoopEnd(consumed: recordStart, isIncomplete: isIncomplete)
    }

    /// A blank line or comment at the start of a line, or what can't be told yet; nil for a record.
    private func emptyLine(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, marks: CSVMarks, isFinal: Bool
    ) -> (isComment: Bool, end: Int?)? {
        if bytes[start] == dialect.comment {
            let end = marks.nextRecordEnd(bytes, from: start, isFinal: isFinal)
            return (true, end.map { $0.position + $0.length })
        }
        let mark = marks.mark(bytes, at: start, isFinal: isFinal)
        switch mark.kind {
        case .recordEnd: return (false, start + mark.length)
        case .undecided: return (false, nil)
        case .delimiter, .none: return nil
        }
    }

    private struct MarkedRecord {
        var fields = 0
        var fault = RecordFault()
        /// Behind the last field, and behind what ends the record.
        var end = 0
        var next = 0
    }

    /// Writes the fields of a record into cells.
    /// - Returns: nil if the record does not end in the block.
    private func decodeMarkedRecord(
        _ batch: RowBatch, map: CSVColumnMap, marks: CSVMarks, from start: Int, blockEnd: Int, isFinal: Bool,
        row: UnsafeMutablePointer<Cell>
    ) -> MarkedRecord? {
        var record = MarkedRecord()
        var position = start
        while true {
            let bytes = UnsafeBufferPointer(start: UnsafePointer(batch.arena), count: blockEnd)
            guard let field = marks.field(bytes, from: position, isFinal: isFinal) else { return nil }
            if field.fault != .none {
                record.fault.set(field.fault, field: record.fields, start: position, end: field.end)
            }
            var value = field.value.lowerBound..<field.textEnd
            if field.isEscaped, !record.fault.isStructural, let quote = marks.quote {
                value = appendUnescaped(batch, value, quote: quote, escape: marks.escape)
            }
            place(value, isQuoted: field.isQuoted, field: record.fields, in: batch, map: map, row: row, fault: &record.fault)
            record.fields += 1
            record.end = field.end
            record.next = field.end + field.mark.length
            guard field.mark.kind == .delimiter else { return record }
            position = record.next
        }
    }

    /// Writes a field into the cell of its column, or notes it for the end of the record.
    private func place(
        _ value: Range<Int>, isQuoted: Bool, field: Int, in batch: RowBatch, map: CSVColumnMap,
        row: UnsafeMutablePointer<Cell>, fault: inout RecordFault
    ) {
        let noted = CapturedField(offset: value.lowerBound, length: value.count, isQuoted: isQuoted)
        guard field < map.width else {
            if dialect.ragged == .capture { map.addSurplus(noted) }
            return
        }
        let target = map.targets + field
        let slot = target.pointee.slot
        switch target.pointee.kind {
        case .ignored: return
        case .captured: map.captured[slot] = noted
        case .text, .converted:
            if map.nullMarkers.contains(UnsafePointer(batch.arena) + value.lowerBound, count: value.count),
                !(isQuoted && target.pointee.keepsQuotedNull)
            {
                row[slot] = .null
            } else if let failure = target.pointee.converter.convert(
                offset: value.lowerBound, length: value.count, isASCII: false, in: batch, into: row + slot)
            {
                fault.set(failure, field: field, start: value.lowerBound, end: value.upperBound)
            }
        }
    }
}
