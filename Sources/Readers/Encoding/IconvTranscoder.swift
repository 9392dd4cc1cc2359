// All other encodings, by the C library's tables.

import CIconv
import RowModel

/// iconv(3). Where it meets what it can't decode, one code unit becomes a mark and it goes on behind that in the state it
/// is in.
///
/// Invariant that makes the raw pointers safe: iconv changes neither input nor output beyond the counts it is given; a
/// pointer into either is used only within the call that it came with.
final class IconvTranscoder: TextTranscoder {
    private let conversion: iconv_t
    /// Bytes of the shortest character.
    private let unitBytes: Int
    /// Whether what iconv has held back, such as a letter that an accent may follow, has been asked for.
    private var isFlushed = false

    /// - Returns: nil if iconv does not know the encoding.
    init?(_ encoding: TextEncoding) {
        guard let conversion = iconv_open("UTF-8", encoding.name), weir_iconv_is_open(conversion) else { return nil }
        self.conversion = conversion
        unitBytes = Self.unitBytes(of: encoding)
    }

    deinit {
        iconv_close(conversion)
    }

    func transcode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isFinal: Bool
    ) -> TranscodeStep {
        var step = TranscodeStep()
        while step.consumed < input.count {
            let status = convert(input, output, &step)
            // Full without having been given anything is as good as not decodable.
            let isStuck = status == E2BIG && step.produced == 0
            guard status == EILSEQ || (status == EINVAL && isFinal) || isStuck else { return step }
            guard output.count - step.produced >= TextTranscoding.leastRoom else { return step }
            let count = min(unitBytes, input.count - step.consumed)
            let unit = UnsafeRawBufferPointer(rebasing: input[step.consumed..<step.consumed + count])
            step.produced += UndecodableMark.write(unit, to: output.baseAddress! + step.produced)
            step.consumed += count
        }
        if isFinal, !isFlushed { isFlushed = flush(output, &step) }
        return step
    }

    private func convert(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ step: inout TranscodeStep
    ) -> CInt {
        // iconv does not write to its input; C's char ** only can't say so.
        let start = UnsafeMutableRawPointer(mutating: input.baseAddress! + step.consumed)
        var source: UnsafeMutablePointer<CChar>? = start.assumingMemoryBound(to: CChar.self)
        var sourceLeft = input.count - step.consumed
        var target = Self.characters(output, from: step.produced)
        var targetLeft = output.count - step.produced
        let status = weir_iconv(conversion, &source, &sourceLeft, &target, &targetLeft)
        step = TranscodeStep(consumed: input.count - sourceLeft, produced: output.count - targetLeft)
        return status
    }

    /// - Returns: whether there was room for all that was held back.
    private func flush(_ output: UnsafeMutableRawBufferPointer, _ step: inout TranscodeStep) -> Bool {
        var target = Self.characters(output, from: step.produced)
        var targetLeft = output.count - step.produced
        let status = weir_iconv(conversion, nil, nil, &target, &targetLeft)
        step.produced = output.count - targetLeft
        return status == 0
    }

    private static func characters(
        _ output: UnsafeMutableRawBufferPointer, from offset: Int
    ) -> UnsafeMutablePointer<CChar>? {
        (output.baseAddress! + offset).assumingMemoryBound(to: CChar.self)
    }

    /// By how much a text grows with one more letter.
    private static func unitBytes(of encoding: TextEncoding) -> Int {
        guard let conversion = iconv_open(encoding.name, "UTF-8"), weir_iconv_is_open(conversion) else { return 1 }
        defer { iconv_close(conversion) }
        func length(_ text: String) -> Int {
            _ = weir_iconv(conversion, nil, nil, nil, nil)
            var (input, output) = (Array(text.utf8CString), [CChar](repeating: 0, count: 64))
            var (inputLeft, outputLeft) = (input.count - 1, output.count)
            return input.withUnsafeMutableBufferPointer { input in
                output.withUnsafeMutableBufferPointer { output in
                    var (source, target) = (input.baseAddress, output.baseAddress)
                    return weir_iconv(conversion, &source, &inputLeft, &target, &outputLeft) == 0 ? 64 - outputLeft : 0
                }
            }
        }
        let growth = length("AA") - length("A")
        return [2, UndecodableMark.mostBytes].contains(growth) ? growth : 1
    }
}

extension SingleByteTranscoder {
    /// What iconv says of each byte alone; nil if it does not know the encoding, or bytes depend on each other in it.
    init?(_ encoding: TextEncoding) {
        guard let conversion = iconv_open("UTF-8", encoding.name), weir_iconv_is_open(conversion) else { return nil }
        defer { iconv_close(conversion) }
        var characters: [Unicode.Scalar?] = []
        for byte in UInt8.min...UInt8.max {
            switch Self.character(of: byte, by: conversion) {
            case .success(let character): characters.append(character)
            case .failure: return nil
            }
        }
        self.init(characters)
    }

    private struct DependsOnOthers: Error {}

    private static func character(of byte: UInt8, by conversion: iconv_t) -> Result<Unicode.Scalar?, DependsOnOthers> {
        _ = weir_iconv(conversion, nil, nil, nil, nil)
        var (input, output) = (CChar(bitPattern: byte), [CChar](repeating: 0, count: 64))
        var (inputLeft, outputLeft) = (1, output.count)
        let status = withUnsafeMutablePointer(to: &input) { input in
            output.withUnsafeMutableBufferPointer { output in
                var (source, target) = (input as UnsafeMutablePointer<CChar>?, output.baseAddress)
                return weir_iconv(conversion, &source, &inputLeft, &target, &outputLeft)
            }
        }
        if status == EILSEQ { return .success(nil) }
        let utf8 = output.prefix(output.count - outputLeft).map(UInt8.init(bitPattern:))
        let scalars = Array(String(decoding: utf8, as: UTF8.self).unicodeScalars)
        guard status == 0, scalars.count == 1, scalars[0].value <= 0xFFFF else { return .failure(DependsOnOthers()) }
        return .success(scalars[0])
    }
}
