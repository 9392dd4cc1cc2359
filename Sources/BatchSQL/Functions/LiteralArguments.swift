// Patterns, formats and zones that are written in an expression are checked before there is a row.

import Patterns
import RowModel

/// Looks at the arguments of our functions that are one string literal.
enum LiteralArguments {
    /// The first fault and its byte offset in the expression. The expression compiles.
    static func fault(in expression: String) -> (message: String, offset: Int?)? {
        for call in SQLCalls.calls(of: ["regexp", "regexp_extract", "parse_timestamp"], in: expression) {
            let fault = switch call.function {
            case "regexp": patternFault(call, call.arguments.first ?? nil, group: nil)
            case "regexp_extract": patternFault(call, call.argument(1), group: call.argument(2))
            default: formatFault(call)
            }
            if let fault { return fault }
        }
        return nil
    }

    private static func patternFault(
        _ call: SQLCalls.Call, _ literal: SQLCalls.Literal?, group: SQLCalls.Literal?
    ) -> (message: String, offset: Int?)? {
        guard let literal, literal.isString else { return nil }
        do {
            let groups = try Pattern(literal.text).groupCount
            if let group, let number = Int(group.text), number > groups {
                return ("\(call.function): the pattern has \(groups) group\(groups == 1 ? "" : "s")", group.offset)
            }
            return nil
        } catch {
            return ("\(call.function): \(error.message)", literal.offset(of: error.offset))
        }
    }

    private static func formatFault(_ call: SQLCalls.Call) -> (message: String, offset: Int?)? {
        guard let format = call.argument(1), format.isString else { return nil }
        let zone = call.argument(2).flatMap { $0.isString ? $0 : nil }
        do {
            _ = try TimeLayout(format.text, zone: zone?.text, for: .timestamp)
            return nil
        } catch {
            let hint = error.suggestion.map { "; did you mean \"\($0)\"?" } ?? ""
            return ("\(call.function): \(error.message)\(hint)", (error.part == .zone ? zone : format)?.offset)
        }
    }
}
