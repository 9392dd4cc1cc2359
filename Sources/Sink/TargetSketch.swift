// The SQL of sinks, compiled before any database is touched.

import BatchSQL
import PipelineSpec
import RowModel

/// All tables of a spec as they will be, without rows.
public enum TargetSketch {
    public typealias Diagnose = (SourceMark, _ message: String, _ suggestion: String?) -> Void

    /// Finds what is wrong with the SQL of sinks, as far as it can be told without the database: that may have other
    /// tables, and, except in `replace`, more columns in the same ones.
    public static func check(_ plans: [TargetPlan], diagnose: Diagnose) {
        guard plans.contains(where: \.hasSQL) else { return }
        // Tables that can't be are diagnosed elsewhere.
        guard let sketch = try? SchemaSketch(plans.map { $0.createTable(named: $0.table) }) else { return }
        let permitted = StatementGuard(countedTables: plans.map(\.table))
        for plan in plans { checkFullText(of: plan, in: sketch, diagnose) }
        for plan in plans { checkStatements(of: plan, permitted, in: sketch, diagnose) }
        for plan in plans { checkViews(of: plan, in: sketch, diagnose) }
    }

    private static func checkFullText(of plan: TargetPlan, in sketch: SchemaSketch, _ diagnose: Diagnose) {
        // What columns are not has been said.
        guard let index = plan.fullText, index.columns.allSatisfy({ name in plan.columns.contains { $0.name == name } })
        else { return }
        do {
            try sketch.run(index.sql(rowid: "rowid"))
        } catch {
            diagnose(index.mark, "full_text: \(error.message)", nil)
        }
    }

    /// Each statement may make what those behind it need, so only what no database would take is found.
    private static func checkStatements(
        of plan: TargetPlan, _ permitted: StatementGuard, in sketch: SchemaSketch, _ diagnose: Diagnose
    ) {
        for statement in plan.before + plan.after {
            do {
                try permitted.check(statement.text.value, in: sketch)
            } catch {
                if error.needsTheDatabase { continue }
                report(error, in: statement.text, of: statement.key, plan, diagnose)
            }
        }
    }

    private static func checkViews(of plan: TargetPlan, in sketch: SchemaSketch, _ diagnose: Diagnose) {
        for view in plan.views {
            do {
                try sketch.makeView(view.name, view.select.value)
            } catch {
                if error.isForUnknownTable || error.unknownColumn != nil && plan.mode != .replace { continue }
                report(error, in: view.select, of: view.key, plan, diagnose)
            }
        }
    }

    private static func report(
        _ error: SQLTextError, in text: Located<String>, of key: String, _ plan: TargetPlan, _ diagnose: Diagnose
    ) {
        let suggestion = error.unknownColumn.flatMap { closestMatch(to: $0, among: plan.columns.map(\.name)) }
        diagnose(text.mark(at: error.offset), "\(key): \(error.message)", suggestion)
    }
}

extension TargetPlan {
    fileprivate var hasSQL: Bool { !views.isEmpty || fullText != nil || !before.isEmpty || !after.isEmpty }
}
