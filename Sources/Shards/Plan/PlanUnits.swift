// All units of a plan, however many: some 12 bytes for each, beside the list of the files.

import Flow
import RowModel

/// What is loaded as a whole, in the order of the source.
struct PlanUnits {
    let files: ListedFiles
    /// Bytes, by unit.
    let sizes: [Int]
    private let fileOf: [UInt32]
    /// Of files that are divided: their first unit, and their parts.
    private let divided: [Int: (firstUnit: Int, parts: [InputPart])]

    /// - Parameter parts: of files that are divided, by their positions.
    init(_ files: ListedFiles, parts: [Int: [InputPart]]) {
        var sizes: [Int] = []
        var fileOf: [UInt32] = []
        var divided: [Int: (firstUnit: Int, parts: [InputPart])] = [:]
        let count = files.count + parts.values.reduce(0) { $0 + $1.count - 1 }
        sizes.reserveCapacity(count)
        fileOf.reserveCapacity(count)
        for file in 0..<files.count {
            let size = files.size(of: file)
            guard let own = parts[file] else {
                sizes.append(size)
                fileOf.append(UInt32(file))
                continue
            }
            divided[file] = (sizes.count, own)
            for part in own {
                sizes.append((part.end?.file ?? size) - part.start.file)
                fileOf.append(UInt32(file))
            }
        }
        self.files = files
        self.sizes = sizes
        self.fileOf = fileOf
        self.divided = divided
    }

    var dividedFiles: Int { divided.count }

    subscript(_ unit: Int) -> PlannedUnit {
        let file = Int(fileOf[unit])
        let identity = files.identity(of: file)
        let part = divided.isEmpty ? nil : divided[file].map { $0.parts[unit - $0.firstUnit] }
        return PlannedUnit(input: file, path: identity.path, size: identity.size, modified: identity.modified, part: part)
    }
}
