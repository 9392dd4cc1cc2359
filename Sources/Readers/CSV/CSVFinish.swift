// What a record needs that is not simply a row: rejects, padding, captured fields. Called by the hot loop, off its path.

import RowModel

extension CSVDecoder {
    /// Makes a row or a reject of a record whose fields have been met.
    /// - Parameters:
    ///   - row: its cells; those of one-column fields have been written.
    ///   - record: its number.
    ///   - raw: its range in the arena, without the line end.
    ///   - fields: how many it has.
    ///   - isASCII: as `Converter.convert` takes it.
    ///   - fault: what the loop noted.
    /// - Returns: whether it is a row.
    /// - Throws: ``DecodeError/ragged(record:byteOffset:fields:expected:)``
    @inline(never)
    mutating func finishRecord(
        _ batch: RowBatch, map: CSVColumnMap, row: UnsafeMutablePointer<Cell>, record: Int, raw: Range<Int>, fields: Int,
        isASCII: Bool, fault: RecordFault
    ) throws(DecodeError) -> Bool {
        var fault = fault
        if raw.count > maxRecordBytes, fault.kind != .unclosedQuote { fault.kind = .oversized }
        defer { if fields > map.width { map.clearSurplus() } }
        let isRagged = isRagged(fields, map: map)
        if isRagged, !fault.isStructural {
            if dialect.ragged == .fail {
                throw .ragged(
                    record: record, byteOffset: batch.streamOffset + raw.lowerBound, fields: fields, expected: map.width)
            }
            fault.kind = .ragged
        }
        if fault.kind == .none {
            if fields < map.width { pad(row, map: map, from: fields) }
            if map.capturesFields {
                if let failed = placeCaptured(batch, map: map, row: row, fields: fields, isASCII: isASCII) {
                    fault = failed
                }
            }
        }
        if fault.kind == .none { return true }
        batch.rejects.append(
            Reject(
                record: record, byteOffset: batch.streamOffset + raw.lowerBound, column: column(of: fault, map: map),
                reason: reason(of: fault, in: batch, map: map, raw: raw, fields: fields),
                raw: raw.prefix(raw.count > maxRecordBytes ? RecordDecoding.oversizedExcerptBytes : raw.count),
                rawLength: raw.count))
        return false
    }

    private func isRagged(_ fields: Int, map: CSVColumnMap) -> Bool {
        if fields < map.width { return dialect.ragged != .pad && dialect.ragged != .capture }
        if fields == map.width || map.ignoresFurtherFields { return false }
        return dialect.ragged != .capture || fields - map.width > CSVColumnMap.surplusCapacity
    }

    /// Appends a quoted field's text to the arena, each escaped byte without its escape.
    @inline(never)
    func appendUnescaped(_ batch: RowBatch, _ field: Range<Int>, quote: UInt8, escape: UInt8) -> Range<Int> {
        // Reserved before the pointer is taken: reserving may move the arena. The text is never longer than the field.
        let start = batch.reserve(field.count)
        let bytes = batch.arena
        var target = start
        var offset = field.lowerBound
        while offset < field.upperBound {
            if bytes[offset] == escape, offset + 1 < field.upperBound,
                bytes[offset + 1] == quote || bytes[offset + 1] == escape
            {
                offset += 1
            }
            bytes[target] = bytes[offset]
            target += 1
            offset += 1
        }
        batch.setArenaCount(target)
        return start..<target
    }

    private func pad(_ row: UnsafeMutablePointer<Cell>, map: CSVColumnMap, from fields: Int) {
        for field in fields..<map.width {
            switch map.targets[field].kind {
            case .text, .converted: row[map.targets[field].slot] = .null
            case .ignored, .captured: break
            }
        }
    }

    /// Converts the fields that several columns ask for, and writes the extra ones as one JSON object.
    /// - Returns: the first fault.
    private func placeCaptured(
        _ batch: RowBatch, map: CSVColumnMap, row: UnsafeMutablePointer<Cell>, fields: Int, isASCII: Bool
    ) -> RecordFault? {
        var fault = RecordFault()
        var extras = ExtraFields()
        func add(_ field: CapturedField, _ position: Int, called name: String) {
            let isNull = map.nullMarkers.contains(UnsafePointer(batch.arena) + field.offset, count: field.length)
            var cell = Cell.null
            if field.isQuoted || !isNull {
                if let failure = Converter(.text).convert(
                    offset: field.offset, length: field.length, isASCII: isASCII, in: batch, into: &cell)
                {
                    fault.set(failure, field: position, start: field.offset, end: field.offset + field.length)
                }
            }
            extras.add(name: name, value: cell.tag == .null ? nil : batch.bytes(of: cell))
        }
        for (index, capture) in map.captures.enumerated() {
            guard capture.field < fields else {
                for column in capture.columns { row[column.slot] = .null }
                continue
            }
            let field = map.captured[index]
            let isNull = map.nullMarkers.contains(UnsafePointer(batch.arena) + field.offset, count: field.length)
            for column in capture.columns {
                if isNull, !(field.isQuoted && column.type.keepsQuotedNull) {
                    row[column.slot] = .null
                } else if let failure = column.converter.convert(
                    offset: field.offset, length: field.length, isASCII: isASCII, in: batch, into: row + column.slot)
                {
                    fault.set(failure, field: capture.field, start: field.offset, end: field.offset + field.length)
                }
            }
            guard capture.columns.isEmpty else { continue }
            add(field, capture.field, called: map.fieldNames[capture.field])
        }
        for (index, field) in map.surplus.enumerated() {
            add(field, map.width + index, called: map.name(ofSurplus: index))
        }
        if let slot = map.extraSlot {
            row[slot] = extras.isEmpty ? .null : extras.cell(in: batch)
        }
        return fault.kind == .none ? nil : fault
    }

    private func column(of fault: RecordFault, map: CSVColumnMap) -> String? {
        switch fault.kind {
        case .conversion, .bareQuote, .textBehindQuote: fault.field < map.width ? map.fieldNames[fault.field] : nil
        case .none, .ragged, .oversized, .unclosedQuote: nil
        }
    }

    private func reason(
        of fault: RecordFault, in batch: RowBatch, map: CSVColumnMap, raw: Range<Int>, fields: Int
    ) -> String {
        let value = UnsafeRawBufferPointer(start: batch.arena + fault.start, count: fault.end - fault.start)
        switch fault.kind {
        case .none: return ""
        case .conversion:
            let name = column(of: fault, map: map)
            let type = plan.columns.first { $0.from == name || $0.name == name }?.type ?? .text
            return fault.failure.map { RejectReason.conversion($0, to: type, of: value) } ?? ""
        case .ragged: return RejectReason.ragged(fields: fields, expected: map.width)
        case .bareQuote: return RejectReason.bareQuote(in: value)
        case .textBehindQuote: return RejectReason.textBehindQuote(in: value)
        case .oversized: return RejectReason.oversized(length: raw.count, limit: maxRecordBytes)
        case .unclosedQuote:
            var lines = LineEndCounter()
            lines.add(UnsafePointer(batch.arena) + fault.start, count: raw.upperBound - fault.start)
            return RejectReason.unclosedQuote(byteOffset: batch.streamOffset + fault.start, lines: lines.lines)
        }
    }
}
