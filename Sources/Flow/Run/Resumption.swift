// Whether a run may go on where one that did not end well has stopped. Pure.

import Foundation
import Ledger

/// A run that is to be, beside the unfinished one that it would go on with.
struct Resumption {
    let unfinished: RunRecord
    let start: RunStart

    /// Another pipeline's run is not ours to go on with, nor to undo.
    func checkPipeline() throws(FlowError) {
        guard unfinished.pipeline != start.pipeline else { return }
        throw .unfinishedElsewhere(run: unfinished.id, pipeline: unfinished.pipeline, table: unfinished.table)
    }

    /// - Throws: ``FlowError/unfinished(run:reason:wayOut:)`` unless both make the same rows of the same columns.
    func check() throws(FlowError) {
        try checkPipeline()
        if unfinished.specDigest != start.specDigest {
            if let parameters = parametersThen {
                throw refusal("it had other parameters", wayOut: "Finish it first with \(parameters)")
            }
            let usesEnvironment = start.specText.contains("${env:")
            if start.specText.contains("lookup:") {
                throw refusal("the spec, a variable of the environment that it uses, or what a lookup refers to, has changed since")
            }
            throw refusal("the spec\(usesEnvironment ? ", or a variable of the environment that it uses," : "") has changed since")
        }
        if let columns = columnDifferences { throw refusal("the columns inferred from the inputs have changed since: \(columns)") }
    }

    private func refusal(_ reason: String, wayOut: String? = nil) -> FlowError {
        .unfinished(run: unfinished.id, reason: reason, wayOut: wayOut)
    }

    /// The parameters that have another value now, as they have to be set to have that of the unfinished run; nil if
    /// there are none.
    private var parametersThen: String? {
        let then = (try? JSONDecoder().decode([String: String].self, from: Data(unfinished.parameters.utf8))) ?? [:]
        let changed = then.filter { name, value in start.parameters[name].map { $0 != value } ?? false }
        if changed.isEmpty { return nil }
        return changed.sorted { $0.key < $1.key }.map { "--set " + "\($0.key)=\($0.value)".shellWord }.joined(separator: " ")
    }

    /// Such as `new is note; missing is name`; nil if there are none. Rows that lack a column would go unnoticed.
    private var columnDifferences: String? {
        func list(_ names: [String], without others: [String], _ label: String) -> String? {
            let found = names.filter { !others.contains($0) }
            if found.isEmpty { return nil }
            let more = found.count > 5 ? " and \(found.count - 5) more" : ""
            return "\(label) \(found.count == 1 ? "is" : "are") \(found.prefix(5).joined(separator: ", "))\(more)"
        }
        let lists = [
            list(start.columns, without: unfinished.columns, "new"), list(unfinished.columns, without: start.columns, "missing"),
        ].compactMap { $0 }
        return lists.isEmpty ? nil : lists.joined(separator: "; ")
    }
}
