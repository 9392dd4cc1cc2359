// The keys of a job file.

extension KeySet {
    static let job = KeySet(
        "the top level of a job",
        [
            .required("weir", .integer(SpecDecoder.formatVersions), "Version of the format."),
            .required("job", .text, "The job's name in its journal; one line."),
            .required(
                "journal", .text, "The SQLite file that keeps what became of each night; made if it is not there."),
            .optional(
                "time_zone", .text, "The zone in which it is today or yesterday, such as Europe/Berlin; the system's by default."),
            .optional(
                "params", jobParameters,
                "Values for the parameters of all pipelines that declare them; today, yesterday and \"3 days ago\" are days."),
            .optional("concurrency", .integer(JobDecoder.concurrencyBounds), default: 1, "Most pipelines at once."),
        ] + ofEachPipeline + [
            .required(
                "pipelines", .list(of: .oneOf([.text, .mapping(.jobPipeline)])),
                "The pipelines' specs, in the order in which they are begun."),
            .optional(
                "on_failure", .list(of: .text),
                "A program with its arguments, run behind a night that did not end well; the night's JSON is its stdin."),
            .optional("on_success", .list(of: .text), "The same behind a night that ended well."),
            .optional(
                "maintenance", .section(.maintenance), "What is done to each of their databases when all have ended."),
            .optional("report", .text, "File for the page of HTML about the newest night."),
            .optional("metrics", .text, "File for its metrics, in Prometheus' text format."),
        ])

    static let jobPipeline = KeySet(
        "an entry of pipelines",
        [
            .required("spec", .text, "Path of the pipeline's spec, relative to the job file."),
            .optional("name", .text, "What the job calls it; the name of the spec's file without its ending by default."),
            .optional("after", .texts, "Pipelines of the job that have to succeed before this one is begun."),
            .optional("params", jobParameters, "Values for its parameters, in place of the job's."),
        ] + ofEachPipeline)

    static let retries = KeySet(
        "retries",
        [
            .required("attempts", .integer(RetrySpec.attemptBounds), "Loads in all, the first one included."),
            .optional("delay", .literal(DurationLiteral.form), default: "1m", "From the end of one to the start of the next."),
        ])

    static let jobParameter = KeySet(
        "a parameter of a job",
        [
            .optional("date", .literal(DayLiteral.form), "today, yesterday or \"3 days ago\"."),
            .optional("format", .text, "How the day is written, by directives such as %Y%m%d; 2026-11-20 by default."),
            .optional("text", .anyText, "The value as it is, for a text such as yesterday."),
        ],
        rules: [.exactlyOne(["date", "text"]), .needs("format", ["date"])])

    /// The key sets that a stray key of a job is looked up in.
    static let searchedInJobs = [job, jobPipeline, retries, jobParameter, maintenance, backup]

    /// Those that a pipeline of a job may have of its own.
    private static let ofEachPipeline: [SpecKey] = [
        .optional("retries", .mapping(.retries), "How often a temporary failure (exit code 75) is tried again."),
        .optional(
            "timeout", .literal(DurationLiteral.form),
            "A pipeline that has not ended so long after its first start is told to commit and end."),
        .optional(
            "wait_for", .literal(DurationLiteral.form),
            "How long a missing input (exit code 66) is waited for, and looked for again."),
        .optional(
            "verify", .words(JobVerification.self), default: "none",
            "What verify-counts checks after a pipeline that has succeeded: counts, or the contents too (deep)."),
    ]

    private static let jobParameters = SpecValue.named(
        .oneOf([.anyText, .mapping(.jobParameter)]), .parameter, canBeEmpty: true)
}
