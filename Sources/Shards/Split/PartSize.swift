// How large the parts of large files have to be, so that the shards have as much to do as each other.

/// Divides no more files than it takes, into no more parts than it takes.
enum PartSize {
    /// What the shard with the most to do may have more than the least that is possible.
    static let tolerance = 1.03
    /// Parts are opened and read like files of their own; smaller ones would cost more than they are worth.
    static let least = 64 << 10
    /// Into how many parts at least the bytes of an average shard are divided. With 24, the shard that ends last has at most 1/24
    /// more to do than the average, whatever the sizes (a unit goes where there is the least to do).
    private static let steps = [1, 2, 4, 8, 16, 24]

    /// - Parameters:
    ///   - sizes: of all files, in bytes, with a sum that can be told.
    ///   - canBeDivided: asked of the largest files only, with their positions; it may be slow.
    /// - Returns: bytes; files that are larger are divided into parts of at most that size. nil if none has to be.
    static func choose(_ sizes: [Int], shards: Int, canBeDivided: (Int) -> Bool) -> Int? {
        let average = sizes.reduce(0, +) / shards
        // What is smaller goes where there is no more to do than the average, and can't make too much of that.
        let negligible = Int((tolerance - 1) * Double(average))
        let large = largest(sizes, above: min(negligible, max(least, average / steps.last!)))
        func isBalanced(_ units: [Int], bound: Int) -> Bool {
            let descending = units.filter { $0 > negligible }.sorted(by: >)
            return Double(LargestFirst.makespan(ofDescending: descending, shards: shards)) <= tolerance * Double(max(bound, 1))
        }
        if isBalanced(large.map { sizes[$0] }, bound: average) { return nil }
        var chosen: Int?
        for step in [nil] + steps {
            let size = step.map { max(least, average / $0) }
            var bound = average
            var isDivided = false
            var units: [Int] = []
            for file in large {
                if sizes[file] <= size ?? max(least, average) {
                    units.append(sizes[file])
                } else if canBeDivided(file) {
                    isDivided = size != nil
                    units += pieces(of: sizes[file], size ?? .max)
                } else {
                    bound = max(bound, sizes[file])
                    units.append(sizes[file])
                }
            }
            chosen = isDivided ? size : nil
            if isBalanced(units, bound: bound) || size == least { break }
        }
        return chosen
    }

    /// How many parts a file is divided into.
    static func count(_ fileSize: Int, _ partSize: Int) -> Int { max(1, (fileSize - 1) / partSize + 1) }

    private static func pieces(of fileSize: Int, _ partSize: Int) -> [Int] {
        let parts = count(fileSize, partSize)
        return Array(repeating: fileSize / parts, count: parts)
    }

    private static func largest(_ sizes: [Int], above limit: Int) -> [Int] {
        sizes.indices.filter { sizes[$0] > limit }.sorted { sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : $0 < $1 }
    }
}
