// The spec that a plan was made with.

import Foundation
import Ledger
import PipelineSpec

extension PlanReader {
    /// As it was then, from the plan itself.
    /// - Parameter environment: what `${env:NAME}` stands for.
    /// - Throws: `SpecError`; ``ShardError/otherEnvironment(plan:)`` where the environment makes another of it.
    public func spec(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> PipelineSpec {
        let spec = try PipelineSpec.parse(
            text: header.specText, path: header.specPath, parameters: header.parameters, environment: environment)
        guard Seal.digest(of: spec.loadIdentity) == header.specDigest else {
            throw ShardError.otherEnvironment(plan: path)
        }
        return spec
    }
}
