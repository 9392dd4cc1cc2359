// The text of a field → a cell, for each type.

import RowModel

extension HotLoop {
    private static let cells = 10_000

    static var conversions: [HotLoop] {
        [
            conversion("integer", .integer) { "\($0)" },
            conversion("real", .real) { "\($0 / 100).\($0 % 100)" },
            conversion("text-utf8", .text) { "Łódź \($0)" },
            conversion("boolean", .boolean) { ["true", "false", "0", "1"][$0 % 4] },
            conversion("decimal", .decimal(scale: 2, storage: .integer)) { "\($0 / 100).\($0 % 10)" },
            conversion("decimal-text", .decimal(scale: 2, storage: .text)) { "\($0 / 100).\($0 % 10)" },
            conversion("date", .date) { "2026-\(10 + $0 % 3)-\(10 + $0 % 19)" },
            conversion("timestamp", .timestamp(storage: .text)) { timestamp($0) + "Z" },
            conversion("timestamp-zone", .timestamp(storage: .text)) { timestamp($0) + "+02:00" },
            conversion("timestamp-epoch", .timestamp(storage: .epoch)) { timestamp($0) + "Z" },
            conversion("json", .json) { "{\"id\":\($0),\"tags\":[\"a\",\"b\"],\"ok\":true}" },
            conversion("blob-hex", .blob(encoding: .hex)) { "00ff\(1_000_000 + $0)0" },
            conversion("blob-base64", .blob(encoding: .base64)) { _ in "d2VpciBpcyBhIGRhbQ==" },
        ]
    }

    private static func timestamp(_ number: Int) -> String {
        "2026-11-\(10 + number % 19)T08:15:\(10 + number % 50)"
    }

    private static func conversion(_ name: String, _ type: ColumnType, value: @escaping (Int) -> String) -> HotLoop {
        HotLoop(name: "convert-\(name)", unit: .cell) {
            var random = FixedRandom(seed: 20_261_124)
            let texts = (0..<cells).map { _ in Array(value(Int.random(in: 0..<1_000_000, using: &random)).utf8) }
            let bytes = texts.reduce(0) { $0 + $1.count }
            let batch = RowBatch(shape: BatchShape(slots: 1, rowCapacity: 1, blockBytes: bytes))
            let ranges = texts.map { text in (offset: text.withUnsafeBytes(batch.append), length: text.count) }
            let end = batch.arenaCount
            let converter = Converter(type)
            return Ready(units: cells) {
                batch.setArenaCount(end)
                for range in ranges {
                    let failure = converter.convert(
                        offset: range.offset, length: range.length, isASCII: false, in: batch, into: batch.cells)
                    precondition(failure == nil)
                }
            }
        }
    }
}
