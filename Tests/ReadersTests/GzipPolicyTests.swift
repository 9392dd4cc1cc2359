// The gzip files of the suite about which programs may differ: each has a decision on the page of the spec, and is read like that.

import Foundation
import Readers
import RowModel
import TestSupport
import Testing

private let folder = SharedFolder.url.appending(path: "suites/gzip")
private let isPresent = FileManager.default.fileExists(atPath: folder.path)

/// What docs/spec.md says about a kind of file, and what the error says of one.
private struct Decision {
    var page: String
    var error: String

    static let behind = "anything behind the last member that is not another whole member"
    static let record = "A record longer than `flow.max_record` is one reject, and reading goes on behind it."
    static let quote = "a quoted field that never ends make the record a"

    static func trailing(_ looksLike: String) -> Decision {
        Decision(page: behind, error: "by something that is not gzip: it looks like \(looksLike)")
    }

    static let all = [
        "trailing_zeros_1.gz": trailing("zero bytes"),
        "trailing_zeros_512.gz": trailing("zero bytes"),
        "trailing_zeros_64k.gz": trailing("zero bytes"),
        "trailing_zeros_then_member.gz": trailing("zero bytes"),
        "trailing_newline.gz": trailing(""),
        "trailing_text.gz": trailing("plain text"),
        "trailing_plain_csv.gz": trailing("plain text"),
        "trailing_random.gz": trailing(""),
        "trailing_magic1.gz": trailing(""),
        "trailing_magic2.gz": Decision(page: behind, error: "within gzip member 2"),
        "trailing_badmember.gz": Decision(page: behind, error: "is corrupt: gzip member 2"),
        "not_gzip_plain_csv.gz": Decision(
            page: "a file called `.gz` that is not gzip", error: "is not gzip, though its name says so: it looks like plain text"),
        "double_gzip.gz": Decision(page: "content that is gzip again", error: "is compressed twice"),
    ]

    /// Rejects, and no errors; GzipVectorTests reads them.
    static let rejects = ["bomb_1GiB_one_field.gz": record, "bomb_unclosed_quote_256MiB.gz": quote]
}

@Suite("gzip files that are a matter of policy", .enabled(if: isPresent, "the shared folder with the suites is absent"))
struct GzipPolicyTests {
    private struct Vector: Decodable {
        var file: String
        var strict_ok: Policy

        /// `true`, `false` or "policy".
        struct Policy: Decodable {
            var isOpen: Bool
            init(from decoder: any Decoder) throws {
                isOpen = try (try? decoder.singleValueContainer().decode(String.self)) == "policy"
            }
        }
    }

    @Test("every such file has a decision")
    func complete() throws {
        let manifest = try String(contentsOf: folder.appending(path: "manifest.jsonl"), encoding: .utf8)
        let vectors = try manifest.split(separator: "\n").map { try JSONDecoder().decode(Vector.self, from: Data($0.utf8)) }
        let open = vectors.filter(\.strict_ok.isOpen).map(\.file)
        #expect(open.count > 10)
        #expect(Set(open) == Set(Decision.all.keys).union(Decision.rejects.keys))
    }

    @Test("the page of the spec says what was decided")
    func page() throws {
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/spec.md"), encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for sentence in Set(Decision.all.values.map(\.page)).union(Decision.rejects.values) {
            #expect(page.contains(sentence))
        }
    }

    @Test("it is read as decided: nothing of it is taken for the whole", arguments: Decision.all.keys.sorted(), InflateLibrary.allCases)
    func read(_ file: String, _ library: InflateLibrary) throws {
        let decision = try #require(Decision.all[file])
        let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
        let error = Decoded.reading(bytes, name: file, plan: .csv(width: 3), blockBytes: 4096, library: library).error
        #expect(error?.exitCode == .badData)
        #expect(error?.description.contains(decision.error) == true, "\(error?.description ?? "no error")")
    }
}
