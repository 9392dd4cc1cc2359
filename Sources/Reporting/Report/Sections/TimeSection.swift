// A run over its time, and who waited for whom.

import Ledger
import RowModel

struct TimeSection {
    var report: RunReport

    var html: HTML {
        // What is measured is the same for all tables of one reading.
        let measured = report.members.max { $0.statement.totals.records < $1.statement.totals.records }
        guard let member = measured, let measures = member.statement.measures else {
            return """
                <section><h2>Over time</h2><p class="none">Not measured: the run was killed, has not ended, or a Weir \
                that did not measure has made it.</p></section>

                """
        }
        let text = MeasureText(measures, records: member.statement.totals.records)
        return """
            <section><h2>Over time</h2>
            <p>\(text.pace)<br/>\(text.waits)</p>
            \(charts(member.statement.samples, measures))
            <h3>Who waited for whom</h3>
            \(WaitBars(measures).figure)\
            <p class="facts">\(measures.commits.counted("commit")) in \(measures.seconds.durationText).</p>
            </section>

            """
    }

    private func charts(_ samples: [RunSample], _ measures: RunMeasures) -> HTML {
        let charts = TimeCharts(samples)
        guard charts.spans.count > 1 else {
            return "<p class=\"none\">The run was over before its pace could be measured more than once.</p>"
        }
        let watermark = measures.channelHighWatermark
        let figures: [HTML] = charts.charts(highWatermark: watermark > 0 ? watermark : nil).map(\.figure)
        let data = disclosure("\(samples.count.counted("sample")) as a table", table(samples))
        return "<div class=\"charts\">\(figures)</div>\n\(data)"
    }

    private func table(_ samples: [RunSample]) -> HTML {
        var table = HTMLTable(
            "Samples",
            [
                .number("seconds"), .number("records"), .number("rows written"), .number("channel"),
                .number("seconds in commits"), .number("memory"),
            ])
        table.hidesCaption = true
        for sample in samples {
            table.add([
                "\("\(sample.seconds.rounded(toPlaces: 2))")", "\(sample.records.grouped)",
                "\(sample.rowsWritten.grouped)",
                "\(sample.channelLevel.byteSize)", "\("\(sample.commitSeconds.rounded(toPlaces: 2))")",
                "\(sample.memoryBytes.byteSize)",
            ])
        }
        return table.html
    }
}
