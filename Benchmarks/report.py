"""Prints the table of a comparison and writes RESULTS.md."""

import os
import platform
import shutil
import statistics
import subprocess
import zlib
from datetime import date
from pathlib import Path

from build import FOLDER, WEIR
from measure import median


def show(arguments, contenders, costs, verify_costs, page_size, source):
    base = "weir" if "weir" in costs else contenders[0].name
    lines = [f"| loader | wall s | rows/s | {base} is | user s | sys s | peak MiB |", "|---|--:|--:|--:|--:|--:|--:|"]
    for contender in contenders:
        own = costs[contender.name]
        wall = median(own, "wall")
        # The median of the rounds' ratios, since the two of a round ran under the same conditions.
        ratio = statistics.median(theirs.wall / weir.wall for theirs, weir in zip(own, costs[base]))
        lines.append(f"| {contender.name} | {wall:.2f} | {arguments.rows / wall / 1e6:.3f} M | {ratio:.2f} × | "
                     f"{median(own, 'user'):.2f} | {median(own, 'system'):.2f} | {median(own, 'peak_mib'):.1f} |")
    if verify_costs:
        wall = median(verify_costs, "wall")
        share = statistics.median(verify.wall / run.wall for verify, run in zip(verify_costs, costs["weir"]))
        lines.append(f"| weir verify-counts | {wall:.2f} | {arguments.rows / wall / 1e6:.3f} M | "
                     f"{share:.2f} of the load | {median(verify_costs, 'user'):.2f} | "
                     f"{median(verify_costs, 'system'):.2f} | {median(verify_costs, 'peak_mib'):.1f} |")
    table = "\n".join(lines)
    print("\n" + table)
    if base == "weir" and len(contenders) > 1:
        (FOLDER / "RESULTS.md").write_text(results(arguments, contenders, table, page_size, source))
        print("\nwritten to Benchmarks/RESULTS.md")


def results(arguments, contenders, table, page_size, source):
    size = source.stat().st_size / 1e6
    versions = "\n".join(f"- {name}: {version}" for name, version in software() if version)
    notes = "\n".join(f"- {contender.name}: {contender.note}" for contender in contenders)
    return f"""# Results of `make bench`

{date.today()}, {arguments.rows:,} rows of ten columns, {size:.0f} MB of gzip CSV; medians of {arguments.repeat} \
interleaved rounds.
"{contenders[0].name} is" is how many times as fast as the row's loader it was, the median of the rounds' ratios.
Peak memory is that of the largest process.

{table}

{notes}

Page size {page_size} where it is Weir's. Every loader was checked to have stored the same counts, sums and types.

## Machine

{machine()}

## Versions

{versions}
"""


def machine():
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def software():
    return [
        ("weir", first_line([str(WEIR), "--version"])),
        ("Swift", first_line(["swift", "--version"])),
        ("C compiler", first_line(["cc", "--version"])),
        ("sqlite3", first_line(["sqlite3", "--version"])),
        ("zlib", zlib.ZLIB_RUNTIME_VERSION),
        ("Python", platform.python_version()),
    ]


def first_line(command):
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout.strip().splitlines() or [None])[0]
