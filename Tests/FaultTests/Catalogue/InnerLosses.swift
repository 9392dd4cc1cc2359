// What can happen inside Weir, by faults that test hooks make (Sources/RowModel/TestFault.swift).

extension Loss {
    static let inside = [
        fault(
            "the decoder passes over a record and does not count it", "skip-record:400", .verifyCounts,
            "in.csv.gz: records: 999 when it was loaded, 1,000 now"),
        fault(
            "the decoder counts a record twice", "miscount-record:400", .run,
            "in.csv.gz: counts do not balance: records read before this batch = records that reached the sink fails: 401 ≠ 400 (1 missing)"),
        fault(
            "the decoder counts the last record twice", "miscount-record:1000", .run,
            "in.csv.gz: counts do not balance: records read = records that reached the sink fails: 1,001 ≠ 1,000 (1 missing)"),
        fault(
            "a transform loses a row and says that it passed it on", "lose-row:5", .run,
            "in.csv.gz: counts do not balance: filter.out = assert.in fails"),
        fault(
            "a batch is lost on its way to the writer", "drop-batch:5", .run,
            "in.csv.gz: counts do not balance: records read before this batch = records that reached the sink fails: 250 ≠ 200 (50 missing)"),
        fault(
            "the last batch is lost on its way to the writer", "drop-batch:20", .run,
            "in.csv.gz: counts do not balance: records read = records that reached the sink fails: 1,000 ≠ 950 (50 missing)"),
        fault(
            "a batch reaches the writer twice", "double-batch:5", .run,
            "in.csv.gz: counts do not balance: records read before this batch = records that reached the sink fails: 200 ≠ 250 (50 too many)"),
        fault(
            "two batches are swapped on their way to the writer", "swap-batches:5", .run,
            "in.csv.gz: counts do not balance: records read before this batch = records that reached the sink fails: 250 ≠ 200 (50 missing)"),
        fault(
            "the stream to the writer ends early", "cut-channel:5", .run,
            "the stream from the reader ended without its end mark"),
        fault(
            "a value changes on its way to the writer", "corrupt-cell:5", .deep,
            "table \"rows\": the contents of its rows are not what was loaded (checksum)"),
        fault(
            "a row that was inserted is not there", "lose-inserted-row:5", .run,
            "table \"rows\": counts do not balance: inserted − removed = count(*) after − before fails: 998 ≠ 997 (1 missing)"),
        fault(
            "a commit does not happen", "lose-commit:3", .run,
            "table \"rows\": counts do not balance: inserted − removed = count(*) after − before fails: 998 ≠ 898 (100 missing)"),
        fault(
            "a reject is not kept", "lose-rejects:1", .verifyCounts,
            "in.csv.gz: assert: 1 reject by the tally, 0 kept in _weir_rejects"),
        fault(
            "a transform loses a row and says that it was dropped on purpose", "drop-row:5", .nothing,
            "that is what a filter does; the summary shows the rows dropped by each stage"),
        fault(
            "a decoder or transform makes a wrong value", "misderive:5", .nothing,
            "the checksum begins behind the last stage; tests compare the decoders with others"),
    ]

    private static func fault(_ what: String, _ fault: String, _ finder: Finder, _ says: String) -> Loss {
        Loss(scene: .inside, what: what, finder: finder, says: says, fault: fault)
    }
}
