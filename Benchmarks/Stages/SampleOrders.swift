// Orders as generate_orders.c writes them, in memory: the same on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014).
struct FixedRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum SampleOrders {
    /// Rows in a batch of them.
    static let count = 2_500

    /// How text fields are written.
    enum Quoting {
        case needed, always
    }

    static let columns = """
            id: integer
            customer_id: integer
            sku: text
            quantity: integer
            unit_price: real
            discount: real
            status: text
            ordered_at: timestamp
            city: text
            note: text
        """

    static func csv(_ quoting: Quoting) -> [UInt8] {
        let texts = [2, 6, 7, 8, 9]
        let lines = values().map { values in
            values.enumerated().map { column, value in
                let isQuoted = quoting == .always && texts.contains(column) || value.contains(",")
                return isQuoted ? "\"\(value)\"" : value
            }.joined(separator: ",") + "\n"
        }
        return Array(lines.joined().utf8)
    }

    static func ndjson() -> [UInt8] {
        let names = columns.split(separator: "\n").map { $0.split(separator: ":")[0].drop { $0 == " " } }
        let texts = [2, 6, 7, 8, 9]
        let lines = values().map { values in
            let members = zip(names, values.enumerated()).map { name, field in
                "\"\(name)\":\(texts.contains(field.offset) ? "\"\(field.element)\"" : field.element)"
            }
            return "{\(members.joined(separator: ","))}\n"
        }
        return Array(lines.joined().utf8)
    }

    private static func values() -> [[String]] {
        var random = FixedRandom(seed: 20_261_119)
        let cities = ["Berlin", "Łódź", "São Paulo", "Tokyo", "Portland, OR", "Zürich", "New York", "Washington, D.C."]
        let notes = ["", "", "gift wrap", "leave at the door"]
        let statuses = ["new", "paid", "shipped", "cancelled"]
        return (1...count).map { id in
            let cents = Int.random(in: 100..<500_000, using: &random)
            return [
                "\(id)", "\(Int.random(in: 10_000..<1_000_000, using: &random))",
                padded(Int.random(in: 0..<10_000_000, using: &random), 8), "\(Int.random(in: 1...48, using: &random))",
                "\(cents / 100).\(padded(cents % 100, 2))", "0.\(padded(Int.random(in: 0..<40, using: &random), 2))",
                statuses.randomElement(using: &random)!,
                "2026-11-\(padded(Int.random(in: 1...28, using: &random), 2))T08:15:\(padded(id % 60, 2))Z",
                cities.randomElement(using: &random)!, notes.randomElement(using: &random)!,
            ]
        }
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
