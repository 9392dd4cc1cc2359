// Which rejects have been retried, by which record of which input. Written in the transaction that holds the retry's
// rows and tallies, so that no reject is loaded twice, and none is lost.

import GRDB
import RowModel

extension LedgerWriter {
    /// Notes that the rejects of a selection were retried as an input of this run.
    /// - Returns: how many records they are now, and what they are together, counted apart from the loader; nil where
    ///   their records were mended.
    /// - Throws: `DatabaseError` for a reject that was retried already.
    public func settle(
        _ selection: RetrySelection, asInput input: Int, in db: Database
    ) throws -> (records: Int, content: Recount?) {
        var walk = RetryWalk(selection)
        var stream = RetriedStream(selection.format)
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO _weir_retried(reject_id, run_id, input_id, first_record, records) VALUES (?, ?, ?, ?, ?)
                """)
        var last = Int64.min
        var records = 0
        while true {
            let page = try walk.query.page(after: last, in: db)
            guard let end = page.last else { return (records, selection.isMended ? nil : stream.finish()) }
            last = end.id
            for reject in page {
                guard let count = walk.records(of: reject) else { continue }
                try insert.execute(arguments: [reject.id, runID, input, selection.isMended ? nil : records + 1, count])
                records += count
                stream.add(reject.raw)
            }
        }
    }
}

/// Counts the content of a retry.
struct RetriedStream {
    private var recount: StreamRecount
    private var content: RawContent
    private var bytes = 0

    init(_ format: RecordFormat) {
        recount = StreamRecount(format)
        content = RawContent(format)
        count(RetriedContent.mark + content.start)
    }

    mutating func add(_ raw: [UInt8]) { count(content.piece(raw)) }

    mutating func finish() -> Recount {
        count(content.end)
        return recount.finish(fileBytes: bytes)
    }

    private mutating func count(_ piece: [UInt8]) {
        bytes += piece.count
        piece.withUnsafeBytes { recount.add($0) }
    }
}
