// The example of docs/library.md, word for word.

import Weir

/// Loads orders, with the price without tax beside the price.
func loadOrders(from folder: String) async throws -> RunOutcome {
    var pipeline = try Pipeline(
        "orders",
        from: SourceSpec(
            files: ["in/orders-*.csv"], format: .csv(CSVDialect()),
            columns: [
                ColumnSpec("order_id", .integer), ColumnSpec("country", .text),
                ColumnSpec("price", .decimal(scale: 2, storage: .integer)),
            ]),
        transforms: [.filter("price > 0")],
        into: SinkSpec(database: "orders.sqlite", table: "orders", mode: .upsert, key: ["order_id"]),
        rejectLimit: .count(10), folder: folder)

    let rates: [String: Int64] = ["DE": 119, "FR": 120]
    try pipeline.append(
        CustomTransform("net_price", version: "1", uses: ["country", "price"], adds: ["net": .integer]) { row in
            guard let price = row["price"].integer else { return row.drop() }
            guard let rate = row["country"].text.flatMap({ rates[$0] }) else {
                return row.reject(column: "country", reason: "has no tax rate")
            }
            row["net"] = .integer(price * 100 / rate)
        })
    return try await pipeline.run().get()
}
