// The header of a CSV input, and what it means for the columns. Used by CSVDecoder once per input.

import RowModel

/// Reads a header and maps its names to columns.
enum CSVHeader {
    /// Names that may be compared to find those that were probably meant.
    private static let comparisonLimit = 100_000

    /// What was found at the start of an input.
    struct Reading {
        /// The names; nil if more bytes are needed.
        var names: [String]?
        /// Offset behind the header, or where more bytes are needed.
        var end: Int
        var blankLines = 0
        var commentLines = 0
    }

    /// Reads the first record behind the lines to skip.
    /// - Parameters:
    ///   - bytes: the block.
    ///   - streamOffset: where it stands in the decoded input.
    ///   - limit: longest header in bytes; a longer comment in front of it is passed over.
    ///   - skipper: what is still to be passed over, before and after.
    /// - Throws: ``DecodeError/noHeader``, ``DecodeError/unreadableHeader(byteOffset:reason:)``
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFinal: Bool, dialect: CSVDialect, streamOffset: Int,
        limit: Int, skipper: inout LineSkipper
    ) throws(DecodeError) -> Reading {
        var reading = Reading(names: nil, end: skipper.skip(bytes, from: start, isFinal: isFinal))
        if skipper.lines > 0, !isFinal { return reading }
        while reading.end < bytes.count {
            let record = PlainRecord(bytes, from: reading.end, isFinal: isFinal, dialect: dialect)
            func unreadable(_ reason: String) -> DecodeError {
                .unreadableHeader(byteOffset: streamOffset + reading.end, reason: reason)
            }
            func tooLong() -> DecodeError { unreadable("it is longer than max_record (\(limit.grouped) bytes)") }
            let isTooLong = record.length > limit
            switch record.kind {
            case .incomplete:
                guard bytes.count - reading.end > limit + (skipper.marks?.longest ?? 2) - 1 else { return reading }
                guard bytes[reading.end] == dialect.comment else { throw tooLong() }
                reading.commentLines += 1
                skipper.lines = 1
                reading.end = skipper.skip(bytes, from: reading.end, isFinal: isFinal)
                return reading
            case .blank: reading.blankLines += 1
            case .comment: reading.commentLines += 1
            // Whether it came in one block or in several must make no difference.
            case .fields where isTooLong, .faulty where isTooLong: throw tooLong()
            case .fields(let fields):
                reading.names = []
                for (index, field) in fields.enumerated() {
                    guard let name = String(validating: field, as: UTF8.self), !name.utf8.contains(0) else {
                        throw unreadable("column \(index + 1), \(ValueExcerpt(field)), is not UTF-8 text")
                    }
                    reading.names?.append(name)
                }
                reading.end = record.end
                return reading
            case .faulty(let reason): throw unreadable(reason)
            }
            reading.end = record.end
        }
        if isFinal { throw .noHeader }
        return reading
    }

    /// Maps the names of a header to the plan's columns: exact matches only, of what the dialect makes of the names.
    /// - Throws: ``DecodeError/header(_:)`` with all that is wrong.
    static func map(
        names written: [String], plan: DecodePlan, dialect: CSVDialect
    ) throws(DecodeError) -> CSVColumnMap {
        let names = written.map(dialect.headerNames.name)
        let fields = Dictionary(grouping: names.indices, by: { names[$0] })
        var problems: [HeaderProblem] = []
        var columns = [[SourceColumn]](repeating: [], count: names.count)
        var absent: [SourceColumn] = []
        for column in plan.columns {
            if let field = fields[column.from]?.first {
                columns[field].append(column)
            } else {
                absent.append(column)
            }
        }
        // A header with none of the columns is that of another file.
        if plan.missingColumns == .fail || absent.count == plan.columns.count {
            problems = missing(absent, in: names, plan: plan)
        }
        for (index, name) in names.enumerated() {
            let same = fields[name] ?? []
            if name.isEmpty {
                problems.append(.empty(field: index + 1, written: written[index]))
            } else if same.count > 1 {
                guard same.first == index else { continue }
                let fields = same.map { $0 + 1 }
                let isWrittenAlike = same.allSatisfy { written[$0] == written[index] }
                problems.append(
                    isWrittenAlike
                        ? .duplicate(name: name, fields: fields)
                        : .collision(name: name, fields: fields, written: same.map { written[$0] }))
            } else if plan.extraColumns == .fail, columns[index].isEmpty {
                problems.append(.extra(name: name, field: index + 1))
            }
        }
        guard problems.isEmpty else { throw .header(problems) }
        return CSVColumnMap(
            names: names, columns: columns, absent: absent, extraColumns: plan.extraColumns,
            nullMarkers: dialect.nullMarkers)
    }

    /// What to say about columns that a header lacks.
    private static func missing(_ absent: [SourceColumn], in names: [String], plan: DecodePlan) -> [HeaderProblem] {
        let wanted = Set(plan.columns.map(\.from))
        let candidates = names.filter { !wanted.contains($0) }
        // A header with thousands of wrong names has no claim to a hint for each.
        var comparisons = comparisonLimit
        return absent.map { column in
            let isCheap = candidates.count <= comparisons
            if isCheap { comparisons -= candidates.count }
            return .missing(
                column: column.name, from: column.from,
                nearMiss: isCheap ? closestMatch(to: column.from, among: candidates) : nil)
        }
    }

    /// Maps fields to the plan's columns by position.
    ///
    /// Fields behind the last column have no name: they are ignored under `extra_columns: ignore`, else they make the
    /// record ragged.
    static func positional(plan: DecodePlan, dialect: CSVDialect) -> CSVColumnMap {
        CSVColumnMap(
            names: plan.columns.map(\.name), columns: plan.columns.map { [$0] }, extraColumns: plan.extraColumns,
            nullMarkers: dialect.nullMarkers, ignoresFurtherFields: plan.extraColumns == .ignore)
    }
}
