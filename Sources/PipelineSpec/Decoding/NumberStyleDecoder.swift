// `thousands` and `decimal_separator` of a column → NumberStyle.

import RowModel

struct NumberStyleDecoder {
    let values: ValueDecoder

    /// - Parameter type: of the column; which keys fit it has been checked.
    /// - Returns: nil where the column has neither key.
    func style(_ column: SpecMapping, of type: ColumnType) -> NumberStyle? {
        let thousands = separator(column, "thousands")
        let decimal = separator(column, "decimal_separator")
        guard thousands != nil || decimal != nil else { return nil }
        let style = NumberStyle(thousands: thousands, decimalSeparator: decimal ?? ".")
        if type != .integer, style.thousands == style.decimalSeparator {
            values.report(
                "thousands and decimal_separator of \(column.path) are both \(excerpt(String(style.decimalSeparator)))",
                at: (column["thousands"] ?? column["decimal_separator"])?.mark ?? column.mark)
        }
        return style
    }

    private func separator(_ column: SpecMapping, _ key: String) -> Unicode.Scalar? {
        column[key].flatMap {
            values.literal($0, column.label(key), wanted: "one character", SeparatorLiteral.scalar)
        }
    }
}
