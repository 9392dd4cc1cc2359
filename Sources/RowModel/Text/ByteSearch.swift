// Where one text is in another.

import Foundation

public enum ByteSearch {
    /// The first place of `wanted`, which is not empty, at or behind `start`; nil if there is none.
    public static func first(
        _ wanted: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int = 0
    ) -> Int? {
        guard let base = text.baseAddress, let pattern = wanted.baseAddress else { return nil }
        var position = start
        while position + wanted.count <= text.count,
            let found = memchr(base + position, Int32(wanted[0]), text.count - wanted.count + 1 - position)
        {
            position = UnsafeRawPointer(found) - base
            if memcmp(found, pattern, wanted.count) == 0 { return position }
            position += 1
        }
        return nil
    }
}
