// A part of an input file that is read alone.

/// From the start of one record to that of another, or to the file's end.
public struct InputPart: Sendable, Hashable, Codable {
    /// Where a record starts.
    public struct Place: Sendable, Hashable, Codable {
        /// Offset in the file: of the record itself, or of the gzip member that it starts in.
        public var file: Int
        /// Bytes of that member's content in front of the record; 0 in a file that is not packed.
        public var skip: Int
        /// Offset in the decoded bytes of the whole file.
        public var decoded: Int

        public init(file: Int, skip: Int = 0, decoded: Int) {
            self.file = file
            self.skip = skip
            self.decoded = decoded
        }

        public static let start = Place(file: 0, decoded: 0)
    }

    public var start: Place
    /// nil for the file's end.
    public var end: Place?

    public init(start: Place, end: Place?) {
        self.start = start
        self.end = end
    }
}
