// The source, the sink, and what bounds a run.

import RowModel

extension SpecWriter {
    func document(_ source: SourceSpec) -> JSONNode {
        let origin: (String, JSONNode) =
            switch source.origin {
            case .files(let files): ("files", .values(files))
            case .command(let command): ("command", .values(command))
            case .stdin: ("stdin", true)
            }
        let isFile = origin.0 == "files"
        let isCSV = !source.format.isJSON
        return .present([
            origin, ("format", format(source.format)), ("compression", .word(source.compression)),
            ("encoding", encoding(source.encoding)), ("csv", dialect(source.format)),
            ("columns", source.columns.map(document)),
            ("flatten", source.flatten.map { document($0.value) }), ("extra_columns", .word(source.extraColumns)),
            // Where they mean nothing they are errors, even as defaults.
            ("missing_columns", isCSV && source.missingColumns != .fail ? .word(source.missingColumns) : nil),
            ("changed_inputs", isFile ? .word(source.changedInputs) : nil),
        ])
    }

    func document(_ file: ReferenceFile) -> JSONNode {
        .present([
            ("file", .value(file.path.value)), ("format", format(file.format)),
            ("compression", .word(file.compression)), ("encoding", encoding(file.encoding)),
            ("csv", dialect(file.format)), ("columns", file.columns.map(document)),
        ])
    }

    private func encoding(_ encoding: TextEncoding) -> JSONNode? { encoding == .utf8 ? nil : .value(encoding.name) }

    private func format(_ format: RecordFormat) -> JSONNode {
        .string(format.isJSON ? (format == .json ? "json" : "ndjson") : "csv")
    }

    private func dialect(_ format: RecordFormat) -> JSONNode? {
        guard case .csv(let dialect) = format else { return nil }
        let header: JSONNode =
            switch dialect.header {
            case .present: true
            case .absent: false
            case .names(let names): .array(names.map(JSONNode.value))
            }
        return .present([
            ("delimiter", text(dialect.fieldMark)), ("terminator", dialect.terminator.map(text)),
            ("quote", dialect.quote.map { text([$0]) } ?? .null),
            ("escape", dialect.quote == nil ? nil : text([dialect.escape])), ("header", header),
            ("header_names", dialect.headerNames == .asWritten ? nil : .word(dialect.headerNames)),
            ("skip_lines", dialect.skipLines == 0 ? nil : .integer(dialect.skipLines)),
            ("footer_lines", dialect.footerLines == 0 ? nil : .integer(dialect.footerLines)),
            ("comment", dialect.comment.map { text([$0]) }), ("null", .array(dialect.nullMarkers.map(JSONNode.value))),
            ("ragged", .word(dialect.ragged)),
        ])
    }

    private func text(_ bytes: [UInt8]) -> JSONNode { .value(String(decoding: bytes, as: UTF8.self)) }

    func document(_ columns: [ColumnSpec]) -> JSONNode {
        .object(
            columns.map { column in
                var keys = type(column.type)
                if let from = column.from { keys.append(.init(key: "from", value: .value(from.value))) }
                if let join = column.join { keys.append(.init(key: "join", value: .value(join.value))) }
                if let numbers = column.numbers { keys += separators(numbers, column.type) }
                return .init(key: column.name.value, value: .object(keys))
            })
    }

    private func separators(_ numbers: NumberStyle, _ type: ColumnType) -> [JSONNode.Member] {
        let thousands = numbers.thousands.map { JSONNode.Member(key: "thousands", value: .value(String($0))) }
        let decimal = JSONNode.Member(key: "decimal_separator", value: .value(String(numbers.decimalSeparator)))
        return [thousands, type == .integer ? nil : decimal].compactMap { $0 }
    }

    private func document(_ flatten: Flattening) -> JSONNode {
        ["separator": .value(flatten.separator), "depth": .integer(flatten.depth)]
    }

    func document(_ sink: SinkSpec) -> JSONNode {
        .present([
            ("database", .value(sink.database.value)), ("table", .value(sink.table.value)), ("mode", .word(sink.mode)),
            ("key", sink.key.isEmpty ? nil : .values(sink.key)), ("strict", .boolean(sink.isStrict)),
            (
                "indexes",
                .array(sink.indexes.map { ["columns": .values($0.columns), "unique": .boolean($0.isUnique)] })
            ),
            (
                "views",
                sink.views.isEmpty
                    ? nil : .object(sink.views.map { .init(key: $0.name.value, value: .value($0.select.value)) })
            ),
            (
                "full_text",
                sink.fullText.map { ["columns": .values($0.columns), "tokenize": .value($0.tokenize)] }
            ),
            ("before", sink.before.isEmpty ? nil : .values(sink.before)),
            ("after", sink.after.isEmpty ? nil : .values(sink.after)),
            ("on_schema_change", .word(sink.onSchemaChange)), ("lineage", .boolean(sink.hasLineage)),
            (
                "commit",
                [
                    "rows": .integer(sink.commit.rows), "bytes": .integer(sink.commit.bytes),
                    "interval": duration(sink.commit.seconds),
                ]
            ),
            ("durability", .word(sink.durability)),
        ])
    }

    func document(_ limit: RejectLimit) -> JSONNode {
        switch limit {
        case .count(let count): .integer(count)
        case .percent(let percent): .string("\(percent)%")
        }
    }

    func document(_ expectations: ExpectSpec) -> JSONNode {
        let counts = [
            ("rows_read", document(expectations.rowsRead, expectations.usual.rowsRead)),
            ("rows_written", document(expectations.rowsWritten, expectations.usual.rowsWritten)),
            ("rejects", document(expectations.rejects, expectations.usual.rejects)),
        ]
        var columns: [JSONNode.Member] = []
        for condition in expectations.columns {
            let text = JSONNode.value(condition.condition.value)
            if let index = columns.firstIndex(where: { $0.key == condition.column.value }),
                case .array(let earlier) = columns[index].value
            {
                columns[index].value = .array(earlier + [text])
            } else {
                columns.append(.init(key: condition.column.value, value: [text]))
            }
        }
        return .present(counts + [("columns", columns.isEmpty ? nil : .object(columns))])
    }

    private func document(_ count: Located<CountCondition>?, _ usual: Located<UsualCondition>?) -> JSONNode? {
        let count = count.map { JSONNode.value($0.value.text) }
        guard let usual = usual?.value else { return count }
        return .present([
            ("count", count), ("vs_median", .value(usual.text)), ("runs", .integer(usual.runs)),
            ("at_least", .integer(usual.atLeast)),
        ])
    }

    func document(_ flow: FlowSpec) -> JSONNode {
        .present([
            ("high_watermark", .integer(flow.highWatermark)), ("low_watermark", .integer(flow.lowWatermark)),
            ("batch_rows", .integer(flow.batchRows)), ("batch_bytes", .integer(flow.batchBytes)),
            ("max_record", .integer(flow.maxRecord)), ("max_input_bytes", flow.maxInputBytes.map(JSONNode.integer)),
            ("stall_timeout", duration(flow.stallTimeout)),
        ])
    }

    /// Seconds to the millisecond; what no duration can be is left to the decoder to refuse.
    private func duration(_ seconds: Double) -> JSONNode {
        guard let milliseconds = Int(exactly: (seconds * 1000).rounded()) else { return .string("\(seconds)") }
        return .string("\(milliseconds)ms")
    }
}
