// What can be told of a lookup's reference before it is read.

import BatchSQL
import Foundation
import PipelineSpec
import Readers
import RowModel
import Transforms

extension Reference {
    /// - Throws: ``ReferenceError``, ``FlowError``
    func checkIsThere() throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ReferenceError.missing(path: path)
        }
        if isFolder.boolValue { throw FlowError.folder(path: path) }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw FlowError.unreadable(path: path, reason: "permission denied")
        }
        if case .table(_, let table) = spec { try check(table.value) }
    }

    private func check(_ table: String) throws {
        do {
            guard try !TableReader(database: path, table: table).columns().isEmpty else {
                throw ReferenceError.noTable(path: path, table: table)
            }
        } catch let error as SQLiteError {
            throw ReferenceError.unreadable(path: path, error)
        }
    }

    /// Columns that a CSV file does not have. A file that can't be read says so when it is.
    func headerDiagnostics(of pipeline: PipelineSpec) -> [Diagnostic] {
        guard case .file(let file) = spec, let names = names(of: file, pipeline) else { return [] }
        return columns.compactMap { column in
            let declared = file.columns?.first { $0.name.value == column.name.value }
            let wanted = declared?.from ?? column.name
            if names.contains(wanted.value) { return nil }
            return Diagnostic(
                file: pipeline.path, mark: wanted.mark,
                message: "lookup: \(file.path.value) has no column \"\(wanted.value)\"",
                suggestion: closestMatch(to: wanted.value, among: names))
        }
    }

    private func names(of file: ReferenceFile, _ pipeline: PipelineSpec) -> [String]? {
        guard case .csv(let dialect) = file.format else { return nil }
        switch dialect.header {
        case .names(let names): return names
        case .absent: return file.columns?.map(\.name.value)
        case .present:
            let written = try? CSVInputHeader.names(
                path: path, dialect: dialect, compression: file.compression, encoding: file.encoding,
                maxRecordBytes: pipeline.flow.maxRecord)
            return written?.map(dialect.headerNames.name(for:))
        }
    }
}
