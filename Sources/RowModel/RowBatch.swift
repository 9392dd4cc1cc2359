// The unit that flows between stages, and the only home of its memory layout.

/// Rows and rejects decoded from one block of one input, bounded in rows and bytes.
///
/// The arena starts with the block of decoded input bytes itself (`0 ..< blockEnd`): cells point straight into it, and
/// a rejected row's raw record is still there. Texts that differ from the input (unescaped, computed) are appended
/// behind it. Cells are row-major: `cells[row * shape.slots + slot]`.
///
/// Invariants that make the raw pointers safe:
/// - `cells` has `rowCapacity * slots` initialised cells and `origins` `rowCapacity` origins, for the batch's life;
/// - every text or blob cell of rows `0 ..< rowCount` is a range within `0 ..< arenaCount`;
/// - `arenaPadding` bytes behind `arenaCapacity` are allocated and may be read (their contents mean nothing), so that a
///   scanner may load whole words across the end of a text;
/// - a pointer into the arena is used only until the next call that may grow the arena;
/// - a batch has one owner at a time: it is filled, sent and then never touched by its sender. That, not a lock, is
///   why it may be `Sendable`, and why its properties need no exclusivity checks at run time.
public final class RowBatch: @unchecked Sendable {
    public let shape: BatchShape
    public let cells: UnsafeMutablePointer<Cell>
    public let origins: UnsafeMutablePointer<RowOrigin>

    /// Bytes behind the arena's end that a word-wise scanner may read.
    public static let arenaPadding = 64

    /// What loops over rows and fields look at.
    ///
    /// Swift checks at run time that accesses to a class's stored properties exclude each other, and the attribute is heeded
    /// in this module only. So the others come by inlinable accessors, which are compiled as part of this one: that is a
    /// sixth of the time of an NDJSON load.
    @usableFromInline
    struct Fill {
        @usableFromInline var arena: UnsafeMutablePointer<UInt8>
        @usableFromInline var arenaCapacity: Int
        @usableFromInline var arenaCount = 0
        @usableFromInline var rowCount = 0
    }

    @exclusivity(unchecked) @usableFromInline
    var fill: Fill

    @inlinable
    public var arena: UnsafeMutablePointer<UInt8> { fill.arena }

    @inlinable
    public var arenaCapacity: Int { fill.arenaCapacity }

    /// Bytes of the arena in use.
    @inlinable
    public var arenaCount: Int { fill.arenaCount }

    /// Rows in the batch. Rows beyond it are scratch.
    @inlinable
    public var rowCount: Int {
        get { fill.rowCount }
        set { fill.rowCount = newValue }
    }

    /// End of the decoded input bytes that this batch has consumed; the arena's `0 ..< blockEnd` is their copy.
    public var blockEnd = 0
    /// Bytes behind `blockEnd` that belong to the next batch and lie in front of texts of this one.
    public internal(set) var foreignBytes = 0
    /// Offset in the decoded input of the arena's first byte.
    public var streamOffset = 0
    /// How far the input had been read when the batch was complete: at least to its end.
    public var readMark: ReadMark?
    /// Added to a row's `recordDelta` it gives the record's number.
    public var recordBase = 0
    /// Records of rows whose raw bytes are not in the block: those of a batch that was made of another. Where there are any, a
    /// row's `recordDelta` is a position here.
    public var carriedRecords: [CarriedRecord] = []
    /// Whether more rows of its records follow in the next batch: then nothing may be committed behind this one.
    public var isContinued = false
    /// The batch's place, from 0, among those that one batch of the reader has become.
    public var part = 0
    /// Position of the input in the source.
    public var inputIndex = 0
    public var rejects: [Reject] = []
    /// What each stage did with this batch's rows; index 0 is decode.
    public var tallies: [Tally] = []
    /// Checksum of the rows as they are to stand in the table (``RowContents``); set behind the last stage.
    public var contents: UInt64 = 0
    /// Lines of the input that are no records: blank lines and comments.
    public var blankLines = 0
    public var commentLines = 0

