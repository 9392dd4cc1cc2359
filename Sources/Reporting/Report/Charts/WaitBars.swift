// Who waited for whom: the time of reader and sink, as bars.

import Ledger
import RowModel

/// How both threads of a run have spent its time. Pure.
struct WaitBars {
    struct Part: Equatable {
        var name: String
        /// A class of the style sheet.
        var look: String
        var seconds: Double
    }

    struct Thread: Equatable {
        var name: String
        var parts: [Part]
    }

    let seconds: Double
    let threads: [Thread]

    init(_ measures: RunMeasures) {
        let reader = [
            Part(name: "decode", look: "work1", seconds: measures.decodeSeconds),
            Part(name: "transforms", look: "work2", seconds: measures.transformSeconds),
            Part(name: "held back by the sink", look: "wait", seconds: measures.readerHeldSeconds),
        ]
        let sink = [
            Part(name: "insert", look: "work1", seconds: measures.insertSeconds),
            Part(name: "commit", look: "work2", seconds: measures.commitSeconds),
            Part(name: "finish", look: "work3", seconds: measures.finishSeconds),
            Part(name: "waited for the reader", look: "wait", seconds: measures.sinkStarvedSeconds),
        ]
        let known = [reader, sink].map { $0.reduce(0) { $0 + $1.seconds } }
        let seconds = max(measures.seconds, known.max() ?? 0)
        self.seconds = seconds
        threads = zip(["reader", "sink"], zip([reader, sink], known)).map { name, work in
            Thread(name: name, parts: work.0 + [Part(name: "other", look: "other", seconds: max(0, seconds - work.1))])
        }
    }

    var figure: HTML {
        """
        <figure class="waits">\(threads.map(bar))</figure>
        """
    }

    private func bar(_ thread: Thread) -> HTML {
        var x = 0.0
        let parts: [HTML] = thread.parts.map { part in
            defer { x += width(part) }
            return """
                <rect class="\(part.look)" x="\(x)" y="0" width="\(width(part))" height="18">\
                <title>\(thread.name): \(text(part))</title></rect>
                """
        }
        let terms: [HTML] = thread.parts.filter { $0.seconds > 0 }.map {
            "<li><span class=\"swatch \($0.look)\"></span>\(text($0))</li>"
        }
        let summary = "\(thread.name): \(thread.parts.map(text).joined(separator: ", "))"
        return """
            <div class="thread"><b>\(thread.name)</b>\
            <svg viewBox="0 0 1000 18" preserveAspectRatio="none" role="img" aria-label="\(summary)">\(parts)</svg>\
            <ul class="legend">\(terms)</ul></div>

            """
    }

    private func width(_ part: Part) -> Double { seconds > 0 ? part.seconds / seconds * 1000 : 0 }

    private func text(_ part: Part) -> String {
        let share = seconds > 0 ? Int((part.seconds / seconds * 100).rounded()) : 0
        return "\(part.name) \(part.seconds.rounded(toPlaces: 2)) s (\(share) %)"
    }
}
