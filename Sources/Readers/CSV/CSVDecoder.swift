// CSV (RFC 4180 with the variables of CSVDialect) → rows. Made by InputReader; its parts are the other files of this
// folder.

import RowModel

/// Decodes CSV.
///
/// ## Grammar
/// A byte is looked at once, in one of three states; `D` is the delimiter, `Q` the quote, `E` the escape.
///
/// At the start of a **line** (of the input, or behind a record, blank line or comment):
/// - LF, CR LF or CR: a blank line. It is no record; it is counted.
/// - the comment byte, if there is one: a comment up to the line's end. It is no record; it is counted.
/// - anything else starts a record and its first field.
///
/// At the start of a **field**: `Q` (if quoting is on) opens a quoted field; anything else belongs to an unquoted one.
/// - **unquoted**: `D` ends the field, LF, CR LF or CR end the record. Every other byte is part of the field; a `Q`
///   among them makes the record a reject, but has no effect on where anything ends.
/// - **quoted**: everything up to the closing `Q` is part of the field: delimiters, line ends, NUL. `E` followed by `Q`
///   or `E` stands for that byte; followed by anything else `E` is itself. (With `E` = `Q`, RFC 4180's own rule, a pair
///   of quotes is a quote and any other quote closes.)
/// - behind the closing `Q`: `D` ends the field, a line end the record. Any other byte makes the record a reject, and the
///   field goes on as an unquoted one.
///
/// The end of the input ends a record that has at least one byte. In a quoted field it makes the record a reject.
/// With a `terminator`, that takes the place of LF, CR LF and CR everywhere above.
///
/// A UTF-8 byte order mark at the start of the input has been taken away before. `skip_lines` lines are cut off at the
/// line ends, whatever quotes they hold, and `footer_lines` lines at the end: for all else, the input ends in front of
/// them. The header is the first record behind the lines skipped.
///
/// Every record is either one row or one reject, and counts as one record.
public struct CSVDecoder: RecordDecoder {
    let dialect: CSVDialect
    let plan: DecodePlan
    let maxRecordBytes: Int
    /// nil where the hot loop can read the dialect.
    private let marks: CSVMarks?
    /// What a footer may have even where records are short.
    private static let footerBytes = 1 << 20
    private var map: CSVColumnMap?
    /// Lines still to be passed over: `skip_lines`, or the rest of a comment that does not fit a block.
    private var skipper: LineSkipper
    private let footer: FooterLines
    private var oversized: OversizedRecord?
    public internal(set) var records = 0

    public var lastBytes: [UInt8] { dialect.terminator.map { $0.suffix(1) } ?? Array("\n\r".utf8) }
    public var hasHeader: Bool { dialect.header == .present }

    /// - Throws: ``DecodeError`` when the dialect contradicts itself, or a header given in the spec doesn't suit the
    ///   columns.
    public init(plan: DecodePlan, dialect: CSVDialect) throws(DecodeError) {
        try Self.validate(dialect)
        if dialect.ragged == .capture, !plan.extraColumns.areCaptured {
            throw .invalidDialect("ragged: capture needs extra_columns: capture")
        }
        self.plan = plan
        self.dialect = dialect
        marks = CSVMarks(dialect)
        maxRecordBytes = plan.maxRecordBytes
        skipper = LineSkipper(lines: dialect.skipLines, marks: marks)
        footer = FooterLines(lines: dialect.footerLines)
        switch dialect.header {
        case .present: map = nil
        case .absent: map = CSVHeader.positional(plan: plan, dialect: dialect)
        case .names(let names): map = try CSVHeader.map(names: names, plan: plan, dialect: dialect)
        }
    }

    public var missingColumns: [String] { map?.absent.map(\.name) ?? [] }

    public mutating func goOn(afterRecord records: Int) {
        self.records = records
        skipper.lines = 0
        oversized = nil
    }

    public var heldBackBytes: Int { footerLimit + (marks?.longest ?? 0) }

    private var footerLimit: Int { footer.lines == 0 ? 0 : max(maxRecordBytes, Self.footerBytes) }

