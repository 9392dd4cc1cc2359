// A loop worth measuring alone.

import RowModel

/// A loop and the data that it runs over.
struct HotLoop {
    /// A loop whose data is in memory.
    struct Ready {
        /// Rows or cells in one pass.
        var units: Int
        var pass: () throws -> Void

        /// Nanoseconds for each unit.
        func nanoseconds(passes: Int) throws -> Double {
            let seconds = try secondsOf {
                for _ in 0..<passes { try pass() }
            }
            return seconds * 1e9 / Double(passes * units)
        }
    }

    enum Unit: String {
        case row, cell
    }

    var name: String
    var unit: Unit
    var prepare: () throws -> Ready

    static var all: [HotLoop] { decoding + conversions + transforms + writing }
}
