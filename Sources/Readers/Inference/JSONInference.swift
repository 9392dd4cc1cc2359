// A sample of NDJSON lines or JSON elements → typed columns. Called when a spec names no columns.

import RowModel

/// Finds the keys of each record, in the order of their first appearance, and infers their types.
///
/// Nested objects become columns of their own where `flattening` says so, else `json` columns; paths into them are for
/// a spec to ask for. What is no object is passed over: loading will refuse it with its place.
public struct JSONInference {
    private let flattening: Flattening?
    private var keys = KeyTree()
    /// Objects looked at.
    public private(set) var records = 0

    public init(flattening: Flattening? = nil) {
        self.flattening = flattening
    }

    /// Takes the lines of a sample into account.
    ///
    /// - Parameters:
    ///   - sample: the start of the decoded input, without a byte order mark.
    ///   - isWhole: whether the input ends there. Otherwise a last line without line end is cut and says nothing.
    public mutating func observe(lines sample: UnsafeRawBufferPointer, isWhole: Bool) {
        let batch = Self.arena(of: sample)
        var start = 0
        let end = sample.count
        while start < end {
            let rest = UnsafeBufferPointer(start: batch.arena + start, count: end - start)
            guard let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")).map({ start + $0 }) ?? (isWhole ? end : nil)
            else { return }
            observeRecord(start, lineEnd, in: batch)
            start = lineEnd + 1
        }
    }

    /// Takes the elements of an array, or objects one behind the other, into account, up to the first that is cut.
    ///
    /// - Parameter sample: the start of the decoded input, without a byte order mark.
    public mutating func observe(elements sample: UnsafeRawBufferPointer) {
        let batch = Self.arena(of: sample)
        var sequence = ElementSequence()
        var position = 0
        let count = sample.count
        while let start = try? sequence.skipToElement(batch.arena, from: position, to: count), start < count {
            var extent = ElementExtent()
            guard case .end(let end) = extent.scan(batch.arena, from: start, to: count) else { return }
            observeRecord(start, end, in: batch)
            sequence.passElement()
            position = end
        }
    }

    public func result() -> [InferredColumn] {
        let leaves = keys.leaves()
        let names = InferredColumn.uniqueNames(for: leaves.map(name))
        return leaves.indices.map { index in
            InferredColumn(name: names[index], from: Self.path(leaves[index]), type: leaves[index].type)
        }
    }

    /// The first two paths that flattening gives the same name. (Without it keys are told apart by a number.)
    public func collision() -> NameCollision? {
        guard flattening != nil else { return nil }
        var paths: [String: String] = [:]
        for leaf in keys.leaves() {
            let name = name(leaf)
            let path = Self.path(leaf)
            if let other = paths.updateValue(path, forKey: name.asciiLowercased) {
                return NameCollision(name: name, paths: [other, path])
            }
        }
        return nil
    }

    private func name(_ leaf: KeyTree.Leaf) -> String {
        leaf.keys.map { String(decoding: $0, as: UTF8.self) }.joined(separator: flattening?.separator ?? "")
    }

    private static func path(_ leaf: KeyTree.Leaf) -> String {
        leaf.keys.map { String(decoding: ColumnPath.escaped($0), as: UTF8.self) }.joined(separator: ".")
    }

    /// A batch whose arena starts with the sample: the scanners need its padding.
    private static func arena(of sample: UnsafeRawBufferPointer) -> RowBatch {
        let batch = RowBatch(shape: BatchShape(slots: 0, rowCapacity: 1, blockBytes: max(1, sample.count)))
        _ = batch.append(sample)
        return batch
    }

    private mutating func observeRecord(_ start: Int, _ end: Int, in batch: RowBatch) {
        let scanner = JSONScanner(bytes: batch.arena, end: end)
        let first = scanner.skipWhitespace(start)
        guard first < end, scanner.bytes[first] == UInt8(ascii: "{"), let behind = try? scanner.skipValue(at: first),
            scanner.skipWhitespace(behind) == end
        else { return }
        records += 1
        observeObject(at: first, as: KeyTree.record, level: 0, scanner, in: batch)
    }

    /// Goes through an object that has been found to be JSON, so that nothing throws; as deep as is to be flattened.
    private mutating func observeObject(
        at start: Int, as node: Int, level: Int, _ scanner: JSONScanner, in batch: RowBatch
    ) {
        var position = scanner.skipWhitespace(start + 1)
        while scanner.bytes[position] != UInt8(ascii: "}") {
            guard let key = try? scanner.scanString(from: position + 1) else { return }
            let keyStart = position + 1
            position = scanner.skipWhitespace(scanner.skipWhitespace(key.end + 1) + 1)
            let valueStart = position
            guard let valueEnd = try? scanner.skipValue(at: position),
                let kind = JSONKind(firstByte: scanner.bytes[valueStart])
            else { return }
            let child = keys.child(name(keyStart, key, scanner), of: node)
            keys.observe(kind, at: child, offset: valueStart, length: valueEnd - valueStart, in: batch)
            if kind == .object, let flattening, level < flattening.depth {
                observeObject(at: valueStart, as: child, level: level + 1, scanner, in: batch)
            }
            position = scanner.skipWhitespace(valueEnd)
            if scanner.bytes[position] == UInt8(ascii: ",") { position = scanner.skipWhitespace(position + 1) }
        }
    }

    private func name(_ start: Int, _ span: JSONStringSpan, _ scanner: JSONScanner) -> [UInt8] {
        let length = span.end - start
        guard span.hasEscapes else { return Array(UnsafeBufferPointer(start: scanner.bytes + start, count: length)) }
        return Array(unsafeUninitializedCapacity: length + RowBatch.arenaPadding) { target, count in
            guard let base = target.baseAddress else { return }
            count = scanner.unescape(start, span.end, to: base)
        }
    }
}

/// The columns of an NDJSON input, from the bytes it starts with (behind a byte order mark).
///
/// - Parameter isWhole: whether the sample is the whole input; else its last, unfinished line is left out.
public func inferColumns(ndjsonSample sample: UnsafeRawBufferPointer, isWhole: Bool) -> [InferredColumn] {
    var inference = JSONInference()
    inference.observe(lines: sample, isWhole: isWhole)
    return inference.result()
}

/// The columns of a JSON input, from the bytes it starts with (behind a byte order mark).
public func inferColumns(jsonSample sample: UnsafeRawBufferPointer) -> [InferredColumn] {
    var inference = JSONInference()
    inference.observe(elements: sample)
    return inference.result()
}

/// The columns of a CSV input, from batches of its first records decoded with `columns`, all of them `text`.
public func inferColumns(
    csvSample batches: some Sequence<RowBatch>, columns: [SourceColumn], dialect: CSVDialect
) -> [InferredColumn] {
    var inference = CSVInference(columns: columns, dialect: dialect)
    for batch in batches { inference.observe(batch) }
    return inference.result()
}
