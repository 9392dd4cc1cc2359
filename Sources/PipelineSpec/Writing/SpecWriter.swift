// A spec's values → the text of a spec that says the same, so that what a program builds is checked by the decoders
// that check a file, is identified like one, and stands as such in the ledger.

import RowModel

/// Writes specs as JSON, which is YAML. All keys that differ from file to file are written, defaults too.
struct SpecWriter {
    /// Values that must not be in the text, by the variable that stands for each.
    private(set) var environment: [String: String] = [:]

    mutating func document(
        name: String, source: SourceSpec, transforms: [TransformSpec], sinks: [SinkSpec], rejectLimit: RejectLimit,
        expectations: ExpectSpec, flow: FlowSpec
    ) -> JSONNode {
        var members: [JSONNode.Member] = [
            .init(key: "weir", value: .integer(SpecDecoder.formatVersions.upperBound)),
            .init(key: "name", value: .value(name)), .init(key: "source", value: document(source)),
        ]
        let steps = transforms.compactMap { document($0) }
        if !steps.isEmpty { members.append(.init(key: "transforms", value: .array(steps))) }
        if sinks.count == 1, sinks[0].isAlone {
            members.append(.init(key: "sink", value: document(sinks[0])))
        } else {
            members.append(.init(key: "sinks", value: .array(sinks.map { target($0) })))
        }
        members.append(.init(key: "rejects", value: ["max": document(rejectLimit)]))
        let expected = document(expectations)
        if expected != .object([]) { members.append(.init(key: "expect", value: expected)) }
        members.append(.init(key: "flow", value: document(flow)))
        return .object(members)
    }

    private mutating func target(_ sink: SinkSpec) -> JSONNode {
        guard case .object(var members) = document(sink) else { return .null }
        if let route = sink.route { members.append(.init(key: "where", value: .value(route.value))) }
        let steps = sink.transforms.compactMap { document($0.value) }
        if !steps.isEmpty { members.append(.init(key: "transforms", value: .array(steps))) }
        let expected = document(sink.expectations)
        if expected != .object([]) { members.append(.init(key: "expect", value: expected)) }
        return .object(members)
    }

    /// nil for a transform that no file has.
    mutating func document(_ transform: TransformSpec) -> JSONNode? {
        guard let kind = transform.kind else { return nil }
        return .object([.init(key: kind.rawValue, value: value(of: transform))])
    }

    private mutating func value(of transform: TransformSpec) -> JSONNode {
        switch transform {
        case .select(let columns), .drop(let columns), .trim(let columns): .values(columns)
        case .rename(let pairs): .object(pairs.map { .init(key: $0.old.value, value: .value($0.new.value)) })
        case .cast(let casts): .object(casts.map { .init(key: $0.column.value, value: .object(type($0.type))) })
        case .fill(let fills): .object(fills.map { .init(key: $0.column.value, value: .value($0.value.value)) })
        case .map(let map): document(map)
        case .derive(let columns): .object(columns.map { .init(key: $0.name.value, value: document($0)) })
        case .filter(let expression): .value(expression.value)
        case .assert(let expression, let message):
            .present([("that", .value(expression.value)), ("message", message.map(JSONNode.value))])
        case .hash(let hash): document(hash)
        case .split(let split):
            [
                "column": .value(split.column.value), "by": .value(split.separator), "into": .values(split.into),
                "rest": .word(split.rest), "missing": .word(split.missing),
            ]
        case .extract(let extract):
            [
                "column": .value(extract.column.value), "pattern": .value(extract.pattern.value),
                "into": .values(extract.into), "missing": .word(extract.missing),
            ]
        case .explode(let explode): document(explode)
        case .dedupe(let dedupe):
            ["key": .values(dedupe.key), "keep": .word(dedupe.keep), "scope": .word(dedupe.scope)]
        case .lookup(let lookup): document(lookup)
        case .flatten(let flatten):
            [
                "column": .value(flatten.column.value), "columns": document(flatten.columns),
                "extra_columns": .word(flatten.extraColumns),
            ]
        case .exec(let exec):
            .present([
                ("command", .values(exec.command)), ("columns", exec.columns.map(document)),
                ("extra_columns", exec.columns == nil ? nil : .word(exec.extraColumns)),
            ])
        case .custom: .null
        }
    }

    private func document(_ map: MapSpec) -> JSONNode {
        [
            "column": .value(map.column.value),
            "values": .object(
                map.values.map { .init(key: $0.old.value, value: $0.new.value.map(JSONNode.value) ?? .null) }),
            "default": .word(map.default),
        ]
    }

    private func document(_ explode: ExplodeSpec) -> JSONNode {
        let element: [(String, JSONNode?)] =
            switch explode.element {
            case .value(let into, let type):
                [("into", into.map { .value($0.value) })] + (type.map(self.type) ?? []).map { ($0.key, $0.value) }
            case .columns(let columns, let extra): [("columns", document(columns)), ("extra_columns", .word(extra))]
            }
        return .present(
            [("column", .value(explode.column.value))] + element + [
                ("separator", explode.separator.map { .value($0.value) }),
                ("position", explode.position.map { .value($0.value) }), ("empty", .word(explode.empty)),
            ])
    }

    private func document(_ lookup: LookupSpec) -> JSONNode {
        func pairs(_ pairs: [LookupSpec.Pair]) -> JSONNode {
            .array(pairs.map { .object([.init(key: $0.column.value, value: .value($0.reference.value))]) })
        }
        let from: JSONNode =
            switch lookup.from {
            case .table(let database, let table): ["database": .value(database.value), "table": .value(table.value)]
            case .file(let file): document(file)
            }
        return [
            "from": from, "on": pairs(lookup.on), "columns": pairs(lookup.columns), "missing": .word(lookup.missing),
        ]
    }

    private func document(_ column: DerivedColumn) -> JSONNode {
        let type = column.type == .any ? [] : type(column.type)
        return .object([.init(key: "sql", value: .value(column.expression.value))] + type)
    }

    private mutating func document(_ hash: HashSpec) -> JSONNode {
        var salt: JSONNode?
        if let secret = hash.salt {
            let variable = "WEIR_SALT_\(environment.count + 1)"
            environment[variable] = secret.value
            salt = .string("${env:\(variable)}")
        }
        return .present([
            ("columns", .values(hash.columns)), ("algorithm", .word(hash.algorithm)), ("salt", salt),
            ("encoding", .word(hash.encoding)),
        ])
    }
}

extension SinkSpec {
    /// Whether it has nothing that only an entry of `sinks` has.
    fileprivate var isAlone: Bool {
        route == nil && transforms.isEmpty && !expectations.hasCounts && expectations.columns.isEmpty
    }
}
