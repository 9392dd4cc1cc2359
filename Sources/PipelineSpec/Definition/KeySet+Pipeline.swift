// The top level of a spec, and the sections that are not about source, transforms or sink.

extension KeySet {
    static let root = KeySet(
        "the top level",
        [
            .required("weir", .integer(SpecDecoder.formatVersions), "Version of the spec format."),
            .required("name", .text, "Identifies the pipeline in the ledger; one line."),
            .optional(
                "params",
                .named(.oneOf([.textOrNull, .mapping(.parameter)]), .parameter, canBeEmpty: true),
                "What ${name} stands for: name: default, or name: alone if it has to be given with --set name=value."),
            .required("source", .mapping(.source), "Which inputs there are, and what their records hold."),
            .optional(
                "transforms", .list(of: .oneKey(TransformSpec.definitions), canBeEmpty: true), default: [],
                "What is done to rows between source and sink, in this order."),
            .optional("sink", .mapping(.sink), "The table that rows end in."),
            .optional("sinks", .list(of: .mapping(.target)), "The tables of one database that rows end in."),
            .optional("rejects", .section(.rejects), "How many rejects a run bears."),
            .optional("expect", .mapping(.expect), "What else a run must be to succeed."),
            .optional("flow", .section(.flow), "Bounds on memory and on patience."),
        ],
        rules: [.exactlyOne(["sink", "sinks"])])

    static let parameter = KeySet(
        "a parameter",
        [.optional("default", .textOrNull, "The value without --set; may use ${env:NAME}.")])

    static let rejects = KeySet(
        "rejects",
        [
            .optional(
                "max", .literal(RejectLimitLiteral.form), default: 0,
                "A count, or a percentage of the records read such as 0.5%; more rejects end the run.")
        ])

    static let expect = KeySet(
        "expect",
        [
            .optional("rows_read", count, "Records of all inputs: 100, \">= 100\" or 100..200."),
            .optional("rows_written", count, "Rows inserted or updated: 100, \">= 100\" or 100..200."),
            .optional("rejects", count, "Records and rows refused by any stage."),
            .optional(
                "columns", .named(.texts, .any),
                "Ends of SQL conditions that no row that reaches the sink may break: not null, between 1 and 1000."),
        ])

    private static let count = SpecValue.oneOf([.literal(CountConditionLiteral.form), .mapping(usualCount)])

    static let usualCount = KeySet(
        "a count of expect",
        [
            .optional(
                "count", .literal(CountConditionLiteral.form),
                "What it must be in any case: 100, \">= 100\" or 100..200."),
            .required(
                "vs_median", .literal(DeviationLiteral.form),
                "How far it may be from the median of earlier runs: \"±30%\" or \"-50%..+200%\"."),
            .optional(
                "runs", .integer(UsualCondition.runsBounds), default: .integer(UsualCondition.standardRuns),
                "How many earlier runs the median is of, at most."),
            .optional(
                "at_least", .integer(UsualCondition.runsBounds), default: .integer(UsualCondition.standardAtLeast),
                "With fewer earlier runs nothing is compared."),
        ])

    static let flow = KeySet(
        "flow",
        [
            .optional(
                "high_watermark", .size(in: FlowSpec.highWatermarkBounds), default: "8MiB",
                "Above this many bytes between reader and writer the reader waits; 8KiB to 1GiB."),
            .optional(
                "low_watermark", .size(in: 1...FlowSpec.highWatermarkBounds.upperBound),
                "Below it the reader goes on; half of high_watermark by default."),
            .optional("batch_rows", .integer(FlowSpec.batchRowsBounds), default: 4096, "Most rows of a batch."),
            .optional(
                "batch_bytes", .size(in: FlowSpec.batchBytesBounds), default: "256KiB",
                "Input bytes of a batch; 4KiB to 4MiB, at most high_watermark."),
            .optional(
                "max_record", .size(in: FlowSpec.maxRecordBounds), default: "16MiB",
                "Longest record; a longer one is a reject; at most 256MiB."),
            .optional(
                "max_input_bytes", .size(in: FlowSpec.maxInputBytesBounds),
                "Most bytes of one input after inflating; an input that has more fails."),
            .optional(
                "stall_timeout", .literal(DurationLiteral.form), default: "10m",
                "A run in which no stage gets on for so long fails; 1s to 24h."),
        ])
}
