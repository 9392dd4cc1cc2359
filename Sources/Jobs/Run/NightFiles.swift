// `report:` and `metrics:` of a job: files about the night, made of what its journal has.

import Dispatch
import Foundation
import Ledger
import Reporting
import RowModel

struct NightFiles: Sendable {
    private let plan: JobPlan
    private let version: String
    /// The exporter is another user, whatever the umask of the night is.
    private static let metricsPermissions: mode_t = 0o644

    init(_ plan: JobPlan, version: String) {
        self.plan = plan
        self.version = version
    }

    /// A file that can't be written is told and noted; the night does not end well then, unless it has something worse to say.
    func write(about book: inout NightBook) async {
        guard !book.isDry, let night = book.summary.night else { return }
        if let path = plan.report {
            await put("report", book: &book) { [plan, version] in
                let report = try NightReport(journal: plan.journal, night: night)
                let now = Date.now.formatted(.iso8601)
                try WholeFile.write(report.page(version: version, madeAt: now), to: path)
            }
        }
        if let path = plan.metrics {
            await put("metrics", book: &book) { [plan] in
                let text = try MetricsPage.text(ofNight: night, inJournal: plan.journal)
                try WholeFile.write(text, to: path, permissions: Self.metricsPermissions)
            }
        }
    }

    /// Off the threads of tasks, since it waits for disks.
    private func put(_ what: String, book: inout NightBook, _ body: @escaping @Sendable () throws -> Void) async {
        let error: (any Error)? = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { try body() }.failure)
            }
        }
        guard let error else { return }
        let known = error as? any WeirError
        await book.fail("\(what): \(known?.description ?? "\(error)")", known?.exitCode ?? .ioError)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
