// Loads what a lookup refers to.

import BatchSQL
import PipelineSpec
import Readers
import RowModel
import Transforms

/// Reads a reference from its first to its last record, by the readers that inputs are read by. Blocking.
struct ReferenceLoading {
    private let reference: Reference
    private let spec: PipelineSpec
    private let wake: ReadWake
    private let progress: RunProgress

    init(_ reference: Reference, of spec: PipelineSpec, wake: ReadWake, progress: RunProgress) {
        self.reference = reference
        self.spec = spec
        self.wake = wake
        self.progress = progress
    }

    /// - Throws: ``ReferenceError``, ``ReadError``, ``TransformError``; ``Stopped`` if the run is to end.
    func load() throws {
        progress.beginReading(ReaderActivity(state: .decoding, input: reference.name))
        switch reference.spec {
        case .file(let file): try load(file)
        case .table(_, let table): try load(table.value)
        }
        reference.endLoading()
    }

    private func load(_ file: ReferenceFile) throws {
        let columns = reference.sourceColumns(of: file)
        let plan = DecodePlan(
            format: file.format, compression: file.compression, encoding: file.encoding, columns: columns,
            extraColumns: .ignore, maxRecordBytes: spec.flow.maxRecord, maxInputBytes: spec.flow.maxInputBytes)
        let pool = BatchPool(
            shape: .bounded(slots: columns.count, rowCapacity: spec.flow.batchRows, blockBytes: spec.flow.batchBytes), limit: 2)
        let source = WatchedSource(
            try FileByteSource(path: reference.path), name: reference.path, wake: wake, progress: progress)
        let reader = try InputReader(
            source: source, name: reference.path, inputIndex: 0, plan: plan, pool: pool, readsAhead: true)
        while let batch = try reader.next() {
            if let reject = batch.rejects.first { throw ReferenceError.refused(reference: reference.name, reject) }
            try reference.add(batch)
            pool.put(batch)
        }
    }

    private func load(_ table: String) throws {
        do {
            let reader = try TableReader(database: reference.path, table: table)
            try reader.read(reference.columns.map(\.name.value)) { batch in
                if wake.isAwake { throw Stopped() }
                try reference.add(batch)
                progress.noteReader { $0.bytes += batch.usedBytes }
            }
        } catch let error as SQLiteError {
            throw ReferenceError.unreadable(path: reference.path, error)
        }
    }
}

extension Reference {
    /// What decode has to find in a record of a file, in the slots of ``columns``; where a file has no names, also the
    /// columns that nobody asks for, behind them.
    fileprivate func sourceColumns(of file: ReferenceFile) -> [SourceColumn] {
        let declared = file.columns ?? []
        var found = columns.enumerated().map { slot, column in
            let spec = declared.first { $0.name.value == column.name.value }
            return SourceColumn(
                name: column.name.value, from: spec?.from?.value, type: spec?.type ?? column.type, numbers: spec?.numbers,
                join: spec?.join?.value, slot: slot)
        }
        guard case .csv(let dialect) = file.format, dialect.header == .absent else { return found }
        var behind = columns.count
        found = declared.map { column in
            if let known = found.first(where: { $0.name == column.name.value }) { return known }
            defer { behind += 1 }
            return SourceColumn(name: column.name.value, type: .text, slot: behind)
        }
        return found
    }
}
