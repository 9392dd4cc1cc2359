// parse_timestamp.

import RowModel

extension FunctionCall {
    /// `parse_timestamp(text, format[, zone])`: the instant in UTC, as a timestamp column stores it.
    func parseTimestamp() {
        do {
            let layout = try memory.layouts.layout(bytes(1), zone: count == 3 ? bytes(2) : nil)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TimeLayout.longestText) { target in
                guard let start = target.baseAddress else { return }
                parse(bytes(0), layout, into: start)
            }
        } catch {
            let hint = error.suggestion.map { "; did you mean \"\($0)\"?" } ?? ""
            fail("parse_timestamp", error.message + hint)
        }
    }

    private func parse(
        _ text: UnsafeRawBufferPointer, _ layout: TimeLayout, into target: UnsafeMutablePointer<UInt8>
    ) {
        do {
            let length = try layout.writeUTC(of: text, to: target)
            returnText(UnsafeRawBufferPointer(start: target, count: length))
        } catch {
            fail("parse_timestamp", "\(ValueExcerpt(text)) \(layout.reason(error))")
        }
    }
}
