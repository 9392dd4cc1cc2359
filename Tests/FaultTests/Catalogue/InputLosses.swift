// What can happen to inputs.

import TestSupport

extension Loss {
    static let inputsBefore = [
        before("the gzip file is cut off in the middle", .run, "in.csv.gz: is truncated: the file ends at byte") {
            try $0.changeInput { Array($0[..<($0.count / 2)]) }
        },
        before(
            "the gzip file is cut off within its last eight bytes", .run,
            "in.csv.gz: is truncated: the file ends at byte"
        ) {
            try $0.changeInput { $0.dropLast(3) }
        },
        before("a bit of the gzip file flips", .run, "in.csv.gz: is corrupt: gzip member 3") {
            try $0.changeInput { $0.flipping($0.count - 12) }
        },
        before("the check value of a gzip member is wrong", .run, "in.csv.gz: is corrupt: gzip member 3") {
            try $0.changeInput { $0.flipping($0.count - 8) }
        },
        before("the length of a gzip member is wrong", .run, "in.csv.gz: is corrupt: gzip member 3") {
            try $0.changeInput { $0.flipping($0.count - 1) }
        },
        before(
            "something that is no gzip follows the last member", .run,
            "in.csv.gz: 3 gzip members are followed, at byte"
        ) {
            try $0.changeInput { $0 + Array("more".utf8) }
        },
        before(
            "zeros stand between two members, where other programs stop reading", .run,
            "in.csv.gz: 3 gzip members are followed, at byte"
        ) {
            try $0.changeInput { $0 + Array(repeating: 0, count: 512) + $0 }
        },
        before("a file called .gz is an error page", .run, "in.csv.gz: is not gzip, though its name says so") {
            try $0.changeInput { _ in Array("<html>not found</html>".utf8) }
        },
        before("a file called .gz is empty", .run, "in.csv.gz: is empty, and an empty file is not gzip") {
            try $0.changeInput { _ in [] }
        },
        before("the file was compressed twice", .run, "in.csv.gz: is compressed twice") {
            try $0.changeInput { Gzip.member($0) }
        },
        before("it is UTF-16, and the spec does not say so", .run, "in.csv.gz: looks like UTF-16; `encoding: utf-16`") {
            try $0.changeInput { _ in Gzip.member(Scene.first.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) }
        },
        before(
            "it is windows-1252, and the spec does not say so", .run,
            "in.csv.gz: record 70 (byte 749): name: \"n\\xe4me 70\" is not valid UTF-8; source.encoding can name another"
        ) {
            let text = Scene.first.replacing(",name 7", with: ",n\u{E4}me 7")
            try $0.changeInput { _ in Gzip.member(text.unicodeScalars.map { UInt8($0.value) }) }
        },
        before("the file is missing", .run, "*.csv*: no file matches this pattern") { try $0.files.remove("in.csv.gz") },
        Loss(
            scene: .inputBefore, what: "a quote that never closes swallows the rest", finder: .run,
            says: "in.csv.gz: record 701 (byte 8,892): the quote that opens at byte 8,896 never closes; it swallows 300 lines",
            more: ["rejects: { max: 1 }"]
        ) { try $0.replaceInput { $0.replacing("701,name", with: "701,\"name") } },
        before("records have a field too few or a number that is none", .run, "in.csv.gz: record 1,002") {
            try $0.replaceInput { $0 + "2000\nx,y\n" }
        },
        before("a column has another name than yesterday", .run, "in.csv.gz: the header does not suit the spec: column \"name\" is not in the header") {
            try $0.replaceInput { $0.replacing("id,name", with: "id,title") }
        },
        before("the header is gone, so that the first record would be taken for it", .run,
            "in.csv.gz: the header does not suit the spec: column \"id\" is not in the header") {
            try $0.replaceInput { String($0.dropFirst("id,name\n".count)) }
        },
        Loss(
            scene: .inputBefore, what: "records are missing, and the spec says how many there have to be", finder: .run,
            says: "expect.rows_read is \">= 1000\", and the count is 665", more: ["expect: { rows_read: \">= 1000\" }"]
        ) { try $0.replaceInput { $0.cut() } },
        before(
            "the file ends behind a whole record and was compressed like that", .nothing,
            "the file is all there is to know; `expect: { rows_read: … }` says more"
        ) {
            try $0.replaceInput { $0.cut() }
        },
        before("a whole gzip member is missing", .nothing, "the same") {
            try $0.changeInput { _ in Scene.members([Scene.parts(Scene.first)[0], Scene.parts(Scene.first)[2]]) }
        },
    ]

