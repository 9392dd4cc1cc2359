// Records whose keys are data: capture takes them up to a limit.

import Readers
import RowModel
import Testing

struct ExtraKeyTests {
    private static let limit = RecordDecoding.extraKeyCapacity
    private static let reason = "more than 32,768 keys are none of the columns, which is more than extra_columns: capture "
        + "takes; extra_columns: ignore would accept it"

    private static func keys(_ range: Range<Int>) -> String {
        range.map { "\"k\($0)\":1" }.joined(separator: ",")
    }

    private static func run(_ text: String, extra: ExtraColumns) throws -> NDJSONRun {
        try NDJSONRun(text.utf8, columns: [("id", nil, .integer), ("name", "user.name", .text)], extra: extra)
    }

    @Test("a record may have as many extra keys as can be captured, and one more makes it a reject")
    func limit() throws {
        let most = "{\(Self.keys(0..<Self.limit)),\"id\":1}\n"
        let tooMany = "{\(Self.keys(0..<Self.limit + 1)),\"id\":2}\n"
        let run = try Self.run(most + tooMany + most + "{\"id\":3,\"x\":0}\n", extra: .capture(slot: 2))
        #expect(run.reasons == [Self.reason] && run.rejects.map(\.record) == [2])
        #expect(run.values.map(\.[0]) == [.integer(1), .integer(1), .integer(3)])
        #expect(run.values[0][2] == .text("{\(Self.keys(0..<Self.limit))}") && run.values[2][2] == .text("{\"x\":0}"))
        #expect(run.records == 4)
    }

    @Test("keys of an object that a path leads into count, too; those of a value that is kept whole do not")
    func nested() throws {
        let half = Self.keys(0..<Self.limit / 2 + 1)
        let reached = "{\"user\":{\(half)},\(half)}\n"
        let whole = "{\"id\":1,\"other\":{\(Self.keys(0..<2 * Self.limit))}}\n"
        let run = try Self.run(reached + whole, extra: .capture(slot: 2))
        #expect(run.reasons == [Self.reason] && run.values.map(\.[0]) == [.integer(1)])
    }

    @Test("keys that are ignored have no limit, and one that fails the record is the first")
    func others() throws {
        let text = "{\(Self.keys(0..<3 * Self.limit)),\"id\":1}\n"
        #expect(try Self.run(text, extra: .ignore).values == [[.integer(1), .null]])
        #expect(try Self.run(text, extra: .fail).reasons.first?.hasPrefix("the key \"k0\" is none of the columns") == true)
    }
}
