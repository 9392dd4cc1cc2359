// Tables of a page.

/// Rows of cells under a header; numbers to the right. Wider than the page, it scrolls in a box of its own.
struct HTMLTable {
    struct Column {
        var name: String
        var isNumber = false

        static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
        static func text(_ name: String) -> Column { Column(name: name) }
    }

    var caption: String
    var columns: [Column]
    /// Whether the caption is for those only who don't see the heading above.
    var hidesCaption = false
    private var body: HTML = ""

    init(_ caption: String, _ columns: [Column]) {
        self.caption = caption
        self.columns = columns
    }

    /// - Parameter look: a class of the style sheet for the row.
    mutating func add(_ cells: [HTML], look: HTML? = nil) {
        precondition(cells.count == columns.count)
        let row: [HTML] = zip(columns, cells).enumerated().map { position, cell in
            if position == 0, !cell.0.isNumber { return "<th scope=\"row\">\(cell.1)</th>" }
            return cell.0.isNumber ? "<td class=\"n\">\(cell.1)</td>" : "<td>\(cell.1)</td>"
        }
        body += "<tr\(look.map { " class=\"\($0)\"" })>\(row)</tr>\n"
    }

    var html: HTML {
        let head: [HTML] = columns.map {
            $0.isNumber ? "<th scope=\"col\" class=\"n\">\($0.name)</th>" : "<th scope=\"col\">\($0.name)</th>"
        }
        let unseen: HTML? = hidesCaption ? " class=\"unseen\"" : nil
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)">\
            <table><caption\(unseen)>\(caption)</caption>
            <thead><tr>\(head)</tr></thead><tbody>
            \(body)</tbody></table></div>

            """
    }
}

/// Something that is there when it is asked for.
func disclosure(_ summary: String, _ content: HTML) -> HTML {
    "<details><summary>\(summary)</summary>\n\(content)</details>\n"
}
