import Foundation
import RowModel
import TestSupport
import Testing

@testable import PipelineSpec

@Suite struct MutationTests {
    static let spec = """
        weir: 1
        name: orders
        params: { day: { default: "2026-11-19" } }
        source:
          files: ["../in/orders-${day}.csv.gz", b.csv]
          csv: { delimiter: ";", quote: "'", escape: "\\\\", header: true, skip_lines: 1, comment: "#", null: [NA, ""] }
          columns: &c
            order_id: integer
            unit_price: { type: decimal, scale: 2 }
            customer: { type: text, from: "Customer Name" }
        transforms:
          - rename: { sku: product }
          - filter: quantity > 0 and sku <> '${env:X}'
          - derive: { total: { sql: quantity * unit_price, type: integer } }
          - map: { column: status, values: { N: new, S: null }, default: reject }
          - assert: { that: total < 100000, message: implausible total }
        sink:
          database: |
            build/orders.sqlite
          table: orders
          indexes: [[customer_id], { columns: [product], unique: false }]
          commit: { rows: 200000, bytes: 64MiB, interval: 5s }
        rejects: { max: "0.5%" }
        flow: { high_watermark: 8MiB, batch_rows: 4096 }
        """

    private static let scraps = [
        "&a ", "*a", "*c", "!!str ", "? ", ": ", "- ", "{", "}", "[", "]", "\"", "'", "|\n", ">\n", "#", "---\n", "...\n", "%YAML 1.1\n",
        "<<: *c\n", "${", "${day}", "$${", "${env:X}", "null", "~", "\t", "\r\n", "\n", "\u{FEFF}", "\u{2028}", "\u{85}", "\0", "ü", "👍🏽",
        "99999999999999999999", "-1", "0", "weir: 1\n", "columns: ", "\\", "\\x00", "\u{1B}",
    ].map { Array($0.utf8) }

    static func mutate(_ bytes: [UInt8], with generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let at = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, at + Int.random(in: 0...30, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes.removeSubrange(at..<end)
            case 1: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            case 2: bytes.insert(contentsOf: scraps.randomElement(using: &generator) ?? [], at: at)
            case 3: bytes.replaceSubrange(at..<end, with: scraps.randomElement(using: &generator) ?? [])
            case 4: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
            default: bytes.removeSubrange(at...)
            }
        }
        return bytes
    }

    /// Runs over more with WEIR_FUZZ_ROUNDS, and other texts with WEIR_SEED.
    @Test("whatever is done to a spec, it loads or says what is wrong, at places within the file", .timeLimit(.minutes(10)))
    func mutations() {
        let rounds = ProcessInfo.processInfo.environment["WEIR_FUZZ_ROUNDS"].flatMap(UInt32.init).map(Int.init) ?? 1500
        var generator = SeededGenerator(
            seed: ProcessInfo.processInfo.environment["WEIR_SEED"].flatMap(UInt64.init) ?? 20_261_119)
        #expect(faults(Self.spec, environment: ["X": "x"]) == [])
        var loaded = 0
        for round in 0..<rounds {
            let bytes = Self.mutate(Array(Self.spec.utf8), with: &generator)
            do {
                let spec = try PipelineSpec.parse(bytes: bytes, path: "m.yaml", environment: ["X": "x"])
                loaded += 1
                #expect(!spec.name.isEmpty && spec.flow.lowWatermark < spec.flow.highWatermark)
            } catch {
                let place = Comment(rawValue: "seed \(generator.seed), round \(round)")
                // libyaml counts U+0085, U+2028 and U+2029 as line breaks, too.
                let lines = String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
                #expect(!error.diagnostics.isEmpty, place)
                #expect(error.description.split(separator: "\n").count == error.diagnostics.count, place)
                for diagnostic in error.diagnostics {
                    #expect((1...lines + 1).contains(diagnostic.mark.line) && diagnostic.mark.column >= 1, place)
                    #expect(diagnostic.message.utf8.count < 1000, place)
                }
            }
        }
        // If nothing or everything loads, the mutations test nothing.
        #expect(loaded > 0 && loaded < rounds)
    }
}
