// The hot loop of CSV: one pass over a block, cells out. No policy; the options were resolved to constants before.
// Called by CSVDecoder only. What it accepts is the grammar in CSVDecoder.swift.

import RowModel

extension CSVDecoder {
    /// What the loop stopped at.
    struct LoopEnd {
        /// Start of the first record that is not in the batch.
        var consumed: Int
        /// Whether the bytes from there are the start of a record (or comment) whose end is not in the block.
        var isIncomplete: Bool
    }

    /// Decodes the records in `start ..< blockEnd` of the batch's arena; a record starts at `start`.
    ///
    /// Cells point into the arena; a cell never outlives its batch (the batch owns both). Nothing is allocated per field
    /// or row. Invariants that make the raw pointers safe: `start <= recordStart <= fieldStart <= p <= blockEnd <=
    /// batch.arenaCount`; `bytes` is the arena and is fetched anew after every call that may append to it; `row <
    /// rowCapacity` while a record is written; `targets` has `width` elements for the map's life.
    mutating func decodeRecords(
        _ batch: RowBatch, map: CSVColumnMap, from start: Int, blockEnd: Int, isFinal: Bool
    ) throws(DecodeError) -> LoopEnd {
        let targets = UnsafePointer(map.targets)
        let width = map.width
        let delimiter = dialect.delimiter
        // Where quoting is off, `quote` is the delimiter, which is looked for first.
        let quote = dialect.quote ?? delimiter
        let escape = dialect.quote == nil ? delimiter : dialect.escape
        let comment = dialect.comment.map(Int.init) ?? -1
        let nullLengths = map.nullMarkers.lengths
        let maxRecordBytes = maxRecordBytes
        let capturesSurplus = dialect.ragged == .capture
        map.clearSurplus()
        let slots = batch.shape.slots
        let rowCapacity = batch.shape.rowCapacity
        let recordBase = batch.recordBase - 1

        var bytes = UnsafePointer(batch.arena)
        var scanner = SpecialByteScanner(
            delimiter: delimiter, quote: quote, escape: escape, start: start, limit: blockEnd)
        var records = self.records
        var row = 0
        var cells = batch.cells
        var fault = RecordFault()
        var recordStart = start
        var isIncomplete = false
        var hasRoom = batch.rejects.count < RecordDecoding.rejectCapacity

        // Always the first special byte that has not been dealt with; blockEnd where there is none.
        var p = scanner.nextOutOfLine(bytes)
        records: while recordStart < blockEnd {
            if row == rowCapacity || !hasRoom { break }

            // Blank lines and comments are told by the first byte of a line.
            let first = bytes[recordStart]
            let isComment = Int(first) == comment
            if first == 0x0A || first == 0x0D || isComment {
                if isComment {
                    while p < blockEnd, bytes[p] != 0x0A, bytes[p] != 0x0D { p = scanner.nextOutOfLine(bytes) }
                }
                if p == blockEnd {
                    guard isFinal else {
                        isIncomplete = true
                        break records
                    }
                } else if bytes[p] == 0x0D {
                    if p + 1 == blockEnd, !isFinal {
                        isIncomplete = true
                        break records
                    }
                    if p + 1 < blockEnd, bytes[p + 1] == 0x0A { p = scanner.nextOutOfLine(bytes) }
                }
                if isComment { batch.commentLines += 1 } else { batch.blankLines += 1 }
                recordStart = min(p + 1, blockEnd)
                scanner.beginRecord()
                p = scanner.nextOutOfLine(bytes)
                continue
            }

            fault.kind = .none
            let arenaMark = batch.arenaCount
            var field = 0
            var fieldStart = recordStart
            fields: while true {
                var valueStart = fieldStart
                var valueEnd = p
                var isQuoted = false
                var isRewritten = false
                var c: UInt8 = 0  // no delimiter is NUL
                if p < blockEnd { c = bytes[p] }
                if c != delimiter, c != 0x0A, c != 0x0D {
                    // A quote or escape byte, or the end of the block.
                    special: while true {
                        if p == blockEnd {
                            if isFinal { break special }
                            isIncomplete = true
                            break records
                        }
                        c = bytes[p]
                        if c == delimiter || c == 0x0A || c == 0x0D { break special }
                        if c == quote, p == fieldStart {
                            isQuoted = true
                            valueStart = p + 1
                            quoted: while true {
                                p = scanner.next(bytes)
                                if p + 1 >= blockEnd, !isFinal {
                                    isIncomplete = true
                                    break records
                                }
                                if p == blockEnd { break quoted }
                                c = bytes[p]
                                if c == escape, p + 1 < blockEnd {
                                    let follower = bytes[p + 1]
                                    if follower == quote || follower == escape {
                                        isRewritten = true
                                        p = scanner.nextOutOfLine(bytes)
                                        continue quoted
                                    }
                                }
                                if c == quote { break quoted }
                            }
                            valueEnd = p
                            if p == blockEnd {
                                fault.set(.unclosedQuote, field: field, start: fieldStart, end: p)
                                break special
                            }
                            p = scanner.next(bytes)
                            if p != valueEnd + 1 {
                                fault.set(.textBehindQuote, field: field, start: fieldStart, end: p)
                            }
                            continue special
                        }
                        if isQuoted {
                            fault.set(.textBehindQuote, field: field, start: fieldStart, end: p)
                        } else if c == quote {
                            fault.set(.bareQuote, field: field, start: fieldStart, end: p)
                        }
                        p = scanner.nextOutOfLine(bytes)
                    }
                    if !isQuoted { valueEnd = p }
                    fault.extend(field: field, end: p)
                    if isRewritten, !fault.isStructural {
                        let rewritten = appendUnescaped(batch, valueStart..<valueEnd, quote: quote, escape: escape)
                        valueStart = rewritten.lowerBound
                        valueEnd = rewritten.upperBound
                        bytes = UnsafePointer(batch.arena)
                    }
                    if p == blockEnd { c = 0x0A }
                }

                if field < width {
                    let target = targets + field
                    let kind = target.pointee.kind
                    let slot = target.pointee.slot
                    let length = valueEnd - valueStart
                    if kind == .captured {
                        map.captured[slot] = CapturedField(offset: valueStart, length: length, isQuoted: isQuoted)
                    } else if kind != .ignored {
                        if nullLengths >> UInt64(truncatingIfNeeded: min(length, 63)) & 1 != 0,
                            map.nullMarkers.contains(bytes + valueStart, count: length),
                            !(isQuoted && target.pointee.keepsQuotedNull)
                        {
                            cells[slot] = .null
                        } else if kind == .text, scanner.isPlain {
                            cells[slot] = .text(offset: valueStart, length: length)
                        } else {
                            if let failure = target.pointee.converter.convert(
                                offset: valueStart, length: length, isASCII: scanner.isPlain, in: batch,
                                into: cells + slot)
                            {
                                fault.set(failure, field: field, start: valueStart, end: valueEnd)
                            }
                            bytes = UnsafePointer(batch.arena)
                        }
                    }
                } else if capturesSurplus {
                    map.addSurplus(
                        CapturedField(offset: valueStart, length: valueEnd - valueStart, isQuoted: isQuoted))
                }
                if c != delimiter { break fields }
                field += 1
                fieldStart = p + 1
                p = scanner.next(bytes)
            }

            // The record ends at p: at a line end, or at the end of the input.
            let end = p
            var next = p + 1
            if p == blockEnd {
                next = p
            } else if bytes[p] == 0x0D {
                if next == blockEnd, !isFinal {
                    isIncomplete = true
                    break records
                }
                if next < blockEnd, bytes[next] == 0x0A {
                    p = scanner.nextOutOfLine(bytes)
                    next += 1
                }
            }
            var isRow = true
            if field + 1 != width || fault.kind != .none || end - recordStart > maxRecordBytes || map.capturesFields {
                isRow = try finishRecord(
                    batch, map: map, row: cells, record: records + 1, raw: recordStart..<end, fields: field + 1,
                    isASCII: scanner.isPlain, fault: fault)
                bytes = UnsafePointer(batch.arena)
                hasRoom = batch.rejects.count < RecordDecoding.rejectCapacity
            }
            if isRow {
                batch.origins[row] = RowOrigin(
                    recordDelta: UInt32(truncatingIfNeeded: records - recordBase),
                    rawOffset: UInt32(truncatingIfNeeded: recordStart),
                    rawLength: UInt32(truncatingIfNeeded: end - recordStart))
                row += 1
                cells += slots
            } else {
                // The texts that the refused record has left behind the block.
                batch.setArenaCount(arenaMark)
            }
            records += 1
            recordStart = next
            scanner.beginRecord()
            p = scanner.next(bytes)
        }

        self.records = records
        batch.rowCount = row
        return LoopEnd(consumed: recordStart, isIncomplete: isIncomplete)
    }
}
