// Divides NDJSON in a BGZF file: near blocks, where a reader can begin, at the first record that starts there.

import Foundation
import RowModel

enum BlockCuts {
    /// - Parameter targets: offsets in the file, in rising order.
    /// - Returns: for each the first record that starts behind the start of a block at or behind it, once; `decodedBytes` is
    ///   the length of all that is in the file.
    static func places(
        in file: FileBytes, _ walk: BlockWalk, targets: [Int]
    ) throws -> (places: [InputPart.Place], decodedBytes: Int) {
        var walk = walk
        let inflater = BlockInflater()
        var search = Search()
        var targets = targets[...]
        var places: [InputPart.Place] = []
        var decodedBytes = 0
        while let block = try walk.nextBlock() {
            decodedBytes = block.decoded + block.contentLength
            if !search.isOn, let target = targets.first, block.file >= target { search.isOn = true }
            guard search.isOn, block.contentLength > 0 else { continue }
            guard let skip = try search.start(in: { try inflater.content(of: block, in: file) }) else { continue }
            places.append(InputPart.Place(file: block.file, skip: skip, decoded: block.decoded + skip))
            targets = targets.drop { $0 <= block.file }
            search = Search()
        }
        return (places, decodedBytes)
    }

    /// On the way to the next record.
    private struct Search {
        var isOn = false
        private var isBehindLineFeed = false

        /// - Returns: where a record starts in the block's content.
        mutating func start(in content: () throws -> UnsafeRawBufferPointer?) throws -> Int? {
            if isBehindLineFeed { return 0 }
            guard let content = try content() else { throw BlockWalk.NotBlocks() }
            guard let found = memchr(content.baseAddress!, CInt(UInt8(ascii: "\n")), content.count) else { return nil }
            let start = UnsafeRawPointer(found) - content.baseAddress! + 1
            isBehindLineFeed = start == content.count
            return isBehindLineFeed ? nil : start
        }
    }
}
