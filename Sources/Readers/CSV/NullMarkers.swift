// The texts that stand for null, in a form that the hot loop can ask.

/// A set of byte strings, most often just the empty one.
///
/// Invariant that makes the raw pointers safe: `storage` holds the markers one behind the other for the object's life;
/// `ranges` is where each stands.
final class NullMarkers {
    /// Bit n is set if a marker has n bytes; bit 63 stands for 63 and more. What has no bit is no marker.
    let lengths: UInt64
    private let storage: UnsafeMutablePointer<UInt8>
    private let ranges: [Range<Int>]

    init(_ markers: [String]) {
        let all = markers.flatMap(\.utf8)
        storage = .allocate(capacity: max(1, all.count))
        storage.initialize(repeating: 0, count: max(1, all.count))
        for (index, byte) in all.enumerated() { storage[index] = byte }
        var ranges: [Range<Int>] = []
        var lengths: UInt64 = 0
        for marker in markers {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + marker.utf8.count)
            lengths |= 1 << UInt64(min(marker.utf8.count, 63))
        }
        self.ranges = ranges
        self.lengths = lengths
    }

    deinit {
        storage.deallocate()
    }

    /// Whether `count` bytes are a marker.
    @inline(__always)
    func contains(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        // Bit 0: the empty text is one.
        count == 0 ? lengths & 1 != 0 : search(bytes, count: count)
    }

    @inline(never)
    private func search(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        let wanted = UnsafeBufferPointer(start: bytes, count: count)
        return ranges.contains { range in
            range.count == count
                && UnsafeBufferPointer(start: UnsafePointer(storage) + range.lowerBound, count: count).elementsEqual(wanted)
        }
    }
}
