// The proof over all shards: it holds for what was loaded, and for nothing else.

import Foundation
import TestSupport
import Testing

@Suite("proof of a plan")
struct PlanProofTests {
    /// What somebody may do to shards that were loaded well, and what the proof has to say to it.
    enum Tampering: String, CaseIterable, Sendable {
        case deleted, fromAnotherPlan, swapped, rowRemoved, rowChanged, loadedTwice, oneTooMany, ledgerEdited, unplanned, inputChanged,
            planEdited, otherPlanInFolder, emptied

        var message: String {
            switch self {
            case .deleted: "shard 1 is missing (shard-00001.sqlite), and with it"
            case .fromAnotherPlan: "shard 1: shard-00001.sqlite is not this shard: it belongs to another plan"
            case .swapped: "shard 1: shard-00001.sqlite is not this shard: it is shard 2 of the plan"
            case .rowRemoved: "shard 1: table \"rows\":"
            case .rowChanged: "shard 1: table \"rows\": the contents of its rows are not what was loaded"
            case .loadedTwice: "is loaded, and the plan has not given it to this shard"
            case .oneTooMany: "shard-00003.sqlite is none of the plan's 3 shards"
            case .ledgerEdited: "the seal does not fit"
            case .unplanned: "it was loaded without a plan"
            case .inputChanged: "it can't be counted again"
            case .planEdited: "the plan was changed"
            case .otherPlanInFolder: "is another plan than"
            case .emptied: "shard 1: "
            }
        }
    }

