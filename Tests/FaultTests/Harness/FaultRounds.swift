// How much the fault tests are to do.

import Foundation

enum FaultRounds {
    /// Kills of one load. `WEIR_FAULT_ROUNDS` asks for more, or fewer.
    static let count = ProcessInfo.processInfo.environment["WEIR_FAULT_ROUNDS"].flatMap(Int.init) ?? 30
}