    public mutating func decode(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int {
        guard footer.lines > 0 else { return try decodeContent(batch, blockEnd: blockEnd, isFinal: isFinal) }
        let footerStart = footer.start(in: UnsafeBufferPointer(start: batch.arena, count: blockEnd))
        if !isFinal, blockEnd - footerStart > footerLimit {
            throw DecodeError.footerTooLong(
                lines: footer.lines, byteOffset: batch.streamOffset + footerStart, limit: footerLimit)
        }
        let consumed = try decodeContent(batch, blockEnd: footerStart, isFinal: isFinal)
        return isFinal && consumed == footerStart ? blockEnd : consumed
    }

    /// Decodes a block as if the input had no footer.
    private mutating func decodeContent(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int {
        batch.recordBase = records + 1
        let bytes = UnsafeBufferPointer(start: UnsafePointer(batch.arena), count: blockEnd)
        var start = skipper.skip(bytes, from: 0, isFinal: isFinal)
        if skipper.lines > 0, !isFinal { return start }

        if map == nil {
            let header = try CSVHeader.read(
                bytes, from: start, isFinal: isFinal, dialect: dialect, streamOffset: batch.streamOffset,
                limit: maxRecordBytes, skipper: &skipper)
            batch.blankLines += header.blankLines
            batch.commentLines += header.commentLines
            guard let names = header.names else { return header.end }
            map = try CSVHeader.map(names: names, plan: plan, dialect: dialect)
            start = header.end
        }
        if oversized != nil {
            start = skipOversized(batch, from: start, blockEnd: blockEnd, isFinal: isFinal)
            if oversized != nil { return start }
        }
        guard let map else { return start }

        let end =
            if let marks {
                try decodeMarkedRecords(
                    batch, map: map, marks: marks, from: start, blockEnd: blockEnd, isFinal: isFinal)
            } else {
                try decodeRecords(batch, map: map, from: start, blockEnd: blockEnd, isFinal: isFinal)
            }
        map.clearAbsent(in: batch)
        // What is more than the limit may be the beginning of a line end, such as a CR that waits for its LF.
        let lineEndBytes = (marks?.longest ?? 2) - 1
        if end.isIncomplete, batch.rowCount == 0, batch.rejects.isEmpty,
            blockEnd - end.consumed > maxRecordBytes + lineEndBytes
        {
            return passOver(batch, from: end.consumed, blockEnd: blockEnd)
        }
        return end.consumed
    }

    /// Consumes an incomplete comment or record that is too long to wait for.
    private mutating func passOver(_ batch: RowBatch, from start: Int, blockEnd: Int) -> Int {
        if batch.arena[start] == dialect.comment {
            batch.commentLines += 1
            skipper.lines = 1
            return skipper.skip(
                UnsafeBufferPointer(start: UnsafePointer(batch.arena), count: blockEnd), from: start, isFinal: false)
        }
        oversized = OversizedRecord(record: records + 1, byteOffset: batch.streamOffset + start, dialect: dialect)
        return skipOversized(batch, from: start, blockEnd: blockEnd, isFinal: false)
    }

    /// - Returns: the offset behind the record, if it ends in the block; else where more bytes are needed.
    private mutating func skipOversized(_ batch: RowBatch, from start: Int, blockEnd: Int, isFinal: Bool) -> Int {
        guard var record = oversized else { return start }
        // Moved, not copied: it holds an excerpt.
        oversized = nil
        let step = record.feed(UnsafePointer(batch.arena) + start, count: blockEnd - start, isFinal: isFinal)
        if step.isComplete {
            records += 1
            batch.rejects.append(record.reject(in: batch, limit: maxRecordBytes))
        } else {
            oversized = record
        }
        return start + step.used
    }

    private static func validate(_ dialect: CSVDialect) throws(DecodeError) {
        let delimiter = dialect.longDelimiter == nil ? dialect.delimiter : nil
        let marks = [("delimiter", delimiter), ("quote", dialect.quote), ("comment", dialect.comment)]
            .compactMap { name, byte in byte.map { (name, $0) } }
        for (name, byte) in marks where byte == 0 || byte == 0x0A || byte == 0x0D || byte >= 0x80 {
            throw .invalidDialect("\(name) must be an ASCII character other than NUL and line ends")
        }
        for (index, (name, byte)) in marks.enumerated() {
            if let (other, _) = marks[..<index].first(where: { $0.1 == byte }) {
                throw .invalidDialect("\(other) and \(name) are the same character")
            }
        }
        let escape = dialect.escape
        if dialect.quote != nil, escape == delimiter || escape == 0 || escape == 0x0A || escape == 0x0D {
            throw .invalidDialect("escape must be an ASCII character other than the delimiter, NUL and line ends")
        }
        try validateMarks(dialect)
    }

    /// Marks that could be taken for each other, or for a quote or comment, would make the grammar ambiguous.
    private static func validateMarks(_ dialect: CSVDialect) throws(DecodeError) {
        let delimiter = dialect.longDelimiter ?? [dialect.delimiter]
        let quoting = dialect.quote.map { [$0, dialect.escape] } ?? []
        for (name, mark) in [("delimiter", dialect.longDelimiter), ("terminator", dialect.terminator)] {
            guard let mark else { continue }
            if mark.isEmpty || mark.contains(0) { throw .invalidDialect("\(name) must be a text without NUL") }
            if (quoting + [dialect.comment].compactMap(\.self)).contains(where: mark.contains) {
                throw .invalidDialect("\(name) contains the quote, the escape or the comment character")
            }
        }
        if delimiter.count > 1, delimiter.contains(0x0A) || delimiter.contains(0x0D) {
            throw .invalidDialect("delimiter contains a line end")
        }
        guard let terminator = dialect.terminator else { return }
        if terminator.starts(with: delimiter) || delimiter.starts(with: terminator) {
            throw .invalidDialect("delimiter and terminator begin alike")
        }
        if dialect.skipLines + dialect.footerLines > 0 {
            throw .invalidDialect("with a terminator there are no lines to skip")
        }
    }
}
