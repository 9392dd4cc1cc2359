import Foundation
import TestSupport
import Testing

@testable import Maintenance

@Suite struct BackupNameTests {
    @Test("a copy is called like the database and its time")
    func names() {
        let time = Date(timeIntervalSince1970: 1_795_312_800)
        #expect(DatabaseBackup.stamp(time) == "2026-11-22T020000Z")
        #expect(DatabaseBackup.stamp(Date(timeIntervalSince1970: 1_767_225_599.9)) == "2025-12-31T235959Z")
        for (path, base) in [
            ("/data/orders.sqlite", "orders"), ("orders.v2.db", "orders.v2"), ("x/orders", "orders"), (".hidden", ".hidden"),
        ] {
            #expect(BackupName(ofDatabase: path).base == base)
        }
        #expect(BackupName(ofDatabase: "a/orders.sqlite").file("2026-11-22T020000Z") == "orders-2026-11-22T020000Z.sqlite")
    }

    @Test("nothing else is taken for one")
    func others() {
        let name = BackupName(ofDatabase: "/data/orders.sqlite")
        #expect(name.isCopy("orders-2026-11-22T020000Z.sqlite"))
        for other in [
            "orders.sqlite", "orders-2026-11-22T020000Z.sqlite-journal", "orders-old.sqlite", "orders-2026-11-22T02:00:00Z.sqlite",
            "orders-eu-2026-11-22T020000Z.sqlite", "Orders-2026-11-22T020000Z.sqlite", "orders-2026-11-22T020000Z.db",
            ".orders-2026-11-22T020000Z.sqlite", "orders-２026-11-22T020000Z.sqlite", "orders-.sqlite", "orders-", "", ".sqlite",
        ] {
            #expect(!name.isCopy(other), "\(other)")
            #expect(!name.isPartial(other), "\(other)")
        }
        #expect(name.isPartial(name.partialFile("2026-11-22T020000Z")) && !name.isCopy(name.partialFile("2026-11-22T020000Z")))
    }

    @Test("the newest stay, and the new one among them, whatever the clock says")
    func surplus() {
        var random = SeededGenerator()
        let name = BackupName(ofDatabase: "d.sqlite")
        for _ in 0..<300 {
            let days = Array(10..<30).shuffled(using: &random).prefix(Int.random(in: 0...12, using: &random))
            let copies = days.map { name.file("2026-11-\($0)T000000Z") }
            let new = name.file("2026-11-\(Int.random(in: 10..<31, using: &random))T000000Z")
            let keep = Int.random(in: 1...8, using: &random)
            let files = (copies + [new, "d.sqlite", "other-2026-11-01T000000Z.sqlite"]).shuffled(using: &random)
            let gone = Set(name.surplus(among: Array(Set(files)), behind: new, keep: keep))
            let left = Set(copies + [new]).subtracting(gone)
            let note = Comment("\(files) \(new) \(keep) WEIR_SEED=\(random.seed)")
            #expect(left.contains(new) && left.count == min(keep, Set(copies + [new]).count), note)
            #expect(gone.isSubset(of: copies), note)
            if let newest = gone.max() { #expect(left.subtracting([new]).allSatisfy { $0 > newest }, note) }
        }
    }
}
