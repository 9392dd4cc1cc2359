// regexp and regexp_extract.

import Patterns
import RowModel

extension FunctionCall {
    /// `regexp(pattern, text)`, and so `text REGEXP pattern` (https://sqlite.org/lang_expr.html#regexp).
    func regexp() {
        do {
            returnTruth(try memory.patterns.matcher(for: bytes(0)).matches(bytes(1)))
        } catch {
            fail("regexp", Self.message(error, of: bytes(0)))
        }
    }

    /// `regexp_extract(text, pattern[, group])`: null without a match, and for a group that took no part in it.
    func regexpExtract() {
        do {
            let matcher = try memory.patterns.matcher(for: bytes(1))
            guard let group = count == 3 ? integer(2) : 0, (0...matcher.pattern.groupCount).contains(group) else {
                return fail("regexp_extract", "the group must be a number from 0 to \(matcher.pattern.groupCount)")
            }
            let text = bytes(0)
            guard matcher.find(in: text), let range = matcher.group(group) else { return returnNull() }
            returnText(UnsafeRawBufferPointer(rebasing: text[range]))
        } catch {
            fail("regexp_extract", Self.message(error, of: bytes(1)))
        }
    }

    private static func message(_ error: PatternError, of pattern: UnsafeRawBufferPointer) -> String {
        "\(error.message), at byte \(error.offset + 1) of the pattern \(ValueExcerpt(pattern))"
    }
}
