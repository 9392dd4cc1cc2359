// What can go wrong with kept rejects.

import RowModel

public enum RejectError: WeirError, Equatable {
    /// `--set` beside a database.
    case parametersWithoutSpec(path: String)
    /// The name of the file does not say how to write it.
    case formatUnknown(path: String)
    /// Raw records of two inputs that are not written alike.
    case layoutsDiffer(one: String, other: String, what: String)
    /// The header of an input is not kept, and can't be read from it any more.
    case headerUnknown(input: String, reason: String)
    /// A table that each run makes anew has no place for rows of another.
    case retryInReplace(path: String)
    /// Nothing would tell a row from one of an earlier run any more.
    case dedupeWithoutKey(path: String)
    /// The last runs into several tables have rejects; how each is chosen.
    case severalTables(path: String, runs: [String])
    /// The run's rows are not in the table as it is now.
    case runNotStanding(path: String, run: Int64, reason: String)
    /// Rows were refused of records that other rows of are in the table.
    case siblingsLoaded(path: String, run: Int64, rejects: Int, stage: String)
    case outputExists(path: String)
    case outputIsNoFile(path: String)
    case cannotCreate(path: String, reason: String)
    case cannotWrite(path: String, reason: String)

    public var exitCode: ExitCode {
        switch self {
        case .parametersWithoutSpec, .formatUnknown, .layoutsDiffer, .retryInReplace, .siblingsLoaded,
            .dedupeWithoutKey, .severalTables: .usage
        case .runNotStanding: .badData
        case .headerUnknown: .noInput
        case .outputExists, .outputIsNoFile, .cannotCreate: .cannotCreate
        case .cannotWrite: .ioError
        }
    }

    public var description: String {
        switch self {
        case .parametersWithoutSpec(let path):
            "\(path): is a database, and --set is for specs; leave it out"
        case .formatUnknown(let path):
            "\(path): its name does not say how to write it; end it with .csv, .ndjson or .jsonl, with or without .gz, "
                + "or give --format"
        case .layoutsDiffer(let one, let other, let what):
            "\(one) and \(other) have different \(what), so their raw records can't go together; take them one "
                + "by one with --input"
        case .headerUnknown(let input, let reason):
            "\(input): \(reason), and without its header nobody knows what the fields of its raw records are; "
                + "put it back as it was when it was loaded"
        case .retryInReplace(let path):
            "\(path): mode: replace makes the table anew with each run, so there is nothing to add rejects to; "
                + "mend the spec or the inputs and run it again"
        case .dedupeWithoutKey(let path):
            "\(path): a retry sees none of the rows that dedupe has seen in the run, so rows could come twice; give the sink a key, "
                + "best with mode: ignore"
        case .severalTables(let path, let runs):
            "\(path): the last runs into several tables have rejects, and one is retried at a time: "
                + runs.joined(separator: ", ")
        case .runNotStanding(let path, let run, let reason):
            "\(path): rejects of run \(run) can't be retried: \(reason)"
        case .siblingsLoaded(let path, let run, let rejects, let stage):
            "\(path): run \(run) has \(rejects.counted("reject")) of \(stage) or behind it, where a record may have become "
                + "several rows: its raw record would bring the others along once more; --reason and --input choose others, and "
                + "`weir rejects export` without --raw has them all"
        case .outputExists(let path):
            "\(path): is there already; --force puts the export in its place"
        case .outputIsNoFile(let path):
            "\(path): is not a regular file"
        case .cannotCreate(let path, let reason):
            "\(path): can't be created: \(reason)"
        case .cannotWrite(let path, let reason):
            "\(path): writing failed: \(reason)"
        }
    }
}
