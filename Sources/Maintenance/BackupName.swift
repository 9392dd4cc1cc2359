// What the copies of a database are called. Pure.

import RowModel

/// `orders-2026-11-22T020000Z.sqlite`: the database's name without its ending, and when the copy was begun, so that names in
/// order are in the order of time. Nothing else is ever taken for a copy.
struct BackupName {
    private static let ending = ".sqlite"
    private static let stampPattern = Array("0000-00-00T000000Z".utf8)

    let base: String

    /// - Parameter database: its path.
    init(ofDatabase database: String) {
        let name = database.split(separator: "/").last.map(String.init) ?? "database"
        // A name may begin with a dot, and nothing behind that one is an ending.
        let dot = name.lastIndex(of: ".")
        base = dot.map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
    }

    /// - Parameter stamp: such as `2026-11-22T020000Z`, in UTC.
    func file(_ stamp: String) -> String { "\(base)-\(stamp)\(Self.ending)" }

    /// A copy that is not whole yet.
    func partialFile(_ stamp: String) -> String { ".\(file(stamp))\(Self.partialEnding)" }

    private static let partialEnding = ".partial"

    /// The file that says which database the copies are of.
    var noteFile: String { ".\(base).weir-backups" }

    func isCopy(_ file: String) -> Bool {
        guard file.hasPrefix("\(base)-"), file.hasSuffix(Self.ending) else { return false }
        let stamp = Array(file.utf8.dropFirst(base.utf8.count + 1).dropLast(Self.ending.utf8.count))
        return stamp.count == Self.stampPattern.count
            && zip(stamp, Self.stampPattern).allSatisfy { byte, wanted in
                wanted == UInt8(ascii: "0") ? (48...57).contains(byte) : byte == wanted
            }
    }

    func isPartial(_ file: String) -> Bool {
        file.hasPrefix(".") && file.hasSuffix(Self.partialEnding)
            && isCopy(String(file.dropFirst().dropLast(Self.partialEnding.count)))
    }

    /// Which copies go.
    /// - Parameters:
    ///   - files: all names in the folder.
    ///   - new: the copy that was just made. It stays, whatever the clock says of it.
    func surplus(among files: [String], behind new: String, keep: Int) -> [String] {
        let others = files.filter { isCopy($0) && $0 != new }.sorted()
        return Array(others.dropLast(max(0, keep - 1)))
    }
}
