// The equation of a run, for a person.

import Ledger
import RowModel

/// What became of the records of a run: `records + added = inserted + … + rejected`.
struct BalanceEquation: Equatable {
    var records: Int
    var added: Int
    var written: WrittenRows
    var dropped: Int
    var rejected: Int
    /// As the spec spells it.
    var mode: String
    /// Whether nothing was written.
    var isDry = false

    /// A term of the right side, such as 50 `dropped`.
    struct Term: Equatable {
        var rows: Int
        var name: String
    }

    /// The right side; what a mode never does is left out.
    var terms: [Term] {
        var terms = [Term(rows: written.inserted, name: isDry ? "for the table" : "inserted")]
        if !isDry {
            if mode == "upsert" || written.updated > 0 { terms.append(Term(rows: written.updated, name: "updated")) }
            if mode == "ignore" || written.ignored > 0 { terms.append(Term(rows: written.ignored, name: "ignored")) }
        }
        return terms + [Term(rows: dropped, name: "dropped"), Term(rows: rejected, name: "rejected")]
    }

    /// `30,000 records = 29,950 inserted + 50 dropped + 0 rejected`
    var text: String {
        let more = added > 0 ? " + \(added.grouped) added" : ""
        return "\(records.counted("record"))\(more) = "
            + terms.map { "\($0.rows.grouped) \($0.name)" }.joined(separator: " + ")
    }
}
