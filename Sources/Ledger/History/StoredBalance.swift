// The balance law over a run of any number of inputs, asked of SQLite.

import GRDB

extension LedgerReader {
    /// The inputs of a run for which ``BalanceLaw`` finds an equation that does not hold in what is stored.
    ///
    /// The equations are here a second time, in SQL, so that nothing is held of a hundred thousand inputs.
    public func imbalancedInputs(ofRun run: Int64) throws -> Int {
        let without = try Int.fetchOne(db, sql: Self.recordsWithoutStages, arguments: [run]) ?? 0
        let broken = try Int.fetchOne(db, sql: Self.brokenEquations, arguments: [run]) ?? 0
        return without + broken
    }

    private static let recordsWithoutStages = """
        SELECT count(*) FROM _weir_inputs AS input
        WHERE run_id = ?1 AND records <> 0
          AND NOT EXISTS (SELECT 1 FROM _weir_stages AS stage WHERE stage.run_id = ?1 AND stage.input_id = input.input_id)
        """

    /// Stages are numbered from 0 without a gap, so one that has none in front of it is broken too.
    private static let brokenEquations = """
        SELECT count(DISTINCT input_id) FROM _weir_stages AS stage
        WHERE run_id = ?1 AND (
          "in" + added <> out + dropped + rejected
          OR stage = 0 AND out + rejected IS NOT (
            SELECT records FROM _weir_inputs AS input WHERE input.run_id = ?1 AND input.input_id = stage.input_id)
          OR stage <> 0 AND "in" IS NOT (
            SELECT sender.out FROM _weir_stages AS sender
            WHERE sender.run_id = ?1 AND sender.input_id = stage.input_id AND sender.stage = stage.stage - 1)
          OR inserted IS NOT NULL AND (
            "in" <> inserted + updated + ignored + rejected
            OR updated <> (
              SELECT coalesce(sum(rows), 0) FROM _weir_displaced AS displaced
              WHERE displaced.run_id = ?1 AND displaced.input_id = stage.input_id AND reason = 'overwritten')))
        """
}
