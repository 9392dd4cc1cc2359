// Parts of a file, counted again one by one.

import CZlib
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite("recounts of parts")
struct PartRecountTests {
    @Test("all parts together hold what the whole holds", arguments: [(true, true), (true, false), (false, true), (false, false)])
    func together(isCSV: Bool, isPacked: Bool) throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        for _ in 0..<40 {
            let content = DividedContent(isCSV: isCSV, isPacked: isPacked, using: &random)
            let path = try folder.write("in", bytes: content.file)
            let whole = try recount(path: path, compression: .auto, format: content.format)
            var sum = Recount(records: 0, blankLines: 0, commentLines: 0, decodedBytes: 0, crc32: 0, fileBytes: content.file.count)
            for part in content.parts {
                let found = try recount(path: path, compression: .auto, format: content.format, part: part)
                sum.records += found.records
                sum.blankLines += found.blankLines
                sum.crc32 = UInt32(crc32_combine(UInt(sum.crc32), UInt(found.crc32), found.decodedBytes))
                sum.decodedBytes += found.decodedBytes
                #expect(found.fileBytes == content.file.count)
            }
            #expect(sum == whole, "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("every byte of a gzip file that is wrong is met by one part or another")
    func corrupt() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        let content = DividedContent(isCSV: false, isPacked: true, using: &random)
        // A member's header holds bytes that mean nothing: its time, its system.
        for index in stride(from: 0, to: content.file.count, by: 37) where content.file[index] != 0 {
            var file = content.file
            file[index] ^= 0x10
            let path = try folder.write("in", bytes: file)
            let whole = Result { try recount(path: path, compression: .gzip, format: content.format) }
            guard case .failure = whole else { continue }
            let isMet = content.parts.contains { part in
                (try? recount(path: path, compression: .gzip, format: content.format, part: part)) == nil
            }
            #expect(isMet, "byte \(index), WEIR_SEED=\(random.seed)")
        }
    }
}
