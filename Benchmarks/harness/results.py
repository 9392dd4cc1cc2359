"""The sections of all runs, kept in work/results.json, and RESULTS.md made from them."""

import json
from datetime import date

from harness.machine import commit, machine, software
from harness.place import FOLDER, WORK
from harness.section import at_most

STORE = WORK / "results.json"
RESULTS = FOLDER / "RESULTS.md"
PEAK_LIMIT_MIB = 64


def keep(work, settings, section):
    """Puts a section in the place of the work's last one."""
    kept = stored()
    kept["sections"][work.name] = {
        **section.as_dict(), "rows": settings.rows, "repeat": settings.repeat, "date": str(date.today()),
        "commit": commit()}
    kept["machine"] = machine()
    kept["software"] = software()
    STORE.write_text(json.dumps(kept, indent=1, ensure_ascii=False))


def stored():
    return json.loads(STORE.read_text()) if STORE.exists() else {"sections": {}}


def render(works):
    """Writes RESULTS.md from all that is kept."""
    kept = stored()
    present = [(work, kept["sections"][work.name]) for work in works if work.name in kept["sections"]]
    parts = ["# Results of `make bench`", INTRODUCTION, summary(present)]
    parts += [text_of(work, section) for work, section in present]
    parts += ["## Machine", kept["machine"], "## Versions", bullets(": ".join(pair) for pair in kept["software"])]
    RESULTS.write_text("\n\n".join(parts) + "\n")


INTRODUCTION = """Written by `make bench`; [README.md](README.md) says how. Medians of interleaved rounds; "weir is" is
how many times as fast Weir was by rows a second, the median of the rounds' ratios. Slow loaders are given fewer rows in
fewer rounds, as the columns say; Weir's rate beside theirs is that of the whole input. Peak memory is that of a
loader's largest process. All loaders of a table were checked to have stored the same counts, sums and types."""


def summary(present):
    rows = [[work.name, *mark_cells(mark), remark(work, section)]
            for work, section in present for mark in section["marks"]]
    peaks = {work.name: section["peak_mib"] for work, section in present if section["peak_mib"]}
    if peaks:
        largest = max(peaks, key=peaks.get)
        mark = at_most(f"peak memory of any work here ({largest} needed most)", peaks[largest], PEAK_LIMIT_MIB, " MiB")
        rows.append(["all", *mark_cells(vars(mark)), ""])
    return markdown(["work", "mark", "must be", "measured", "reached?", ""], rows)


def mark_cells(mark):
    reached = {True: "yes", False: "**no**", None: "–"}[mark["reached"]]
    return [mark["text"], mark["wanted"], mark["measured"], reached]


def remark(work, section):
    return f"at {section['rows']:,} rows" if work.rows and section["rows"] < work.rows else ""


def text_of(work, section):
    said = [f"`{work.name}`", section["date"], f"at commit {section['commit']}"]
    if section["repeat"]:
        said.append("1 round" if section["repeat"] == 1 else f"{section['repeat']} rounds")
    parts = [f"## {work.title}", ", ".join(said) + "."]
    parts += section["about"]
    for table in section["tables"]:
        parts += [f"**{table['caption']}**"] if table["caption"] else []
        parts.append(markdown(table["head"], table["rows"]))
    if section["notes"]:
        parts.append(bullets(section["notes"]))
    return "\n\n".join(parts)


def bullets(lines):
    return "\n".join(f"- {line}" for line in lines)


def markdown(head, rows):
    """A table whose columns of figures are aligned to the right."""
    def is_figure(column):
        return rows and all(row[column][:1].isdigit() for row in rows)
    rule = ["--:" if is_figure(column) else "---" for column in range(len(head))]
    lines = [[cell.replace("|", "\\|") for cell in line] for line in [head, rule, *rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def show(work, section):
    """Prints a section as it will stand in RESULTS.md, with its marks."""
    for table in section.tables:
        print("\n" + (table.caption + "\n" if table.caption else "") + markdown(table.head, table.rows))
    if section.marks:
        cells = [mark_cells(vars(mark)) for mark in section.marks]
        print("\n" + markdown(["mark", "must be", "measured", "reached?"], cells))
    print(flush=True)
