"""What the proof costs: the checksum of the rows at load, and verify-counts with and without --deep afterwards."""

import statistics

from measure import measured, median

# A test hook of Weir's Sink module.
WITHOUT_CHECKSUM = {"WEIR_TEST_SKIP_CHECKSUM": "1"}


def proof_cost(load_command, verify_command, repeat):
    """`load_command()` gives the command for a load into a new database, `verify_command(deep)` that for its verification."""
    plain, with_checksum, counts, deep = [], [], [], []
    for round_number in range(repeat):
        for environment, costs in ((WITHOUT_CHECKSUM, plain), (None, with_checksum))[::1 if round_number % 2 == 0 else -1]:
            costs.append(measured(load_command(), environment))
            print(f"round {round_number + 1}: {'without' if environment else 'with':<7} the checksum {costs[-1].wall:7.2f} s", flush=True)
        # The last load may have been the one without a checksum, which --deep would find altered.
        measured(load_command())
        counts.append(measured(verify_command(False)))
        deep.append(measured(verify_command(True)))
    show("load without the checksum", plain, plain)
    show("load with the checksum", with_checksum, plain)
    show("verify-counts", counts, with_checksum)
    show("verify-counts --deep", deep, with_checksum)


def show(name, costs, base):
    ratio = statistics.median(cost.wall / other.wall for cost, other in zip(costs, base))
    work = statistics.median((cost.user + cost.system) / (other.user + other.system) for cost, other in zip(costs, base))
    print(f"{name:<26} {median(costs, 'wall'):7.2f} s   wall {ratio:.3f} × {'' if base is costs else 'the load'}, "
          f"processor {work:.3f} ×, peak {median(costs, 'peak_mib'):.1f} MiB")
