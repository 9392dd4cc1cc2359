// One row as SQLite stores it: https://sqlite.org/fileformat2.html#record_format.

import RowModel

/// Encodes rows as records, in two steps: ``measure(_:)`` lays out the header and says how long the record will be,
/// ``write(_:arena:to:)`` writes it.
///
/// Invariants that make the raw pointers safe: `header` has room for the longest header of `columns` (9 bytes a
/// column) and ``overrun`` more, `numbers` and `widths` for one entry a column, all for the encoder's life; `write` is called for the row last measured,
/// with room for `payloadBytes` and ``overrun`` more.
struct RecordEncoder: ~Copyable {
    /// Bytes behind a record that `write` may overwrite, since it copies texts by whole words.
    static let overrun = 16

    private let columns: UnsafeMutableBufferPointer<ImageColumn>
    /// Serial types of the row last measured.
    private let header: UnsafeMutablePointer<UInt8>
    private var headerBytes = 0
    /// By column: the number in the row last measured, and how many of its bytes are stored.
    private let numbers: UnsafeMutablePointer<UInt64>
    private let widths: UnsafeMutablePointer<UInt8>

    init(_ columns: [ImageColumn]) {
        self.columns = .allocate(capacity: columns.count)
        _ = self.columns.initialize(from: columns)
        header = .allocate(capacity: 9 * columns.count + Self.overrun)
        numbers = .allocate(capacity: columns.count)
        numbers.initialize(repeating: 0, count: columns.count)
        widths = .allocate(capacity: columns.count)
        widths.initialize(repeating: 0, count: columns.count)
    }

    deinit {
        columns.deinitialize()
        columns.deallocate()
        header.deallocate()
        numbers.deallocate()
        widths.deallocate()
    }

    /// - Returns: bytes of the row's record; nil if a value is not what its column takes.
    @inline(__always)
    mutating func measure(_ row: UnsafePointer<Cell>) -> Int? {
        var next = header
        var body = 0
        for index in columns.indices {
            let column = columns[index]
            let cell = row[column.slot]
            guard column.accepts(cell.tag) else { return nil }
            switch cell.tag {
            case .text:
                next = Varint.write(UInt64(13 + 2 * cell.byteCount), to: next)
                body += cell.byteCount
                continue
            case .integer where !column.isRowid:
                let form = IntegerForm(cell.integerValue)
                next.pointee = form.serialType
                widths[index] = form.width
                numbers[index] = cell.payload
            case .integer, .null:  // The rowid stands in front of the record, which has a null in its place.
                next.pointee = 0
                widths[index] = 0
            case .real:
                // SQLite would store a null.
                if cell.realValue.isNaN { return nil }
                if column.storesWholeRealsAsIntegers, let whole = WholeReal(cell.realValue) {
                    next.pointee = whole.form.serialType
                    widths[index] = whole.form.width
                    numbers[index] = UInt64(bitPattern: whole.value)
                } else {
                    next.pointee = 7
                    widths[index] = 8
                    numbers[index] = cell.payload
                }
            case .blob:
                next = Varint.write(UInt64(12 + 2 * cell.byteCount), to: next)
                body += cell.byteCount
                continue
            }
            next += 1
            body += Int(widths[index])
        }
        headerBytes = next - header
        return headerLength + body
    }

    /// The header's length, which counts itself.
    private var headerLength: Int {
        let own = headerBytes < 127 ? 1 : headerBytes < 16382 ? 2 : 3
        return own + headerBytes
    }

    /// Writes the record of the row last measured.
    @inline(__always)
    func write(_ row: UnsafePointer<Cell>, arena: UnsafePointer<UInt8>, to start: UnsafeMutablePointer<UInt8>) {
        var next = Varint.write(UInt64(headerLength), to: start)
        Self.copy(header, headerBytes, to: next)
        next += headerBytes
        for index in columns.indices {
            let cell = row[columns[index].slot]
            switch cell.tag {
            case .text, .blob:
                Self.copy(arena + cell.arenaOffset, cell.byteCount, to: next)
                next += cell.byteCount
            case .integer, .real:
                let width = widths[index]
                // Big-endian; what is stored behind the width is overwritten by what follows.
                let bits = (numbers[index] &<< UInt64(64 &- 8 &* width)).bigEndian
                UnsafeMutableRawPointer(next).storeBytes(of: bits, as: UInt64.self)
                next += Int(width)
            case .null:
                continue
            }
        }
    }

    /// Copies by whole words: up to 15 bytes behind either end are read and written. Arenas are padded for that
    /// (``RowBatch/arenaPadding``), and pages too.
    @inline(__always)
    private static func copy(
        _ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>
    ) {
        if count > 64 {
            target.update(from: source, count: count)
            return
        }
        let source = UnsafeRawPointer(source)
        let target = UnsafeMutableRawPointer(target)
        var offset = 0
        while offset < count {
            let word = source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
            target.storeBytes(of: word, toByteOffset: offset, as: SIMD16<UInt8>.self)
            offset += 16
        }
    }
}

/// A real that an integer says as well, in no more than six bytes.
private struct WholeReal {
    let value: Int64
    let form: IntegerForm

    @inline(__always)
    init?(_ real: Double) {
        guard -0x1p47 <= real, real < 0x1p47 else { return nil }
        value = Int64(real)
        guard Double(value) == real else { return nil }
        form = IntegerForm(value)
    }
}

/// The shortest of the forms in which a record can hold an integer.
private struct IntegerForm {
    let serialType: UInt8
    /// Bytes in the record's body.
    let width: UInt8

    @inline(__always)
    init(_ value: Int64) {
        if value & ~1 == 0 {
            serialType = 8 + UInt8(truncatingIfNeeded: value)
            width = 0
            return
        }
        let magnitude = UInt64(bitPattern: value ^ (value >> 63))
        // With the sign, 1 to 8 bytes; of these SQLite has no forms of 5 and 7.
        let bytes = UInt64((64 - magnitude.leadingZeroBitCount) / 8 + 1)
        width = UInt8(truncatingIfNeeded: 0x8_8664_3210 &>> (4 &* bytes) & 0xF)
        serialType = UInt8(truncatingIfNeeded: 0x6_6554_3210 &>> (4 &* bytes) & 0xF)
    }
}
