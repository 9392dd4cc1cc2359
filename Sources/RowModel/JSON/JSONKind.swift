// The kinds of JSON values, as far as conversions care.

public enum JSONKind: UInt8, Sendable {
    case string, number, boolean, null, object, array
}
