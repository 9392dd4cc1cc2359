// A sample of CSV rows, decoded as text → typed columns. Called when a spec names no columns.

import RowModel

/// Infers the columns of a CSV input from batches whose columns were all decoded as `text`, so that the decoder
/// itself decides what a record and a null is.
///
/// A number in quotes counts as text if any value of the sample stands without quotes: then the quotes are there on
/// purpose, as around a postal code. A file that quotes everything says nothing by it.
public struct CSVInference: Sendable {
    private let columns: [SourceColumn]
    private let quote: UInt8?
    private let nullMarkers: [[UInt8]]
    private var observed: [ColumnInference]
    private var hasUnquotedValues = false

    /// - Parameter columns: what the sample was decoded with: the header's names in order, each `text` in its slot.
    public init(columns: [SourceColumn], dialect: CSVDialect) {
        self.columns = columns
        quote = dialect.quote
        nullMarkers = dialect.nullMarkers.map { Array($0.utf8) }
        observed = Array(repeating: ColumnInference(), count: columns.count)
    }

    /// Takes the rows of a batch into account.
    public mutating func observe(_ batch: RowBatch) {
        for row in 0..<batch.rowCount {
            for (index, column) in columns.enumerated() {
                let cell = batch.row(row)[column.slot]
                guard cell.tag == .text else { continue }
                // A null marker in quotes is a text here, but would be null in any other type.
                if isNullMarker(batch.bytes(of: cell)) { continue }
                let isQuoted = isQuoted(cell, in: batch)
                if !isQuoted { hasUnquotedValues = true }
                observed[index].observe(
                    offset: cell.arenaOffset, length: cell.byteCount, isQuoted: isQuoted, in: batch)
            }
        }
    }

    /// The columns in the header's order.
    public func result() -> [InferredColumn] {
        let names = InferredColumn.uniqueNames(for: columns.map(\.name))
        return columns.indices.map { index in
            InferredColumn(
                name: names[index], from: columns[index].from,
                type: observed[index].type(quotesMeanText: hasUnquotedValues))
        }
    }

    private func isNullMarker(_ bytes: UnsafeRawBufferPointer) -> Bool {
        nullMarkers.contains { $0.count == bytes.count && bytes.elementsEqual($0) }
    }

    /// A field that was not rewritten stands in the block, behind its quote if it has one; one that was rewritten was
    /// quoted too.
    private func isQuoted(_ cell: Cell, in batch: RowBatch) -> Bool {
        guard let quote else { return false }
        let offset = cell.arenaOffset
        return offset >= batch.blockEnd || (offset > 0 && batch.arena[offset - 1] == quote)
    }
}
