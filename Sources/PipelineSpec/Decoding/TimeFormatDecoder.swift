// `format` and `zone` of a date or timestamp.

import RowModel

struct TimeFormatDecoder {
    let values: ValueDecoder

    /// What was found: nothing to say, a form, or a fault that has been reported.
    private enum Found {
        case none
        case format(TimeFormat)
        case wrong
    }

    func date(_ options: SpecMapping?) -> ColumnType? {
        switch found(options, for: .date) {
        case .none: .date
        case .format(let format): .formattedDate(format)
        case .wrong: nil
        }
    }

    /// - Parameter storage: nil if it is wrong, which has been reported.
    func timestamp(_ options: SpecMapping?, storage: ColumnType.TimestampStorage?) -> ColumnType? {
        let found = found(options, for: .timestamp)
        guard let storage else { return nil }
        return switch found {
        case .none: .timestamp(storage: storage)
        case .format(let format): .formattedTimestamp(format, storage: storage)
        case .wrong: nil
        }
    }

    private func found(_ options: SpecMapping?, for kind: TimeFormat.Kind) -> Found {
        guard let options else { return .none }
        let format = text("format", options)
        // A zone does not fit a date, which is said elsewhere.
        let zone = kind == .date ? .some(nil) : text("zone", options)
        guard let format, let zone else { return .wrong }
        if format == nil || format?.value == TimeFormat.iso8601, zone == nil { return .none }
        do {
            return .format(try TimeFormat(format?.value ?? TimeFormat.iso8601, zone: zone?.value, for: kind))
        } catch {
            let (key, mark) = error.part == .zone ? ("zone", zone?.mark) : ("format", format?.mark)
            values.report(
                "\(options.label(key)): \(error.message)", at: mark ?? options.mark(of: key),
                suggestion: error.suggestion)
            return .wrong
        }
    }

    /// The text of a key, `.some(nil)` without one; nil, reported, if it is something else.
    private func text(_ key: String, _ options: SpecMapping) -> Located<String>?? {
        guard let node = options[key] else { return .some(nil) }
        return values.text(node, options.label(key)).map { .some($0) }
    }
}
