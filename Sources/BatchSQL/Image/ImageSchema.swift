// The first page of an image: the file's header, and the tables' definitions.

import GRDBSQLite
import RowModel

/// Page 1 (https://sqlite.org/fileformat2.html#the_database_header and #storage_of_the_sql_database_schema) of a file
/// with many tables of one definition; table N has its root on page 2 + N.
struct ImageSchema: ~Copyable {
    let tables: Int
    /// ``LeafPage/bytes`` bytes.
    var page: UnsafePointer<UInt8> { UnsafePointer(memory) }
    private let memory: UnsafeMutablePointer<UInt8>
    private var changes: UInt32 = 0

    private static let headerBytes = 100

    /// Reserved names, which no target has: a name without a schema is looked for in attached databases too.
    static func name(ofTable table: Int) -> String { "_weir_rows_\(table)" }

    /// - Returns: nil if not even one table's definition fits.
    init?(columns: [ImageColumn], isStrict: Bool, tables wanted: Int) {
        // Names of their own: the target's may be long.
        let list = columns.enumerated().map { "c\($0) \($1.declaration)" }.joined(separator: ", ")
        let rows = (0..<wanted).map { table -> [Value] in
            let name = Self.name(ofTable: table)
            return [.text("table"), .text(name), .text(name), .integer(Int64(2 + table)),
                .text("CREATE TABLE \(name)(\(list))\(isStrict ? " STRICT" : "")")]
        }
        memory = .allocate(capacity: LeafPage.bytes + RecordEncoder.overrun)
        memory.initialize(repeating: 0, count: LeafPage.bytes + RecordEncoder.overrun)
        tables = Self.writeRows(rows, to: memory)
        if tables == 0 { return nil }
        writeHeader()
        countChange()
    }

    deinit { memory.deallocate() }

    private enum Value {
        case text(String)
        case integer(Int64)
    }

    /// Writes rows of sqlite_schema, as many as fit.
    /// - Returns: how many.
    private static func writeRows(_ rows: [[Value]], to page: UnsafeMutablePointer<UInt8>) -> Int {
        let columns = ["text", "text", "text", "integer", "text"].enumerated().map {
            ImageColumn(slot: $0, type: $1, isNullable: false, isRowid: false, isStrict: false)!
        }
        var encoder = RecordEncoder(columns)
        let batch = RowBatch(shape: BatchShape(slots: columns.count, rowCapacity: 1, blockBytes: 1024))
        var leaf: LeafPage?
        for (index, row) in rows.enumerated() {
            batch.setArenaCount(0)
            for (slot, value) in row.enumerated() {
                batch.row(0)[slot] =
                    switch value {
                    case .text(var text):
                        text.withUTF8 { .text(offset: batch.append(UnsafeRawBufferPointer($0)), length: $0.count) }
                    case .integer(let number): .integer(number)
                    }
            }
            let payload = encoder.measure(batch.row(0))!
            let cellBytes = Varint.length(UInt64(payload)) + Varint.length(UInt64(index + 1)) + payload
            guard payload <= LeafPage.longestRecord - headerBytes else { return index }
            if leaf == nil { leaf = LeafPage(at: page, header: headerBytes, firstCell: cellBytes, averageCell: cellBytes) }
            guard leaf!.fits(cellBytes) else { break }
            let place = Varint.write(UInt64(payload), to: leaf!.addCell(cellBytes))
            encoder.write(batch.row(0), arena: batch.arena, to: Varint.write(UInt64(index + 1), to: place))
        }
        leaf?.close()
        return leaf?.rows ?? 0
    }

    private func writeHeader() {
        for (offset, byte) in "SQLite format 3\0".utf8.enumerated() { memory[offset] = byte }
        memory.storeBigEndian(UInt16(1), at: 16)  // pages of 65,536 bytes
        memory[18] = 1  // to be written and read without a WAL
        memory[19] = 1
        memory[21] = 64  // the payload fractions, which are always these
        memory[22] = 32
        memory[23] = 32
        memory.storeBigEndian(UInt32(1), at: 40)  // the schema cookie: the definitions never change
        memory.storeBigEndian(UInt32(4), at: 44)  // the format with integers 0 and 1 in no bytes
        memory.storeBigEndian(UInt32(1), at: 56)  // UTF-8
        memory.storeBigEndian(UInt32(sqlite3_libversion_number()), at: 96)
    }

    /// Tells every reader that what it remembers of the file is out of date.
    mutating func countChange() {
        changes &+= 1
        // The file's size in pages, at 28, would be valid if the same number stood at 92: SQLite asks for the size.
        memory.storeBigEndian(changes, at: 24)
    }
}
