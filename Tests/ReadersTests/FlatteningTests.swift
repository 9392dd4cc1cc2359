// Nested objects as columns of their own.

import Readers
import RowModel
import Testing

@Suite("flattening")
struct FlatteningTests {
    private static func inference(_ text: String, separator: String = "_", depth: Int = 8) -> JSONInference {
        var flattening = Flattening()
        flattening.separator = separator
        flattening.depth = depth
        var inference = JSONInference(flattening: flattening)
        Array(text.utf8).withUnsafeBytes { inference.observe(lines: $0, isWhole: true) }
        return inference
    }

    private static let text = ##"""
        {"id":1,"user":{"name":"a","home":{"city":"x","geo":{"lat":1.5}}},"tags":[{"a":1}]}
        {"user":{"age":7,"home":null},"id":2,"a.b":{"c\\[":true}}
        {"user":null,"empty":{}}
        """##

    @Test("objects are opened down to the depth, in the place of their key; what is deeper is json", arguments: [
        (1, ["id", "user_name", "user_home", "user_age", "tags", "a.b_c\\[", "empty"]),
        (2, ["id", "user_name", "user_home_city", "user_home_geo", "user_age", "tags", "a.b_c\\[", "empty"]),
        (3, ["id", "user_name", "user_home_city", "user_home_geo_lat", "user_age", "tags", "a.b_c\\[", "empty"]),
    ])
    func depths(depth: Int, names: [String]) throws {
        let columns = Self.inference(Self.text, depth: depth).result()
        #expect(columns.map(\.name) == names)
        #expect(columns.first { $0.name == "tags" }?.type == .json && columns.first { $0.name == "empty" }?.type == .json)
        #expect(columns.first { $0.name == "user_home_geo" }?.type == (depth == 2 ? .json : nil))
        #expect(columns.first { $0.name == "a.b_c\\[" } == InferredColumn(name: "a.b_c\\[", from: #"a\.b.c\\\["#, type: .boolean))
        // What was inferred takes every record of the sample, and leaves no key over.
        let run = try NDJSONRun(Self.text.utf8, columns: columns.map { ($0.name, $0.from, $0.type) }, extra: .fail)
        #expect(run.rejects.isEmpty && run.rows.count == 3)
        #expect(run.values[1][columns.firstIndex { $0.name == "user_age" }!] == .integer(7))
    }

    @Test("a key that is an object in one record and something else in another is one json column")
    func mixed() throws {
        for other in ["5", "\"x\"", "[1]", "true"] {
            let text = "{\"v\":{\"a\":1}}\n{\"v\":\(other)}\n{\"v\":null}"
            let columns = Self.inference(text).result()
            #expect(columns == [InferredColumn(name: "v", from: "v", type: .json)])
            #expect(try NDJSONRun(text.utf8, columns: [("v", nil, .json)], extra: .fail).rejects.isEmpty)
        }
    }

    @Test("two paths of one name are told, both of them", arguments: [
        (##"{"user_name":1,"user":{"name":2}}"##, "_", "user_name", ["user_name", "user.name"]),
        (##"{"a":{"b":{"c":1},"b_c":2}}"##, "_", "a_b_c", ["a.b.c", "a.b_c"]),
        (##"{"a":{"b":1}}{"x":1}"## + "\n" + ##"{"A":{"B":1},"a":{"b":1}}"##, ".", "a.b", ["A.B", "a.b"]),
    ])
    func collisions(text: String, separator: String, name: String, paths: [String]) {
        #expect(Self.inference(text, separator: separator).collision() == NameCollision(name: name, paths: paths))
        #expect(Self.inference(text, separator: "→").collision() == (separator == "." ? NameCollision(name: "a→b", paths: paths) : nil))
    }

    @Test("without flattening nothing is opened, and no names collide")
    func off() {
        var inference = JSONInference()
        Array(##"{"a":{"b":1},"Id":1,"id":2}"##.utf8).withUnsafeBytes { inference.observe(lines: $0, isWhole: true) }
        #expect(inference.result().map(\.name) == ["a", "Id", "id_2"] && inference.collision() == nil)
    }
}
