// The fuzz targets under random mutations: a bounded number in a normal run, more with WEIR_FUZZ_ROUNDS.

import Foundation
import Fuzzing
import TestSupport
import Testing

@Suite(.serialized) struct MutationFuzzTests {
    /// Prints its seed before it begins, since a crash leaves no message; WEIR_SEED repeats it.
    @Test("whatever a hostile input is, it gives what it must or a clear error", arguments: FuzzTarget.all)
    func mutated(_ target: FuzzTarget) {
        var random = SeededGenerator()
        let mutation = Mutation(of: target)
        let given = ProcessInfo.processInfo.environment["WEIR_FUZZ_ROUNDS"].flatMap(Int.init)
        let rounds = given ?? target.rounds
        print("fuzzing \(target.name): \(rounds) rounds, WEIR_SEED=\(random.seed)")
        var faults = 0
        for round in 0..<rounds where faults < 5 {
            let input = mutation.input(using: &random)
            do {
                try target.check(input)
            } catch {
                faults += 1
                let text = Data(input).base64EncodedString()
                Issue.record("\(target.name), round \(round), WEIR_SEED=\(random.seed): \(error)\ninput \(text)")
            }
        }
    }
}
