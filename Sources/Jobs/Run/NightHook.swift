// `on_failure` and `on_success`: a program that is told of the night.

import Flow
import Foundation
import PipelineSpec
import RowModel

/// Runs the program that a job names for how its night has ended. Whatever becomes of it, the night's exit code stays.
struct NightHook: Sendable {
    /// Seconds that it may take: it must not keep the next night from beginning.
    static let patience = 600.0

    private let plan: JobPlan
    private let children: Children
    private let interruption: Interruption
    private let show: @Sendable (String) -> Void

    init(_ plan: JobPlan, _ children: Children, _ interruption: Interruption, _ show: @escaping @Sendable (String) -> Void) {
        self.plan = plan
        self.children = children
        self.interruption = interruption
        self.show = show
    }

    func run(after book: inout NightBook) async {
        let isGood = book.exitCode == .balanced
        let command = isGood ? plan.job.onSuccess : plan.job.onFailure
        guard !book.isDry, let program = command.first else { return }
        let (signals, told) = AsyncStream.makeStream(of: Int32.self)
        let timer = Task {
            try await Task.sleep(for: .seconds(Self.patience))
            told.yield(-SIGKILL)
        }
        defer { timer.cancel() }
        let folder = plan.job.path.folderPart
        let root = (folder.isEmpty ? "." : folder).realPath ?? folder
        let child = ChildProcess(
            program: program.contains("/") ? SpecRelativePath.resolve(program, relativeTo: root) : program,
            arguments: Array(command.dropFirst()), folder: root, input: book.summary.json + "\n")
        let outcome = await child.run(signals: signals, children: children, show: show)
        outcome.lines.forEach(show)
        guard outcome.end != .exited(0) else { return }
        let remark = "\(isGood ? "on_success" : "on_failure"): \(program.shellWord) \(outcome.end.text)"
        show(remark)
        await book.remark(remark)
    }
}

extension ProcessEnd {
    fileprivate var text: String {
        switch self {
        case .exited(let code): "has ended with exit status \(code)"
        case .killed(let signal): "was killed by \(signalName(signal))"
        case .notStarted(let reason): "can't be started: \(reason)"
        }
    }
}
