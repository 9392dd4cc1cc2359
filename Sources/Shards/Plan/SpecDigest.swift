// What two specs have to have in common for their rows to be the same.

import Ledger
import PipelineSpec

/// The digest of a spec, its parameters included, that a plan and its shards are compared by.
public enum SpecDigest {
    /// As ``Ledger/RunRecord/specDigest``.
    public static func digest(of spec: PipelineSpec) -> String { Seal.digest(of: spec.loadIdentity) }
}
