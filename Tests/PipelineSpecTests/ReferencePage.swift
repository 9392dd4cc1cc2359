// docs/spec.md and docs/jobs.md, block by block.

import Foundation
import TestSupport

enum ReferencePage {
    /// A fenced block.
    struct Block {
        var language: String
        var text: String
    }

    static func blocks(of page: String = "docs/spec.md") throws -> [Block] {
        let page = try String(contentsOf: SharedFolder.repository.appending(path: page), encoding: .utf8)
        var blocks: [Block] = []
        var open: Block?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                open?.text += line + "\n"
                continue
            }
            if let block = open {
                blocks.append(block)
                open = nil
            } else {
                open = Block(language: String(line.dropFirst(3)), text: "")
            }
        }
        return blocks
    }
}
