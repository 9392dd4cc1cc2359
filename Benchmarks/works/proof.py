"""What the proof costs: the checksum of the rows at load, and verify-counts with and without --deep afterwards."""

import statistics

from harness.contender import weir_run, weir_verify
from harness.contest import delete, fresh_database
from harness.data import into_page_cache, orders
from harness.measure import measured
from harness.section import Section, Table, at_most
from harness.work import Work

# A test hook of Weir's Sink module.
WITHOUT_CHECKSUM = {"WEIR_TEST_SKIP_CHECKSUM": "1"}


def measure(settings):
    source = orders(settings.rows)
    into_page_cache(source)
    rounds = [measure_round(source, number) for number in range(settings.repeat)]
    plain, load, verify, deep = (list(costs) for costs in zip(*rounds))
    section = Section(tables=[Table(["", "wall s", "wall ÷", "processor ÷", "peak MiB"], [
        line("load without the checksum", plain, plain), line("load", load, plain, "the one without it"),
        line("verify-counts", verify, load, "the load"), line("verify-counts --deep", deep, load, "the load")])])
    section.about.append("`verify-counts` counts the input's records again, and the table's rows; the ratios' medians.")
    section.add_peak(*(cost.peak_mib for costs in (load, verify, deep) for cost in costs))
    section.marks.append(at_most("verify-counts ÷ load", ratio(verify, load), 0.5))
    section.marks.append(at_most("verify-counts --deep ÷ load", ratio(deep, load), 1.0))
    return section


def measure_round(source, number):
    """Costs of a load without the checksum, one with it, and both verifications of the latter."""
    plain = None
    if number % 2 == 0:
        plain = loaded(source, WITHOUT_CHECKSUM)
    database = fresh_database("proof")
    load = measured(weir_run("orders")(source, database))
    verify = measured(weir_verify("orders")(source, database))
    deep = measured(weir_verify("orders", "--deep")(source, database))
    delete(database)
    plain = plain or loaded(source, WITHOUT_CHECKSUM)
    print(f"  round {number + 1}: load {load.wall:.3f} s ({plain.wall:.3f} s without the checksum), "
          f"verify-counts {verify.wall:.3f} s, --deep {deep.wall:.3f} s", flush=True)
    return plain, load, verify, deep


def loaded(source, environment):
    database = fresh_database("proof")
    cost = measured(weir_run("orders")(source, database), environment)
    delete(database)
    return cost


def ratio(costs, base):
    return statistics.median(cost.wall / other.wall for cost, other in zip(costs, base))


def line(name, costs, base, of=""):
    wall = statistics.median(cost.wall for cost in costs)
    work = statistics.median((cost.user + cost.system) / (other.user + other.system)
                             for cost, other in zip(costs, base))
    peak = max(cost.peak_mib for cost in costs)
    return [name, f"{wall:.3f}", f"{ratio(costs, base):.3f} × {of}".strip(), f"{work:.3f} ×", f"{peak:.1f}"]


WORK = Work("proof", "What the proof costs", rows=5_000_000, repeat=5, measure=measure)
