// What reader and writer are at, in words.

extension ReaderActivity {
    /// The end of a sentence that begins with the reader.
    var words: String {
        if let awaitedProgram { return "waits for \(awaitedProgram)" }
        return switch state {
        case .idle: "has begun nothing"
        case .done: "is done"
        case .decoding where position == nil: "reads \(input), which is needed first"
        case .decoding: isReading ? "reads" : "decodes"
        case .waitingForRoom: "waits for room in the channel"
        case .waitingForExit: "waits for the program to end"
        }
    }
}

extension WriterActivity {
    /// The end of a sentence that begins with the sink.
    var words: String {
        switch self {
        case .opening: "opens the database"
        case .waitingForReader: "waits for the reader"
        case .inserting: "inserts"
        case .committing: "commits"
        case .finishing: "puts the table in place"
        case .ending: "closes the run"
        }
    }
}
