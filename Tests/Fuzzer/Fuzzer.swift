// The coverage-guided fuzzer of `make fuzz`: libFuzzer (https://llvm.org/docs/LibFuzzer.html) over one of the targets.

import Foundation
import Fuzzing

/// What libFuzzer's own main would call, with `argc`, `argv` and the function to be fuzzed.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

nonisolated(unsafe) private var target = FuzzTarget.all[0]

/// `fuzzer TARGET CORPUS [OPTION…]` fuzzes from a folder of inputs, which is given the target's seeds first;
/// `fuzzer TARGET FILE` repeats one input.
@main
enum Fuzzer {
    static func main() throws {
        guard CommandLine.arguments.count > 2, let named = FuzzTarget.all.first(where: { $0.name == CommandLine.arguments[1] })
        else {
            fatalError("usage: fuzzer \(FuzzTarget.all.map(\.name).joined(separator: "|")) CORPUS|FILE [libFuzzer's options]")
        }
        target = named
        try writeSeeds(to: CommandLine.arguments[2])
        var arguments = CommandLine.arguments.dropFirst().map { strdup($0) }
        var count = CInt(arguments.count)
        let code = arguments.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress!
            return runDriver(&count, &start) { bytes, count in
                do {
                    try target.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
                } catch {
                    fatalError("\(error)")
                }
                return 0
            }
        }
        exit(code)
    }

    private static func writeSeeds(to path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return }
        for (index, seed) in target.seeds().enumerated() {
            try Data(seed).write(to: URL(filePath: path).appending(path: "seed-\(index)"))
        }
    }
}
