// weir rejects export: kept rejects → a file.

import Ledger
import RowModel

/// Writes the rejects of runs to a file, in memory that does not grow with them.
public struct RejectExport {
    public enum Shape: Sendable, Equatable {
        /// Where each stood and why it was refused, beside its raw bytes.
        case reasons(RejectExportFormat)
        /// The raw records alone, as a file that can be mended and read like the inputs they are from.
        case raw
    }

    /// What was written.
    public struct Outcome: Sendable, Equatable {
        public var path: String
        public var rejects = 0
        /// Rejects of which only the start is kept. Their raw records are no records, so ``Shape/raw`` leaves them out.
        public var inPart = 0
        /// Raw records with a quote that never closes; ``Shape/raw`` puts them at the end, since they would swallow
        /// what follows.
        public var unended = 0
        /// Rejects that a later run has retried: their records are in the table, or rejects of that run. ``Shape/raw``
        /// leaves them out.
        public var retried = 0
    }

    private let runs: [(store: RejectStore, run: RejectedRun)]
    private let filter: RejectFilter
    private let shape: Shape

    /// - Parameter run: its number; nil for the last one of each pipeline.
    /// - Throws: ``Ledger/LedgerError``; ``RejectError`` for rejects whose raw records are not all there is of them.
    public init(
        _ places: [LedgerPlace], run: Int64? = nil, filter: RejectFilter = RejectFilter(), shape: Shape
    ) throws {
        runs = try places.flatMap { place in
            let store = try RejectStore(path: place.database)
            return try store.runs(place.runChoice(run)).map { (store, $0) }
        }
        self.filter = filter
        self.shape = shape
        if shape == .raw {
            for (store, run) in runs { try store.checkSiblings(of: run, matching: filter) }
        }
    }

    /// Writes the file: whole, or not at all.
    /// - Parameter overwrites: whether a file of this name may be replaced.
    /// - Throws: ``RejectError``; ``Ledger/LedgerError``; ``Readers/ReadError`` for a header that can't be
    ///   read.
    public func write(to path: String, overwrites: Bool) throws -> Outcome {
        let file = try ExportFile(path: path, overwrites: overwrites)
        var outcome = Outcome(path: path)
        switch shape {
        case .reasons(let format): try writeReasons(format, to: file, &outcome)
        case .raw: try writeRaw(to: file, &outcome)
        }
        try file.finish()
        return outcome
    }

    private func writeReasons(_ format: RejectExportFormat, to file: ExportFile, _ outcome: inout Outcome) throws {
        try file.write(format.header)
        try forEach { reject, run in
            try file.write(format.line(reject, of: run))
            outcome.rejects += 1
            if !reject.isWhole { outcome.inPart += 1 }
        }
    }

    private func writeRaw(to file: ExportFile, _ outcome: inout Outcome) throws {
        guard let layout = try commonLayout() else { return }
        let grammar = RawRecordGrammar(layout.format)
        var content = RawContent(layout.format)
        var isFirst = true
        func write(_ raw: [UInt8]) throws {
            if isFirst { try file.write(layout.preamble(firstRecord: raw) + content.start) }
            isFirst = false
            try file.write(content.piece(raw))
            outcome.rejects += 1
        }
        try forEach { reject, _ in
            if reject.retriedBy != nil {
                outcome.retried += 1
            } else if !reject.isWhole {
                outcome.inPart += 1
            } else if grammar.shape(of: reject.raw).endsItself {
                try write(reject.raw)
            } else {
                outcome.unended += 1
            }
        }
        if outcome.unended > 0 {
            try forEach { reject, _ in
                if reject.isWhole, reject.retriedBy == nil, !grammar.shape(of: reject.raw).endsItself {
                    try write(reject.raw)
                }
            }
        }
        if !isFirst { try file.write(content.end + layout.footer) }
    }

    /// The layout of all inputs that have rejects; nil if there are none.
    private func commonLayout() throws -> RawLayout? {
        var common: (path: String, layout: RawLayout)?
        for (store, run) in runs {
            for input in try store.inputs(ofRun: run.record.id, matching: filter).compactMap({ run.inputs[$0] }) {
                let layout = try RawLayout(of: input, from: store.origin(of: input, inRun: run.record.id))
                let path = input.identity.path
                if let known = common, let what = layout.difference(from: known.layout) {
                    throw RejectError.layoutsDiffer(one: known.path, other: path, what: what)
                }
                common = common ?? (path, layout)
            }
        }
        return common?.layout
    }

    private func forEach(_ body: (StoredReject, RejectedRun) throws -> Void) throws {
        for (store, run) in runs {
            try store.forEach(ofRun: run.record.id, matching: filter) { reject in
                try body(reject, run)
                return true
            }
        }
    }
}
