// dedupe: of rows with the same key one stays.

import BatchSQL
import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func dedupe(_ spec: DedupeSpec) -> (String, TransformStage.Work) {
        var slots: [Int] = []
        for name in spec.key {
            guard let position = position(of: name, in: "dedupe") else { continue }
            slots.append(schema.columns[position].slot)
        }
        if spec.keep == .first, let name = sandbox.chanceFunctions.first, let place = spec.key.first {
            report(
                "dedupe can't stand behind an expression with \(name)(): a run that goes on where another has stopped "
                    + "would not know which keys that one had seen",
                at: place.mark)
        }
        let detail =
            "\(spec.key.map(\.value).joined(separator: ", ")): the \(spec.keep.rawValue) row of each \(spec.scope.rawValue)"
        let key = RowKey(slots: slots)
        return switch spec.keep {
        case .first: (detail, .inPlace(Dedupe(key: key, scope: spec.scope)))
        case .last: (detail, .emitting(DedupeLast(key: key, slots: schema.columns.map(\.slot))))
        }
    }
}

/// Keeps the first row of each key. A key has been there once its row has passed, whatever becomes of that later.
struct Dedupe: RowTransform {
    let key: RowKey
    let scope: DedupeSpec.Scope
    private let seen = KeysOfScope()
    private let verdicts = RowVerdicts()

    private final class KeysOfScope {
        let keys = KeyStore()
        var input: Int?
    }

    init(key: RowKey, scope: DedupeSpec.Scope) {
        self.key = key
        self.scope = scope
    }

    var memory: RowMemory { scope == .run ? .run : .input }

    func apply(to batch: RowBatch, stage: Int) throws(TransformError) -> Tally {
        if scope == .input, seen.input != batch.inputIndex {
            seen.keys.removeAll()
            seen.input = batch.inputIndex
        }
        verdicts.begin(batch)
        do {
            for row in 0..<batch.rowCount where try !seen.keys.insert(key.of(batch.row(row), in: batch)) {
                verdicts.drop(row)
            }
        } catch {
            throw TransformError.cannotSpill(transform: "dedupe", error)
        }
        return verdicts.settle(batch)
    }
}
