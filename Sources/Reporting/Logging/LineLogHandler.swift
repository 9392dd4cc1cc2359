// Where a log's events become lines.

import Foundation
import Logging

/// Makes a line of each event and hands it to whoever prints it.
public struct LineLogHandler: LogHandler {
    public var metadata = Logger.Metadata()
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level
    private let format: LogFormat
    private let print: @Sendable (String) -> Void

    public init(_ format: LogFormat, level: Logger.Level, print: @escaping @Sendable (String) -> Void) {
        self.format = format
        logLevel = level
        self.print = print
    }

    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata
        if let metadataProvider { all.merge(metadataProvider.get()) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        let line = LogLine(date: Date(), level: event.level, message: event.message.description, metadata: all)
        print(line.text(format))
    }
}
