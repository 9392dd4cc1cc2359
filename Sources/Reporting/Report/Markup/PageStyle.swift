// How a page looks: fonts of the system, light and dark as the reader has it, black on white on paper.

/// The style sheet, for the page's head. Text has a contrast of 4.5 : 1 at least on what it stands on, in both schemes
/// (https://www.w3.org/TR/WCAG22/#contrast-minimum).
enum PageStyle {
    static let sheet: HTML = """
        :root{color-scheme:light dark;--page:#fff;--panel:#f5f7f9;--edge:#d5dbe2;--text:#171c22;--soft:#56606d;
          --rows:#2b6cb0;--rows2:#0e7c7b;--inserted:#2b6cb0;--updated:#6b46c1;--ignored:#64707d;
          --dropped:#8a5a00;--rejected:#c02424;--added:#1d7a46;--good:#1a7037;--goodpanel:#eaf6ee;
          --remark:#8a5a00;--remarkpanel:#fdf5e4;--bad:#b3201f;--badpanel:#fdeeee;--busy:#2b6cb0;--busypanel:#edf4fb}
        @media screen and (prefers-color-scheme:dark){
          :root{--page:#12161b;--panel:#1a2027;--edge:#343d48;--text:#e7ebf0;--soft:#a4afbc;--rows:#6cb2f5;
            --rows2:#4fd1c5;--inserted:#6cb2f5;--updated:#b79cf7;--ignored:#94a0ae;--dropped:#e0b050;
            --rejected:#ff8f85;--added:#68d391;--good:#63d286;--goodpanel:#15261b;--remark:#e0b050;
            --remarkpanel:#292213;--bad:#ff8f85;--badpanel:#2d1818;--busy:#6cb2f5;--busypanel:#15212e}
        }
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--text);
          font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
          font-variant-numeric:tabular-nums}
        main{max-width:1280px;margin:0 auto;padding:24px 28px 48px}
        section{margin-top:40px}
        h1,h2,h3,h4{line-height:1.25;margin:0;overflow-wrap:anywhere}
        h1{font-size:28px}
        h2{font-size:20px;margin-bottom:12px;padding-bottom:6px;border-bottom:1px solid var(--edge)}
        h3{font-size:16px;margin:20px 0 8px}
        h4{font-size:15px}
        p{margin:6px 0}
        a{color:var(--rows)}
        code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        pre{margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}
        .none,.which,.facts,.where,.place,.cut{color:var(--soft)}
        .verdict{border:1px solid var(--edge);border-left:8px solid var(--tone);background:var(--tonepanel);
          border-radius:8px;padding:18px 22px}
        .verdict.good{--tone:var(--good);--tonepanel:var(--goodpanel)}
        .verdict.remark{--tone:var(--remark);--tonepanel:var(--remarkpanel)}
        .verdict.bad{--tone:var(--bad);--tonepanel:var(--badpanel)}
        .verdict.busy{--tone:var(--busy);--tonepanel:var(--busypanel)}
        .verdict h1,.verdict-title{color:var(--tone);border:0;padding:0;margin:0}
        .verdict .which{overflow-wrap:anywhere}
        .mark.good{color:var(--good)}
        .mark.remark{color:var(--remark)}
        .mark.bad{color:var(--bad)}
        .mark.busy{color:var(--busy)}
        .verdict .error{font-size:14px;color:var(--bad);background:var(--page);border:1px solid var(--edge);
          border-radius:6px;padding:10px 12px}
        .notes{margin:8px 0;padding-left:20px}
        .equation{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 12px;font-size:22px;margin:14px 0 2px}
        .equation .term{white-space:nowrap}.equation .term b{font-weight:650}
        .equation i{font-style:normal;font-size:14px;color:var(--soft)}
        .equation .sign{color:var(--soft)}
        .equation .dropped b{color:var(--dropped)}
        .equation .rejected b{color:var(--rejected)}
        .equation .updated b{color:var(--updated)}
        .equation .added b{color:var(--added)}
        .equation .zero b{color:var(--soft);font-weight:400}
        .scroll{overflow-x:auto;margin:12px 0}
        .scroll:focus-visible{outline:2px solid var(--rows);outline-offset:2px}
        table{border-collapse:collapse;min-width:50%;font-size:14px}
        caption{text-align:left;font-weight:600;padding:4px 0}
        caption.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        th,td{padding:4px 14px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--edge)}
        th:last-child,td:last-child{padding-right:4px}
        thead th{color:var(--soft);font-weight:600;white-space:nowrap}
        tbody th{font-weight:400;overflow-wrap:anywhere;min-width:9em}
        .tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:0 40px}
        .tables table{min-width:100%}
        .tables .scroll{max-width:680px}
        .still{white-space:nowrap}
        .why-not{display:block;min-width:18em}
        .n{text-align:right;white-space:nowrap}
        .total th,.total td{font-weight:650;border-bottom:0}
        .zero{color:var(--soft)}
        td .dropped{color:var(--dropped);font-weight:600}
        td .rejected{color:var(--rejected);font-weight:600}
        b.bad{color:var(--bad)}
        figure{margin:12px 0}
        svg{display:block}
        svg text{fill:var(--soft);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        svg.flow{width:100%;height:auto}
        .flow text.name{fill:var(--text);font-weight:600}
        .flow text.count{fill:var(--text)}
        .flow text.note{fill:var(--soft)}
        .flow text.dropped{fill:var(--dropped)}
        .flow text.rejected{fill:var(--rejected)}
        .flow text.added{fill:var(--added)}
        .flow text.updated{fill:var(--updated)}
        .flow text.ignored{fill:var(--ignored)}
        .band{fill-opacity:.34;stroke:none}
        .band.copy{fill-opacity:.14}
        .ribbons path:hover{fill-opacity:.6}
        .hairline{fill:none;stroke-width:1.5;stroke-opacity:.9}
        .empty{fill:none;stroke:var(--edge);stroke-width:1.5;stroke-dasharray:2 4}
        .band.input,.band.rows,.band.copy,.band.inserted{fill:var(--rows)}
        .band.added{fill:var(--added)}
        .band.ignored{fill:var(--ignored)}
        .band.dropped{fill:var(--dropped)}
        .band.updated{fill:var(--updated);fill-opacity:.8}
        .band.rejected{fill:var(--rejected);fill-opacity:.8}
        .hairline.input,.hairline.rows,.hairline.copy,.hairline.inserted{stroke:var(--rows)}
        .hairline.added{stroke:var(--added)}
        .hairline.updated{stroke:var(--updated)}
        .hairline.ignored{stroke:var(--ignored)}
        .hairline.dropped{stroke:var(--dropped)}
        .hairline.rejected{stroke:var(--rejected)}.hatch.rejected rect{fill:var(--rejected);fill-opacity:.3}
        .hatch.rejected path{stroke:var(--rejected);stroke-width:3}
        .hatch.updated rect{fill:var(--updated);fill-opacity:.3}
        .hatch.updated path{stroke:var(--updated);stroke-width:2}
        .bar{fill:var(--rows)}
        .bar.table{fill:var(--good)}
        .bar.void{fill:none;stroke:var(--bad);stroke-dasharray:3 3}
        .bar.dropped{fill:var(--dropped)}
        .bar.rejected{fill:var(--rejected)}
        .bar.ignored{fill:var(--ignored)}
        .bar.added{fill:var(--added)}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0;padding:0;list-style:none;font-size:13px;
          color:var(--soft)}
        .legend li{display:flex;align-items:center;gap:7px}
        .swatch{display:inline-block;width:14px;height:14px;border-radius:3px;background:var(--rows);opacity:.75}
        .swatch.added{background:var(--added)}
        .swatch.ignored{background:var(--ignored)}
        .swatch.dropped{background:var(--dropped)}
        .swatch.updated{background:repeating-linear-gradient(0deg,var(--updated) 0 2px,transparent 2px 5px)}
        .swatch.rejected{background:repeating-linear-gradient(135deg,var(--rejected) 0 3px,transparent 3px 6px)}
        .swatch.hair{height:2px;border-radius:0}
        .measure rect{fill:var(--rows)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:18px 28px}
        .charts.three{grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr))}
        .chart{margin:0}.chart svg{width:100%;height:auto}
        .chart figcaption{font-weight:600;font-size:14px;margin-bottom:4px}
        .rule{stroke:var(--edge);stroke-width:1;fill:none}
        .limit{stroke:var(--rejected);stroke-width:1.5;stroke-dasharray:7 4;fill:none}
        .line{fill:none;stroke-width:1.8;stroke-linejoin:round}.line1{stroke:var(--rows)}
        .line2{stroke:var(--dropped);stroke-dasharray:6 3}
        .key{display:inline-block;width:22px;height:0;border-top:2px solid var(--rows)}
        .key.line2{border-top:2px dashed var(--dropped)}
        .key.limit{border-top:2px dashed var(--rejected)}
        .trend rect.complete{fill:var(--rows);fill-opacity:.4}
        .trend rect.failed{fill:none;stroke:var(--bad);stroke-dasharray:3 2}
        .trend rect.current{fill-opacity:1}.trend rect.failed.current{fill:var(--bad);fill-opacity:.35}
        .trend text.current{fill:var(--text);font-weight:700}
        .trend text.bad{fill:var(--bad);font-weight:700}
        .usual{fill:var(--good);fill-opacity:.13}
        .median{stroke:var(--good);stroke-width:1.5;stroke-dasharray:6 3;fill:none}
        .waits .thread{display:grid;grid-template-columns:64px 1fr;align-items:center;gap:2px 12px;margin:10px 0}
        .waits svg{width:100%;height:18px;border-radius:4px}
        .waits .legend{grid-column:2;margin:2px 0 6px}
        .work1{fill:var(--rows);background:var(--rows)}.work2{fill:var(--rows2);background:var(--rows2)}
        .work3{fill:var(--updated);background:var(--updated)}
        .wait{fill:var(--dropped);background:var(--dropped)}
        .other{fill:var(--edge);background:var(--edge)}
        .waits .swatch{opacity:1}
        .reject{display:grid;grid-template-columns:4.5em minmax(0,1fr);border-top:1px solid var(--edge);
          padding:10px 0 12px}
        .reject .count{color:var(--rejected);text-align:right;padding-right:1.2em}
        .reject p{margin:0 0 4px;font-size:14px}
        .reject .reason,.reject .why,.place{overflow-wrap:anywhere}
        .share{height:4px;background:var(--panel);border-radius:2px;max-width:420px}
        .share div{height:4px;border-radius:2px;background:var(--rejected)}
        .reject ol{margin:8px 0 0;padding:0;list-style:none;font-size:13px}.reject li{margin:6px 0}
        .reject .why{color:var(--text)}
        .reject li pre{background:var(--panel);border:1px solid var(--edge);border-radius:5px;padding:4px 8px;
          margin:3px 0;display:block}
        details{margin:8px 0}
        summary{cursor:pointer;color:var(--rows)}
        pre.spec{background:var(--panel);border:1px solid var(--edge);border-radius:6px;padding:12px 14px;tab-size:4}
        .night section h2{font-size:17px;border:0;padding:0}
        .night{border-top:3px solid var(--edge);margin-top:56px;padding-top:24px}
        footer{margin-top:48px;padding-top:12px;border-top:1px solid var(--edge);color:var(--soft);font-size:13px;
          overflow-wrap:anywhere}
        @media (max-width:640px){
          main{padding:14px 12px 32px}
          h1{font-size:22px}
          .equation{font-size:18px;gap:2px 8px}
          .verdict{padding:12px 14px}
          .reject{grid-template-columns:3.2em minmax(0,1fr)}
        }
        @media print{
          body{font-size:11px}
          main{max-width:none;padding:0}
          h1{font-size:21px}
          h2{font-size:16px}
          h3,h4{font-size:12px}
          .equation{font-size:17px}
          table,.legend,.reject p,.reject ol,.chart figcaption,.verdict .error,footer{font-size:10px}
          code,pre{font-size:9.5px}
          th,td{padding:2px 10px 2px 0}
          .verdict,figure,.reject,tr,.tables .scroll{break-inside:avoid}
          h2,h3{break-after:avoid}
          thead{break-after:avoid}
          section{margin-top:20px}
          svg.flow{min-width:0!important}
          .scroll{overflow:visible}
          .charts{grid-template-columns:1fr 1fr}
          .charts.three{grid-template-columns:1fr 1fr 1fr}
          *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        }
        """
}
