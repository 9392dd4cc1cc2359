// Patterns that come with the rows are compiled when they change, not once a row.

import Foundation

/// Remembers the matchers of the last patterns asked for. Confined to one thread at a time.
public final class PatternCache {
    private static let capacity = 16
    /// Longest text that is remembered.
    private static let textBytes = 64 << 10

    private struct Entry {
        var text: [UInt8]
        var result: Result<PatternMatcher, PatternError>
    }

    private var entries: [Entry] = []
    private var oldest = 0

    public init() {}

    /// - Parameter text: the pattern's UTF-8.
    /// - Throws: ``PatternError`` if it is none.
    public func matcher(for text: UnsafeRawBufferPointer) throws(PatternError) -> PatternMatcher {
        for index in entries.indices where Self.areEqual(entries[index].text, text) {
            return try entries[index].result.get()
        }
        guard text.count <= Self.textBytes else { return try Self.compile(text).get() }
        let entry = Entry(text: Array(text), result: Self.compile(text))
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % Self.capacity
        }
        return try entry.result.get()
    }

    private static func areEqual(_ left: [UInt8], _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        return left.isEmpty || left.withUnsafeBytes { memcmp($0.baseAddress!, right.baseAddress!, $0.count) == 0 }
    }

    private static func compile(_ text: UnsafeRawBufferPointer) -> Result<PatternMatcher, PatternError> {
        do throws(PatternError) {
            return .success(PatternMatcher(try Pattern(String(decoding: text, as: UTF8.self))))
        } catch {
            return .failure(error)
        }
    }
}
