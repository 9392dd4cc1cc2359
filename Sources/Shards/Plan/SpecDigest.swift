// What two specs have to have in common for their rows to be the same.

import Crypto
import Foundation
import PipelineSpec

/// The digest of a spec, its parameters included, that a plan and its shards are compared by.
public enum SpecDigest {
    /// SHA-256 in hexadecimal.
    public static func digest(of spec: PipelineSpec) -> String {
        SHA256.hash(data: Data(spec.loadIdentity.utf8)).map { String(format: "%02x", $0) }.joined()
    }
}
