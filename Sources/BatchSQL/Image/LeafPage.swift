// One leaf of a table's b-tree: https://sqlite.org/fileformat2.html#b_tree_pages.

/// A leaf that is being filled upwards: behind its header comes room for the pointers of as many cells as will probably
/// fit, then the cells in the order of their rows; what is left at the end is a freeblock.
///
/// Invariant that makes the raw pointers safe: `start` has ``bytes`` bytes, which outlive this;
/// `pointerEnd <= cellStart <= cellEnd <= bytes`, and a cell is only written after ``fits(_:)`` said so.
struct LeafPage {
    /// The largest page there is.
    static let bytes = 65536
    /// Bytes of a record that a leaf may hold whole ("U-35" there).
    static let longestRecord = bytes - 35
    private static let headerBytes = 8

    private let start: UnsafeMutablePointer<UInt8>
    /// Where the page's header is: behind the file's on its first page.
    private let header: Int
    private let cellStart: Int
    private var pointerEnd: Int
    private var cellEnd: Int
    private(set) var rows = 0

    /// - Parameters:
    ///   - firstCell: bytes of the first cell.
    ///   - averageCell: bytes of a cell, as far as one can tell.
    init(at start: UnsafeMutablePointer<UInt8>, header: Int = 0, firstCell: Int, averageCell: Int) {
        self.start = start
        self.header = header
        pointerEnd = header + Self.headerBytes
        // An eighth more than fit if the rows are like that.
        let likely = Self.bytes / (averageCell + 2) * 9 / 8 + 1
        cellStart = pointerEnd + 2 * min(likely, (Self.bytes - pointerEnd - firstCell) / 2)
        cellEnd = cellStart
    }

    var cellBytes: Int { cellEnd - cellStart }

    @inline(__always)
    func fits(_ cellBytes: Int) -> Bool { cellEnd + cellBytes <= Self.bytes && pointerEnd < cellStart }

    /// Where the next cell, of `cellBytes` bytes, is to be written.
    @inline(__always)
    mutating func addCell(_ cellBytes: Int) -> UnsafeMutablePointer<UInt8> {
        let place = start + cellEnd
        store(cellEnd, at: pointerEnd)
        pointerEnd += 2
        cellEnd += cellBytes
        rows += 1
        return place
    }

    /// Writes the header, once the last cell is in.
    func close() {
        let rest = Self.bytes - cellEnd
        let hasFreeblock = rest >= 4
        start[header] = 0x0D
        store(hasFreeblock ? cellEnd : 0, at: header + 1)
        store(rows, at: header + 3)
        store(cellStart, at: header + 5)
        start[header + 7] = hasFreeblock ? 0 : UInt8(rest)
        if hasFreeblock {
            store(0, at: cellEnd)
            store(rest, at: cellEnd + 2)
        }
    }

    @inline(__always)
    private func store(_ value: Int, at offset: Int) { start.storeBigEndian(UInt16(truncatingIfNeeded: value), at: offset) }
}

extension UnsafeMutablePointer<UInt8> {
    @inline(__always)
    func storeBigEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
        UnsafeMutableRawPointer(self).storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self)
    }
}
