// Runs a program to its end, a few at a time.

import Foundation

public enum Program {
    /// More at once would only make each of them slower.
    private static let slots = Slots(count: max(2, min(4, ProcessInfo.processInfo.activeProcessorCount)))

    /// Runs a program with an empty stdin and waits for it.
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], in directory: URL? = nil
    ) async throws -> ProgramEnd {
        await slots.take()
        do {
            let end = try await RunningProgram(program, arguments, environment: environment, in: directory).wait()
            await slots.give()
            return end
        } catch {
            await slots.give()
            throw error
        }
    }
}

private actor Slots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        free = count
    }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func give() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
