// A bounded picture of a quantity over time. Pure.

/// Samples of something that is looked at in equal intervals, however often: at most so many of them, evenly spread.
///
/// When it is full every second sample is let go, and from then on only every second look is kept, of those that were.
/// So the looks that are kept are the multiples of a power of two.
struct SampleSeries<Sample> {
    let capacity: Int
    private(set) var samples: [Sample] = []
    /// Every so-manieth look is kept.
    private(set) var stride = 1
    private var looks = 0

    /// - Parameter capacity: at least 2.
    init(capacity: Int) {
        precondition(capacity >= 2)
        self.capacity = capacity
        samples.reserveCapacity(capacity)
    }

    /// Takes another look, if it is one to be kept.
    mutating func look(_ sample: () -> Sample?) {
        defer { looks += 1 }
        if samples.count == capacity, looks % stride == 0 { thinOut() }
        guard looks % stride == 0, let sample = sample() else { return }
        samples.append(sample)
    }

    private mutating func thinOut() {
        samples = samples.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        stride *= 2
    }
}
