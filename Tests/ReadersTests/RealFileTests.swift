// Files that other people publish, from the shared folder: every record of them.

import Foundation
import Readers
import RowModel
import TestSupport
import Testing

private struct RealFile {
    var path: String
    var format: String
    var records: Int
    var columns: Int
    var hasHeader: Bool

    static let folder = SharedFolder.url.appending(path: "data")
    static let list = folder.appending(path: "COUNTS.tsv")

    static let all: [RealFile] = {
        guard let text = try? String(contentsOf: list, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 5, let records = Int(fields[2]), let columns = Int(fields[3]) else { return nil }
            return RealFile(
                path: folder.appending(path: String(fields[0])).path, format: String(fields[1]), records: records,
                columns: columns, hasHeader: fields[1] == "csv" && !fields[4].contains("no header"))
        }
    }()
}

@Suite(
    "real files",
    .enabled(if: FileManager.default.fileExists(atPath: RealFile.list.path), "the shared folder with the files is absent"))
struct RealFileTests {
    @Test("every record of the CSV files is there, field by field as the reference reads it")
    func csv() throws {
        let files = RealFile.all.filter { $0.format == "csv" }
        #expect(files.count > 30)
        for file in files {
            let plan = DecodePlan.csv(width: file.columns) { $0.nullMarkers = [] }
            let decoded = try Self.read(file, plan)
            #expect(decoded.error == nil && decoded.rejects.isEmpty, "\(file.path): \(decoded.rejects.prefix(3))")
            #expect(decoded.rows.count == file.records + (file.hasHeader ? 1 : 0), "\(file.path)")

            var bytes = try Self.decodedBytes(file)
            #expect(decoded.summary.decodedBytes == bytes.count && decoded.summary.crc32 == Gzip.crc32(bytes))
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
            var dialect = CSVDialect()
            dialect.header = .absent
            let expected = ReferenceCSV(bytes, dialect: dialect).records.map { record -> [String?]? in
                guard case .fields(let fields) = record.outcome else { return nil }
                return fields.map { String(decoding: $0.text, as: UTF8.self) }
            }
            #expect(decoded.values == expected, "\(file.path)")
        }
    }

    @Test("every record of the NDJSON files is a row")
    func ndjson() throws {
        let plan = DecodePlan(
            format: .ndjson, compression: .auto, columns: [SourceColumn(name: "id", type: .any, slot: 0)],
            extraColumns: .capture(slot: 1), maxRecordBytes: 1 << 20)
        for file in RealFile.all where file.format == "ndjson" {
            let decoded = try Self.read(file, plan)
            let reasons = Set(decoded.rejects.map(\.reason))
            #expect(decoded.error == nil, "\(file.path)")
            // `id` is an object in some of them, which no column but a json one takes.
            #expect(reasons.allSatisfy { $0.contains("JSON object") }, "\(file.path): \(reasons.prefix(3))")
            #expect(decoded.summary.records == file.records, "\(file.path)")
        }
    }

    private static func read(_ file: RealFile, _ plan: DecodePlan) throws -> Decoded {
        Decoded.reading(plan: plan, blockBytes: 1 << 16, rowCapacity: 1024) { pool throws(ReadError) in
            try InputReader(path: file.path, inputIndex: 3, plan: plan, pool: pool)
        }
    }

    private static func decodedBytes(_ file: RealFile) throws -> [UInt8] {
        let input = try DecodedInput(path: file.path, compression: .auto)
        var all: [UInt8] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { room.deallocate() }
        while true {
            let count = try input.read(into: room)
            if count == 0 { return all }
            all += room[..<count]
        }
    }
}
