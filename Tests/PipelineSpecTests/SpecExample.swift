// Specs that are right: those of the reference, those of the repository, and some for keys that neither shows.

import Foundation
import TestSupport

@testable import PipelineSpec

struct SpecExample {
    /// YAML of a whole spec.
    var text: String
    var parameters: [String: String] = [:]

    static let environment = ["HOME": "/home/me", "WEIR_SALT": "s3cr3t"]

    static func all() throws -> [SpecExample] {
        try ofReference() + pipelineFiles().map { SpecExample(text: try String(contentsOf: $0, encoding: .utf8)) } + others
    }

    /// The YAML blocks of docs/spec.md; what is a part of a spec has one around it.
    static func ofReference() throws -> [SpecExample] {
        try ReferencePage.blocks().filter { $0.language == "yaml" }.map { block in
            var text = block.text
            for (keys, part) in [(["weir:"], Spec.head), (["source:"], Spec.source), (["sink:", "sinks:"], Spec.sink)]
            where !keys.contains(where: text.contains) {
                text += part
            }
            return SpecExample(text: text, parameters: text.contains("folder:") ? ["folder": "in"] : [:])
        }
    }

    static func pipelineFiles() throws -> [URL] {
        let folder = SharedFolder.repository.appending(path: "pipelines")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" && !JobSpec.isJob(path: $0.path) }.sorted { $0.path < $1.path }
    }

    private static let others = [
        Spec.with("params: { day: { default: x } }"),
        Spec.with("transforms:\nrejects:\nflow: { low_watermark: 1MiB }"),
        Spec.with("expect: { rejects: 5..7, rows_read: 100 }"),
        Spec.with("expect: { rows_read: { vs_median: -50%..+200% }, rejects: { count: '< 9', vs_median: +-5%, runs: 30, at_least: 3 } }"),
        Spec.withSource("source: { stdin: true, format: csv, columns: { id: integer }, csv: { header: [id], null: NA } }"),
        Spec.withSource("source: { files: a.csv, csv: { header: false, comment: null, quote: ~ }, columns: { id: text } }"),
        Spec.withSource("source: { files: a.csv, columns: { raw: { type: blob, encoding: hex }, at: { type: timestamp, store: epoch_ms } } }"),
        Spec.withSink("sink: { database: d, table: t, indexes: , commit: }"),
        Spec.withSink(
            "sinks: [{ table: a, database: d, mode: append, key: id, strict: true, indexes: [[id]], on_schema_change: add_columns, "
                + "lineage: true, commit: { rows: 5 }, durability: off, views: { v: SELECT 1 }, full_text: { columns: a, tokenize: unicode61 }, before: SELECT 1, after: [SELECT 2], where: id > 1, transforms: [{ filter: id > 2 }], "
                + "expect: { rejects: 0 } }, { table: b }]"),
        Spec.with(
            "transforms: [{ cast: { a: { type: timestamp, store: epoch, format: iso8601, zone: UTC }, b: { type: blob, encoding: hex } } }, "
                + "{ derive: { c: { sql: a, type: timestamp, store: text, format: iso8601 }, d: { sql: a, type: decimal, scale: 2 }, "
                + "e: { sql: a, type: blob, encoding: hex } } }]"),
        Spec.with(
            "transforms: [{ explode: { column: a, type: timestamp, store: text, format: iso8601, zone: UTC } }, "
                + "{ explode: { column: b, type: decimal, scale: 2 } }, { explode: { column: c, type: blob, encoding: hex } }]"),
    ].map { SpecExample(text: $0) }
}