    public init(shape: BatchShape) {
        self.shape = shape
        let cellCount = max(1, shape.rowCapacity * shape.slots)
        cells = .allocate(capacity: cellCount)
        cells.initialize(repeating: .null, count: cellCount)
        origins = .allocate(capacity: shape.rowCapacity)
        origins.initialize(repeating: RowOrigin(recordDelta: 0, rawOffset: 0, rawLength: 0), count: shape.rowCapacity)
        let arenaCapacity = shape.blockBytes + shape.blockBytes / 4
        fill = Fill(arena: .allocate(capacity: arenaCapacity + Self.arenaPadding), arenaCapacity: arenaCapacity)
    }

    deinit {
        cells.deallocate()
        origins.deallocate()
        arena.deallocate()
    }

    /// Makes the batch as new, keeping its memory.
    public func reset() {
        fill.arenaCount = 0
        fill.rowCount = 0
        blockEnd = 0
        foreignBytes = 0
        streamOffset = 0
        readMark = nil
        recordBase = 0
        carriedRecords.removeAll(keepingCapacity: true)
        isContinued = false
        part = 0
        inputIndex = 0
        rejects.removeAll(keepingCapacity: rejects.count <= 64)
        tallies.removeAll(keepingCapacity: true)
        contents = 0
        blankLines = 0
        commentLines = 0
    }

    /// Says that the decoded bytes from `end` on, up to `blockLength`, belong to the next batch, which has its own copy.
    public func endBlock(at end: Int, of blockLength: Int) {
        precondition(0 <= end && end <= blockLength && blockLength <= arenaCount)
        blockEnd = end
        // Texts of this batch may stand behind them, and texts don't move.
        if arenaCount == blockLength {
            setArenaCount(end)
        } else {
            foreignBytes = blockLength - end
        }
    }

    /// Bytes of the arena that rows and rejects of this batch use.
    public var usedBytes: Int { arenaCount - foreignBytes }

    /// Bytes that this batch weighs in a channel: what it has allocated, not what is in use of it, since a nearly empty
    /// batch takes as much memory as a full one.
    public var weight: Int {
        arenaCapacity + Self.arenaPadding
            + shape.rowCapacity * (shape.slots * MemoryLayout<Cell>.stride + MemoryLayout<RowOrigin>.stride)
            + rejects.count * 256 + carriedRecords.count * MemoryLayout<CarriedRecord>.stride
    }

    /// Makes room for `bytes` more behind the bytes in use. May move the arena.
    @inline(never)
    public func growArena(by bytes: Int) {
        let needed = arenaCount + bytes
        guard needed > arenaCapacity else { return }
        var capacity = arenaCapacity
        while capacity < needed { capacity *= 2 }
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.arenaPadding)
        moved.update(from: arena, count: arenaCount)
        arena.deallocate()
        fill.arena = moved
        fill.arenaCapacity = capacity
    }

    /// Appends bytes and returns their offset. May move the arena.
    @inlinable
    public func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let offset = reserve(bytes.count)
        if let source = bytes.baseAddress {
            UnsafeMutableRawPointer(arena + offset).copyMemory(from: source, byteCount: bytes.count)
        }
        return offset
    }

    /// Takes `count` uninitialised bytes behind the bytes in use and returns their offset. May move the arena.
    @inlinable
    public func reserve(_ count: Int) -> Int {
        if arenaCount + count > arenaCapacity { growArena(by: count) }
        let offset = arenaCount
        setArenaCount(offset + count)
        return offset
    }

    /// Gives back bytes at the arena's end, or says how many a reader has filled. `count` is at most `arenaCapacity`.
    @inlinable
    public func setArenaCount(_ count: Int) {
        precondition(count >= 0 && count <= arenaCapacity)
        fill.arenaCount = count
    }
}