    @Test("each tampering is caught and named", arguments: Tampering.allCases)
    func tampering(_ tampering: Tampering) async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        let whole = try await shards.prove("--deep")
        #expect(whole.exitCode == 0, "\(whole)")
        try await tamper(tampering, shards)
        let proof = try await shards.prove("--deep")
        #expect(proof.exitCode == 1 && (proof.output + proof.errors).contains(tampering.message), "\(proof)")
    }

    private func tamper(_ tampering: Tampering, _ shards: ShardedFolder) async throws {
        let first = "plan.shards/shard-00001.sqlite"
        switch tampering {
        case .deleted: try FileManager.default.removeItem(atPath: shards.files.path(first))
        case .fromAnotherPlan:
            #expect(try await shards.plan("other.json", shards: 2).exitCode == 0)
            let end = try await shards.folder.weir("run", "spec.yaml", "--plan", "other.json", "--shard", "1")
            #expect(end.exitCode == 0, "\(end)")
            try shards.files.write(first, bytes: shards.files.bytes("other.shards/shard-00001.sqlite"))
        case .swapped: try shards.files.write(first, bytes: shards.files.bytes("plan.shards/shard-00002.sqlite"))
        case .rowRemoved: try await shards.database(1).execute("DELETE FROM rows WHERE rowid = 7")
        case .rowChanged: try await shards.database(1).execute("UPDATE rows SET name = 'x' WHERE rowid = 7")
        case .loadedTwice:
            // Another shard's input, and the seal computed anew by nobody.
            try await shards.database(1).execute(
                """
                ATTACH '\(shards.files.path("plan.shards/shard-00002.sqlite"))' AS other;
                INSERT INTO _weir_inputs SELECT run_id, input_id + 100, path, size, modified_ns, reading, records, blank_lines,
                  comment_lines, decoded_bytes, read_bytes, crc32, contents, complete FROM other._weir_inputs;
                INSERT INTO _weir_stages SELECT run_id, input_id + 100, stage, name, "in", added, out, dropped, rejected, inserted,
                  updated, ignored FROM other._weir_stages;
                INSERT INTO rows SELECT * FROM other.rows;
                """)
        case .oneTooMany: try shards.files.write("plan.shards/shard-00003.sqlite", bytes: shards.files.bytes(first))
        case .ledgerEdited: try await shards.database(1).execute("UPDATE _weir_inputs SET records = records + 1")
        case .unplanned: try await shards.database(1).execute("DELETE FROM _weir_shard")
        case .inputChanged: try shards.files.write("in-1.ndjson.gz", bytes: shards.files.bytes("in-1.ndjson.gz").dropLast(4))
        case .planEdited:
            let plan = String(decoding: try shards.files.bytes("plan.json"), as: UTF8.self)
            try shards.files.write("plan.json", plan.replacing("\"modified\":1", with: "\"modified\":2"))
        case .otherPlanInFolder:
            #expect(try await shards.plan("other.json", shards: 2).exitCode == 0)
            try shards.files.write("plan.shards/plan.json", bytes: shards.files.bytes("other.json"))
        case .emptied: try shards.files.write(first, "")
        }
    }

    @Test("an input that was loaded once more, by another run into a shard, is named")
    func anotherRun() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        var again = SpecText(
            name: "again", files: "in-2.ndjson", database: "plan.shards/shard-00001.sqlite", more: ["rejects: { max: 100 }"])
        again.transforms = ["filter: id % 7 <> 0"]
        try shards.folder.write(again, as: "again.yaml")
        let end = try await shards.folder.run("again.yaml")
        #expect(end.exitCode == 0, "\(end)")
        let proof = try await shards.prove()
        #expect(proof.exitCode == 1 && proof.output.contains("shard 1"), "\(proof)")
        #expect(proof.output.contains("it was loaded without a plan") || proof.output.contains("is not in the plan"), "\(proof)")
    }

    @Test("rejects are limited over all shards, where each alone has few enough of them")
    func rejectLimit() async throws {
        let few = try await ShardedFolder(more: ["rejects: { max: \"0.19%\" }"])
        try await few.loadAll()
        let proof = try await few.prove()
        #expect(proof.exitCode == 1 && proof.output.contains("records are rejects, and rejects.max is 0.19%"), "\(proof)")
        let enough = try await ShardedFolder(more: ["rejects: { max: \"0.2%\" }"])
        try await enough.loadAll()
        #expect(try await enough.prove().exitCode == 0)
    }

    @Test("verdicts on single shards are combined, as long as they are about the files that are there")
    func verdicts() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        for shard in 0..<2 {
            let end = try await shards.prove("--shard", "\(shard)", "--verdicts", "verdicts")
            #expect(end.exitCode == 0 && end.output.contains("every record of this shard"), "\(end)")
        }
        let incomplete = try await shards.prove("--verdicts", "verdicts")
        #expect(incomplete.exitCode == 1 && incomplete.output.contains("shard 2: it has no verdict yet"), "\(incomplete)")
        #expect(try await shards.prove("--shard", "2", "--verdicts", "verdicts").exitCode == 0)
        let whole = try await shards.prove("--verdicts", "verdicts", "--json")
        #expect(whole.exitCode == 0 && whole.output.contains("\"balanced\":true"), "\(whole)")
        let deeper = try await shards.prove("--verdicts", "verdicts", "--deep")
        #expect(deeper.exitCode == 1 && deeper.output.contains("not verified as deep"), "\(deeper)")

        try await shards.database(1).execute("DELETE FROM rows WHERE rowid = 7")
        let stale = try await shards.prove("--verdicts", "verdicts")
        #expect(stale.exitCode == 1 && stale.output.contains("shard 1: its verdict does not count"), "\(stale)")
        let short = try await shards.prove("--shard", "1", "--verdicts", "verdicts")
        #expect(short.exitCode == 1, "\(short)")
        let told = try await shards.prove("--verdicts", "verdicts")
        #expect(told.exitCode == 1 && told.output.contains("1 row missing"), "\(told)")
    }

    @Test("values of the environment that the spec takes have to be those of the plan; what to set is said")
    func environment() async throws {
        let shards = try await ShardedFolder()
        let spec = String(decoding: try shards.files.bytes("spec.yaml"), as: UTF8.self)
        try shards.files.write("spec.yaml", spec.replacing("id % 7", with: "id % ${env:DIVISOR}"))
        let plan = ["plan", "spec.yaml", "--shards", "1", "-o", "plan.json", "--force"]
        #expect(try await WeirBinary.run(plan, environment: ["DIVISOR": "7"], in: shards.files.url).exitCode == 0)
        #expect(try await shards.load(0, environment: ["DIVISOR": "7"]).exitCode == 0)
        for command in [["verify-counts", "--plan", "plan.json", "plan.shards"], ["merge", "plan.shards", "-o", "all.sqlite"]] {
            let unset = try await WeirBinary.run(command, in: shards.files.url)
            #expect(unset.exitCode == 64 && unset.errors.contains("\"DIVISOR\" is not set"), "\(unset)")
            let other = try await WeirBinary.run(command, environment: ["DIVISOR": "8"], in: shards.files.url)
            #expect(other.exitCode == 64 && other.errors.contains("plan.json: its spec takes values from the environment"), "\(other)")
            let same = try await WeirBinary.run(command, environment: ["DIVISOR": "7"], in: shards.files.url)
            #expect(same.exitCode == 0, "\(same)")
        }
    }

    @Test("a folder that is not there is said to be none")
    func nowhere() async throws {
        let shards = try await ShardedFolder()
        let end = try await shards.folder.weir("verify-counts", "--plan", "plan.json", "nowhere")
        #expect(end.exitCode == 1 && end.output.contains("✗ nowhere: the folder can't be looked through"), "\(end)")
    }

    @Test("a plan's parameters are its own: --set beside it is refused")
    func parameters() async throws {
        let shards = try await ShardedFolder()
        let end = try await shards.prove("--set", "day=1")
        #expect(end.exitCode == 64 && end.errors.contains("the plan has the parameters that it was made with"), "\(end)")
    }
}
