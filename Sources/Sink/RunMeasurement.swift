// What is stored of a run beside its counts.

import Ledger

/// What one target's run has measured until it is closed.
public struct RunMeasurement: Sendable {
    public var measures: RunMeasures
    /// In order of time.
    public var samples: [RunSample]

    public init(measures: RunMeasures, samples: [RunSample]) {
        self.measures = measures
        self.samples = samples
    }
}
