// hash: digests by published vectors.

import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Transforms

@Suite struct HashTests {
    private static func digest(_ text: [UInt8], salt: String?, _ encoding: HashSpec.Encoding = .hex) -> String {
        let length = encoding == .hex ? 64 : 44
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { target in
            text.withUnsafeBytes { SaltedDigest(salt.map(Secret.init)).write(of: $0, encoding, to: target.baseAddress!) }
            return String(decoding: target, as: UTF8.self)
        }
    }

    @Test("a salt is the key of HMAC-SHA-256: vectors of RFC 4231")
    func vectors() {
        #expect(Self.digest(Array("what do ya want for nothing?".utf8), salt: "Jefe")
            == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(Self.digest(Array("Hi There".utf8), salt: String(repeating: "\u{0B}", count: 20))
            == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(Self.digest(Array("abc".utf8), salt: nil) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Self.digest([], salt: nil, .base64) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test("what is digested is the text that a cast would make; null stays null", arguments: [
        (.integer, 12, "12"), (.text, "Zoë", "Zoë"), (.text, "", ""), (.real, 0.5, "0.5"), (.boolean, 1, "true"), (.decimal(scale: 2, storage: .integer), 1250, "12.50"),
        (.timestamp(storage: .epoch), 9, "1970-01-01T00:00:09Z"), (.blob(encoding: .hex), .blob([0x61]), "a"), (.text, nil, nil),
    ] as [(ColumnType, Value, String?)])
    func canonical(_ type: ColumnType, _ value: Value, _ text: String?) throws {
        let bench = try TransformBench(["v": type, "w": .text], "- hash: { columns: v }")
        let result = try bench.run([[value, "w"]])
        let expected = text.map { Value.text(Self.digest(Array($0.utf8), salt: nil)) } ?? nil
        #expect(result.rows == [[expected, "w"]])
        #expect(result.tallies[1] == Tally(in: 1, out: 1))
        #expect(bench.schema["v"]?.type == .text)
    }

    @Test("every row has its own digest, wherever batches end")
    func manyRows() throws {
        let rows = (0..<500).map { [Value.text("name \($0)")] }
        let bench = try TransformBench(["v": .text], "- hash: { columns: [v], encoding: base64 }")
        let expected = (0..<500).map { [Value.text(Self.digest(Array("name \($0)".utf8), salt: nil, .base64))] }
        #expect(try bench.run(rows, batchRows: [1, 7, 200]).rows == expected)
    }

    @Test("faults")
    func faults() {
        #expect(TransformBench.faults(["email": .text], "- hash: { columns: [emal] }")
            == ["2:21: unknown column \"emal\" in hash; did you mean \"email\"?"])
    }
}
