// Finds out how a file can be divided, and divides it.

import Ledger
import PipelineSpec
import RowModel

/// Divides the files of one source.
struct FileSplitter {
    /// How the start of a record is told from any other place.
    enum Way: Equatable {
        case lines
        case blocks
        /// By reading all of the file.
        case pass
        case whole(WholeReason)
    }

    let source: SourceSpec
    let splitting: Splitting
    let maxRecordBytes: Int
    let maxInputBytes: Int?
    /// What holds for every file; nil if it depends on the file.
    let reasonForAll: WholeReason?

    /// - Parameter stageOverRows: a stage that has to see an input as a whole.
    init(_ spec: PipelineSpec, _ splitting: Splitting, stageOverRows: String?) {
        source = spec.source
        self.splitting = splitting
        maxRecordBytes = spec.flow.maxRecord
        maxInputBytes = spec.flow.maxInputBytes
        reasonForAll = Self.reasonForAll(spec.source, splitting, stageOverRows)
    }

    private static func reasonForAll(_ source: SourceSpec, _ splitting: Splitting, _ stageOverRows: String?) -> WholeReason? {
        if splitting == .none { return .notAsked }
        if let stageOverRows { return .stage(stageOverRows) }
        if source.encoding != .utf8 { return .encoding(source.encoding.name) }
        switch source.format {
        case .json: return .json
        case .ndjson: return nil
        case .csv(let dialect):
            if dialect.footerLines > 0 { return .footerLines }
            if dialect.longDelimiter != nil || dialect.terminator != nil { return .longMarks }
            return splitting == .prove ? nil : .csvUnread
        }
    }

    /// Looks at the file's first bytes.
    func way(_ path: String) -> Way {
        if let reasonForAll { return .whole(reasonForAll) }
        do throws(FileBytesError) {
            return try way(FileBytes(path: path))
        } catch {
            return .whole(.damaged(error.reason))
        }
    }

    private func way(_ file: FileBytes) throws(FileBytesError) -> Way {
        let start = try file.bytes(at: 0, count: 4)
        if source.compression != .none {
            if start.starts(with: [0x1F, 0x8B]) { return try wayOfGzip(file) }
            // RFC 8878 3.1: a frame, or one to be skipped.
            if start == [0x28, 0xB5, 0x2F, 0xFD] || start.dropFirst() == [0x2A, 0x4D, 0x18] { return .whole(.zstd) }
        }
        if let maxInputBytes, file.size > maxInputBytes { return .whole(.inputLimit) }
        return source.format == .ndjson ? .lines : .pass
    }

    private func wayOfGzip(_ file: FileBytes) throws(FileBytesError) -> Way {
        if source.format == .ndjson, try BlockWalk(file) != nil { return .blocks }
        return splitting == .prove ? .pass : .whole(.gzipUnread)
    }

    /// Divides a file into so many parts, or fewer.
    /// - Parameter size: what it was listed with.
    /// - Throws: ``PlanningError/changed(path:)``
    func cut(_ path: String, size: Int, into parts: Int) throws -> FileCut {
        let cut: FileCut
        do {
            cut = try places(path, size, way: way(path), FileCut.targets(size, parts: parts))
        } catch let error as FileBytesError {
            cut = .whole(.damaged(error.reason))
        }
        return cut == .places([]) ? .whole(.oneRecord) : cut
    }

    private func places(_ path: String, _ size: Int, way: Way, _ targets: [Int]) throws -> FileCut {
        if case .whole(let reason) = way { return .whole(reason) }
        let file = try FileBytes(path: path)
        guard file.size == size else { throw PlanningError.changed(path: path) }
        switch way {
        case .whole(let reason): return .whole(reason)
        case .lines: return .places(try LineCuts.places(in: file, targets: targets, longest: maxRecordBytes))
        case .blocks: return try blockPlaces(file, targets)
        case .pass: return passPlaces(path, targets)
        }
    }

    private func passPlaces(_ path: String, _ targets: [Int]) -> FileCut {
        do throws(RecountError) {
            let found = try recordPlaces(path: path, compression: source.compression, format: source.format, behind: targets)
            if let maxInputBytes, found.decodedBytes > maxInputBytes { return .whole(.inputLimit) }
            return found.members == 1 ? .whole(.oneMember) : .places(found.places)
        } catch {
            return .whole(.damaged(error.reason))
        }
    }

    private func blockPlaces(_ file: FileBytes, _ targets: [Int]) throws -> FileCut {
        guard let walk = try BlockWalk(file) else { return .whole(.gzipUnread) }
        do {
            let (places, decodedBytes) = try BlockCuts.places(in: file, walk, targets: targets)
            if let maxInputBytes, decodedBytes > maxInputBytes { return .whole(.inputLimit) }
            return .places(places)
        } catch is BlockWalk.NotBlocks {
            return splitting == .prove ? passPlaces(file.path, targets) : .whole(.damaged("begins as BGZF, and does not go on so"))
        }
    }
}
