// The pages of one table of an image.

import RowModel

/// Leaves that are filled one after the other, and a root above them
/// (https://sqlite.org/fileformat2.html#b_tree_pages).
///
/// Invariant that makes the raw pointers safe: `memory` is ``leafLimit`` pages and ``RecordEncoder/overrun`` bytes, `root`
/// one page, for the life of this; the open leaf is one of them.
struct ImagePages: ~Copyable {
    let leafLimit: Int
    private(set) var rowCount = 0
    /// The largest rowid; rows come in their order.
    private(set) var lastRowid: Int64 = 0
    /// What all rowids are larger than.
    private var rowidBefore: Int64 = 0
    private(set) var leafCount = 0

    private let memory: UnsafeMutablePointer<UInt8>
    private let root: UnsafeMutablePointer<UInt8>
    private var openLeaf: LeafPage?
    /// Largest rowid of each leaf that is closed.
    private var leafKeys: [Int64] = []
    /// Bytes of all cells in leaves that were ever closed, and their number.
    private var closedBytes = 0
    private var closedRows = 0
    private var encoder: RecordEncoder
    private let rowidSlot: Int?

    init(columns: [ImageColumn], leafLimit: Int) {
        self.leafLimit = leafLimit
        encoder = RecordEncoder(columns)
        rowidSlot = columns.first(where: \.isRowid)?.slot
        memory = .allocate(capacity: leafLimit * LeafPage.bytes + RecordEncoder.overrun)
        root = .allocate(capacity: LeafPage.bytes)
        leafKeys.reserveCapacity(leafLimit)
    }

    deinit {
        memory.deallocate()
        root.deallocate()
    }

    /// Forgets all rows.
    /// - Parameter rowid: what the rowids of rows that bring their own must be larger than; at least -1.
    mutating func removeAll(after rowid: Int64) {
        rowCount = 0
        leafCount = 0
        openLeaf = nil
        leafKeys.removeAll(keepingCapacity: true)
        lastRowid = rowidSlot == nil ? 0 : rowid
        rowidBefore = lastRowid
    }

    /// Whether rowids are those that SQLite would give to the rows behind a row with ``rowidBefore``.
    var hasConsecutiveRowids: Bool { rowidBefore >= 0 && lastRowid - rowidBefore == rowCount }

    /// Appends rows of a batch, as far as they go.
    /// - Returns: how many rows, and why not more.
    mutating func append(_ batch: RowBatch, _ rows: Range<Int>) -> (rows: Int, stop: ImageStop) {
        let arena = UnsafePointer(batch.arena)
        let stride = batch.shape.slots
        var row = UnsafePointer(batch.row(rows.lowerBound))
        for index in 0..<rows.count {
            guard let rowid = rowid(of: row), let payload = encoder.measure(row), payload <= LeafPage.longestRecord
            else { return (index, .unfit) }
            let cellBytes = payload + Varint.length(UInt64(payload)) + Varint.length(UInt64(rowid))
            if openLeaf?.fits(cellBytes) != true {
                guard openNextLeaf(firstCell: cellBytes) else { return (index, .full) }
            }
            let place = openLeaf!.addCell(cellBytes)
            let content = Varint.write(UInt64(rowid), to: Varint.write(UInt64(payload), to: place))
            encoder.write(row, arena: arena, to: content)
            lastRowid = rowid
            rowCount += 1
            row += stride
        }
        return (rows.count, .end)
    }

    /// - Returns: nil for one that is out of order, or longer than ``Varint`` writes.
    @inline(__always)
    private func rowid(of row: UnsafePointer<Cell>) -> Int64? {
        guard let rowidSlot else { return lastRowid + 1 }
        let cell = row[rowidSlot]
        guard cell.tag == .integer, cell.integerValue > lastRowid, cell.integerValue < 1 << 56 else { return nil }
        return cell.integerValue
    }

    /// - Returns: false if there is no room for one.
    private mutating func openNextLeaf(firstCell: Int) -> Bool {
        closeLeaf()
        guard leafCount < leafLimit else { return false }
        let average = closedRows > 0 ? closedBytes / closedRows : firstCell
        openLeaf = LeafPage(at: memory + leafCount * LeafPage.bytes, firstCell: firstCell, averageCell: average)
        leafCount += 1
        return true
    }

    private mutating func closeLeaf() {
        guard let leaf = openLeaf else { return }
        leaf.close()
        openLeaf = nil
        leafKeys.append(lastRowid)
        closedBytes += leaf.cellBytes
        closedRows += leaf.rows
    }

    /// Ends the table: from now on ``rootPage`` and ``leafPage(_:)`` are what SQLite may read.
    /// - Parameter firstLeaf: the number that the first leaf's page has in the file.
    mutating func close(firstLeaf: Int) {
        closeLeaf()
        guard leafCount > 1 else { return }
        let children = leafKeys.dropLast().enumerated()
        var cell = LeafPage.bytes
        for (index, key) in children {
            cell -= 4 + Varint.length(UInt64(key))
            root.storeBigEndian(UInt32(firstLeaf + index), at: cell)
            _ = Varint.write(UInt64(key), to: root + cell + 4)
            root.storeBigEndian(UInt16(cell), at: 12 + 2 * index)
        }
        root[0] = 0x05
        root.storeBigEndian(UInt16(0), at: 1)
        root.storeBigEndian(UInt16(leafCount - 1), at: 3)
        root.storeBigEndian(UInt16(cell), at: 5)
        root[7] = 0
        root.storeBigEndian(UInt32(firstLeaf + leafCount - 1), at: 8)
    }

    /// A table of one leaf has that as its root. Valid until the next change.
    var rootPage: UnsafePointer<UInt8> { UnsafePointer(leafCount > 1 ? root : memory) }

    /// Valid until the next change.
    func leafPage(_ index: Int) -> UnsafePointer<UInt8> {
        precondition(0 <= index && index < leafCount)
        return UnsafePointer(memory + index * LeafPage.bytes)
    }
}

/// What made an image take no more rows.
public enum ImageStop: Sendable {
    /// There are no more.
    case end
    /// The portion is full.
    case full
    /// The next row has to go another way: it is too long, has a value that the table would change or refuse, or a
    /// rowid that is not larger than the one before.
    case unfit
}
