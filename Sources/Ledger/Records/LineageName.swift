// What the lineage columns of a table are called.

/// The columns in which a row says which record of which input it came from.
public enum LineageName {
    /// `_weir_inputs.input_id`.
    public static let input = "_weir_input"
    /// The record's number within the input, from 1.
    public static let record = "_weir_record"
}
