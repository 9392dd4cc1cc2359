// A test hook: a fault that a test asks for.

import Foundation

/// `WEIR_TEST_FAULT=name:number` makes one thing go wrong on the way of the rows, to show that the loss is found.
/// What there is stands in each module's own file (`DecoderFault`, `BatchFault`, `ChannelFault`, `SinkFault`). Read
/// once. Not for use.
public struct TestFault: Sendable {
    public let name: String
    /// Which record, batch or commit is hit, from 1.
    public let number: Int

    public static let requested: TestFault? = {
        guard let text = ProcessInfo.processInfo.environment["WEIR_TEST_FAULT"] else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        return TestFault(name: String(parts[0]), number: number)
    }()
}
