// How often a database was committed to, without a connection to it.

import Foundation

extension PipelineFolder {
    /// The change counter in the header of `out.sqlite` (https://sqlite.org/fileformat2.html#file_change_counter); 0 as long as there is
    /// no header. Takes no lock, so that it disturbs nobody.
    public var commits: Int {
        guard let file = FileHandle(forReadingAtPath: files.path("out.sqlite")) else { return 0 }
        defer { try? file.close() }
        guard (try? file.seek(toOffset: 24)) != nil, let bytes = try? file.read(upToCount: 4), bytes.count == 4 else { return 0 }
        return bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}