    static let inputsAfter = [
        after(
            "it was compressed anew without its last record",
            "in.csv.gz: records: 1,000 when it was loaded, 999 now"
        ) {
            try $0.replaceInput { String($0.dropLast("1000,name 1000\n".count)) }
        },
        after("it was cut off", "in.csv.gz: it can't be counted again: gzip member 3 is truncated") {
            try $0.changeInput { $0.dropLast(9) }
        },
        after("a bit of it flipped", "in.csv.gz: it can't be counted again: corrupt gzip member 3") {
            try $0.changeInput { $0.flipping($0.count - 12) }
        },
        after("its middle member was taken out", "in.csv.gz: records: 1,000 when it was loaded, 667 now") {
            try $0.changeInput { _ in Scene.members([Scene.parts(Scene.first)[0], Scene.parts(Scene.first)[2]]) }
        },
        after("two of its members were swapped", "in.csv.gz: the content has changed since it was loaded (CRC-32)") {
            let parts = Scene.parts(Scene.first)
            try $0.changeInput { _ in Scene.members([parts[0], parts[2], parts[1]]) }
        },
        after("garbage was put behind it", "in.csv.gz: it can't be counted again: corrupt gzip member 4, or bytes behind the last one") {
            try $0.changeInput { $0 + Array("garbage".utf8) }
        },
        after("a record was put behind it", "in.csv.gz: records: 1,000 when it was loaded, 1,001 now") {
            try $0.replaceInput { $0 + "1001,name 1001\n" }
        },
        after(
            "a line was removed and another one is there twice",
            "in.csv.gz: the content has changed since it was loaded (CRC-32)"
        ) {
            try $0.replaceInput { $0.replacing("\n700,name 700\n", with: "\n701,name 701\n") }
        },
        after(
            "another file was put in its place, as long and as old",
            "in.csv.gz: the content has changed since it was loaded (CRC-32)"
        ) {
            try await $0.replaceInputUnnoticed { $0.replacing("name 700", with: "name 007") }
        },
        after("it was removed", "in.csv.gz: it can't be counted again: cannot be read: No such file") {
            try $0.files.remove("in.csv.gz")
        },
        Loss(
            scene: .inputAfter, what: "it was changed, and the pipeline is run again", finder: .run,
            says: "in.csv.gz: has changed since run 1 loaded it, and loading it again would load its rows twice"
        ) { try $0.replaceInput { $0 + "1001,name 1001\n" } },
    ]

    private static func before(
        _ what: String, _ finder: Finder, _ says: String,
        _ act: @escaping @Sendable (PipelineFolder) async throws -> Void
    ) -> Loss {
        Loss(scene: .inputBefore, what: what, finder: finder, says: says, act: act)
    }

    private static func after(
        _ what: String, _ says: String, _ act: @escaping @Sendable (PipelineFolder) async throws -> Void
    ) -> Loss {
        Loss(scene: .inputAfter, what: what, finder: .verifyCounts, says: says, act: act)
    }
}

extension String {
    /// Without its second half, cut behind a record.
    fileprivate func cut() -> String { Loss.Scene.parts(self).dropLast().joined() }
}

extension [UInt8] {
    fileprivate func flipping(_ index: Int) -> [UInt8] {
        var changed = self
        changed[index] ^= 1
        return changed
    }
}
