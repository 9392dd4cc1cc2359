// `source:` → SourceSpec.

import RowModel

struct SourceDecoder {
    let values: ValueDecoder

    enum FormatWord: String, CaseIterable {
        case csv, ndjson, json
    }

    func source(_ mapping: SpecMapping) -> SourceSpec {
        let origin = OriginDecoder(values: values).origin(mapping)
        let format = format(mapping, files: origin.patterns)
        let columns = ColumnsDecoder(values: values).columns(mapping)
        let extraColumns = mapping["extra_columns"]
            .flatMap { values.choice($0, mapping.label("extra_columns"), of: ExtraColumnsSpec.self) } ?? .fail
        let missingColumns = mapping["missing_columns"]
            .flatMap { values.choice($0, mapping.label("missing_columns"), of: MissingColumns.self) } ?? .fail
        let compression = mapping["compression"]
            .flatMap { values.choice($0, mapping.label("compression"), of: Compression.self) } ?? .auto
        let changedInputs = mapping["changed_inputs"]
            .flatMap { values.choice($0, mapping.label("changed_inputs"), of: ChangedInputs.self) } ?? .fail

        let spec = SourceSpec(
            origin: origin, format: format, compression: compression,
            encoding: EncodingDecoder(values: values).encoding(mapping), columns: columns,
            columnsMark: mapping.mark(of: "columns"), flatten: FlattenDecoder(values: values).flattening(mapping),
            extraColumns: extraColumns, missingColumns: missingColumns, changedInputs: changedInputs)
        // A spec that gave `columns` wrongly is not told that they are missing.
        if columns != nil || mapping["columns"] == nil {
            SourceConsistency(values: values).check(spec, in: mapping)
        }
        return spec
    }

    /// - Parameter mapping: may have the keys `format` and `csv`.
    func format(_ mapping: SpecMapping, files: [Located<String>]) -> RecordFormat {
        let explicit = mapping["format"].map {
            values.choice(
                $0, mapping.label("format"), of: FormatWord.self,
                synonyms: ["tsv": "csv", "jsonl": "ndjson", "jsonlines": "ndjson"])
        }
        let csv = values.section(mapping, "csv", keys: .csv)
        let detected: FileFormat?
        switch explicit {
        case .some(.none):
            // A wrong `format` has been reported; the rest is checked as what the names say.
            detected = files.lazy.compactMap { FileFormat(path: $0.value) }.first
        case .some(.ndjson):
            detected = .ndjson
        case .some(.json):
            detected = .json
        case .some(.csv):
            let names = files.compactMap { FileFormat(path: $0.value) }
            let isTabbed = !names.isEmpty && names.count == files.count && names.allSatisfy { $0 == .tsv }
            detected = isTabbed ? .tsv : .csv
        case .none:
            detected = agreed(files, hasDelimiter: csv?["delimiter"] != nil)
        }

        if let csv, let detected, !detected.isCSV {
            values.report("csv has no meaning for \(detected.text) inputs", at: csv.mark)
        }
        if detected == .ndjson { return .ndjson }
        if detected == .json { return .json }
        let delimiter: UInt8 = UInt8(ascii: detected == .tsv ? "\t" : ",")
        guard let csv else {
            var dialect = CSVDialect()
            dialect.delimiter = delimiter
            return .csv(dialect)
        }
        return .csv(DialectDecoder(values: values).dialect(csv, defaultDelimiter: delimiter))
    }

    /// The format that all names agree on; reports the first that says nothing or something else.
    private func agreed(_ files: [Located<String>], hasDelimiter: Bool) -> FileFormat? {
        var first: (file: Located<String>, format: FileFormat)?
        for file in files {
            guard let format = FileFormat(path: file.value) else {
                values.report(
                    "the name \(excerpt(file.value)) does not say the format; add format: csv, ndjson or json",
                    at: file.mark)
                return first?.format
            }
            guard let known = first else {
                first = (file, format)
                continue
            }
            if known.format == format || hasDelimiter && known.format.isCSV && format.isCSV { continue }
            let remedy =
                known.format.isCSV && format.isCSV
                ? "give csv.delimiter if all have the same" : "inputs of one source have one format"
            values.report(
                "\(excerpt(file.value)) is \(format.text) by its name, but \(excerpt(known.file.value)) is "
                    + "\(known.format.text); \(remedy)",
                at: file.mark)
            return known.format
        }
        return first?.format
    }
}

extension SourceOrigin {
    /// Paths and patterns of files: what has a name to tell the format from.
    fileprivate var patterns: [Located<String>] {
        if case .files(let patterns) = self { patterns } else { [] }
    }
}
