// How a stage alone is timed and reported.

import RowModel

/// The wall time of `body`, in seconds.
func secondsOf(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body).seconds
}

/// Prints one line of JSON.
func printStage(rows: Int, seconds: Double) {
    print("{\"rows\": \(rows), \"seconds\": \(seconds)}")
}
