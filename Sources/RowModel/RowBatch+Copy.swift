// A batch once more, for who needs it on its own.

extension RowBatch {
    /// Makes an empty batch of the same shape the same as this one, down to its rejects and tallies.
    ///
    /// Cost: a copy of the arena's bytes in use and of the cells of all rows; allocates only where the arena has to
    /// grow.
    public func copy(into other: RowBatch) {
        precondition(other.shape == shape && other.arenaCount == 0)
        _ = other.append(UnsafeRawBufferPointer(start: arena, count: arenaCount))
        other.cells.update(from: cells, count: rowCount * shape.slots)
        other.origins.update(from: origins, count: rowCount)
        other.rowCount = rowCount
        other.blockEnd = blockEnd
        other.foreignBytes = foreignBytes
        other.streamOffset = streamOffset
        other.readMark = readMark
        other.recordBase = recordBase
        other.carriedRecords = carriedRecords
        other.isContinued = isContinued
        other.part = part
        other.inputIndex = inputIndex
        other.rejects = rejects
        other.tallies = tallies
        other.contents = contents
        other.blankLines = blankLines
        other.commentLines = commentLines
    }
}
