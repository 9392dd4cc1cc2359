// A run that stands still: which stage holds what.

import RowModel

/// What the stages were at when nothing had moved for too long.
struct Stall: Sendable, Equatable {
    /// Seconds without progress.
    var timeout: Double
    var channel: ChannelReadings
    var reader: ReaderActivity
    var writer: WriterActivity
}

extension Stall: CustomStringConvertible {
    var description: String {
        "nothing has moved for \(timeout.plain) s (flow.stall_timeout): the reader \(readerText); the channel holds "
            + "\(channel.level.byteSize) of \(channel.highWatermark.byteSize); the writer \(writerText)"
    }

    private var readerText: String {
        if let program = reader.awaitedProgram {
            return "waits for \(program) to take rows, give some or end, with \(place)"
        }
        return switch reader.state {
        case .idle: "has begun no input"
        case .done: "is done"
        case .decoding: reader.isReading ? "waits for the next bytes of \(place)" : "decodes \(place)"
        case .waitingForRoom: "waits for room in the channel with \(place)"
        case .waitingForExit: "waits for the program to end that has printed \(place)"
        }
    }

    private var place: String {
        let program = reader.process.map { " (pid \($0))" } ?? ""
        return "\(reader.input)\(program), behind record \(reader.records.grouped) and byte \(reader.bytes.grouped) of it"
    }

    private var writerText: String {
        switch writer {
        case .opening: "opens the database"
        case .waitingForReader: "waits for the reader"
        case .inserting(let batch, let rows): "inserts batch \(batch.grouped) of \(rows.counted("row"))"
        case .committing(let rows, let seconds):
            "commits a transaction of \(rows.counted("row")) that had been open for \(seconds.plain) s"
        case .finishing: "counts rows, builds indexes or swaps tables"
        case .ending: "closes the run"
        }
    }
}

extension Double {
    /// With at most one digit behind the point.
    fileprivate var plain: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? (tenths / 10).grouped : "\((tenths / 10).grouped).\(tenths % 10)"
    }
}
