// The views that a sink makes.

import BatchSQL
import GRDB
import RowModel

extension TargetTable {
    /// Refuses a name that something else than a view has.
    func checkViews(in db: Database) throws {
        for view in plan.views {
            let type = try String.fetchOne(
                db, sql: "SELECT type FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE AND type <> 'trigger'",
                arguments: [view.name])
            if let type, type != "view" {
                throw cannotMake(view, "\(type == "index" ? "an" : "a") \(type) is called so already")
            }
        }
    }

    /// Makes the views, behind the table being in place. One that is there with the same SQL stays, with its triggers.
    func makeViews(in db: Database) throws {
        try checkViews(in: db)
        for view in plan.views {
            do {
                try make(view, in: db)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
                throw cannotMake(view, error.message ?? error.description)
            }
        }
    }

    private func make(_ view: TargetPlan.ViewPlan, in db: Database) throws {
        let name = quoted(identifier: view.name)
        let present = try String.fetchOne(
            db, sql: "SELECT sql FROM main.sqlite_schema WHERE type = 'view' AND name = ? COLLATE NOCASE",
            arguments: [view.name])
        if present != view.sql {
            try db.execute(sql: "DROP VIEW IF EXISTS main.\(name)")
            try db.execute(sql: view.sql)
        }
        // SQLite takes a view over anything, and looks for its tables and columns when it is read.
        _ = try db.makeStatement(sql: "SELECT * FROM main.\(name)")
    }

    private func cannotMake(_ view: TargetPlan.ViewPlan, _ message: String) -> SinkError {
        .cannotMakeView(place: plan.place(of: view.select), name: view.name, message: message)
    }
}
