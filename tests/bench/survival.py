"""Times survival beside HiGHS on the same programs, in the same run and on one thread.

    survival.py STOCKPILE MODEL.toml MONTHS [MONTHS ...]

For each number of months: `stockpile frontier` with 21 levels, the whole process from reading the files to every level proved, beside HiGHS's 21 levels one
after the other, each from the basis of the last, on the program that `stockpile export --survive MONTHS` writes (reading it does not count). And one level:
`stockpile solve --survive MONTHS` beside HiGHS from cold on the same program without a level. The costs must agree. Then whole commands on
one thread, beside nothing: the surface of all months, `stress` and `hedge`. Needs highspy, as run.sh sets it up.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

import highspy

from compare_highs import quiet, solve

LEVELS = 21


def command(stockpile, *arguments):
    """Processor seconds and the printed JSON of a command on one thread."""
    before = os.times()
    environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
    found = subprocess.run([stockpile, *arguments, "--json"], check=True, capture_output=True, text=True, env=environment)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, json.loads(found.stdout)


def highs_levels(lp, row, limits):
    highs = quiet()
    highs.passModel(lp)
    begun, costs = time.process_time(), []
    for limit in limits:
        highs.changeRowBounds(row, -highspy.kHighsInf, limit)
        costs.append(solve(highs))
    return time.process_time() - begun, costs


def compare(stockpile, model, months, folder):
    program = os.path.join(folder, f"{months}.mps")
    # a level that binds nothing leaves the row in the program
    subprocess.run([stockpile, "export", model, "--survive", months, "--max-share", "1", "--format", "mps", "--out", program], check=True)
    reader = quiet()
    reader.readModel(program)
    lp = reader.getLp()
    row = list(lp.row_names_).index("security(total)")
    requirement = lp.row_upper_[row]
    keep = ("--set", f"security.survive_months={months}")
    _, ends = command(stockpile, "frontier", model, *keep, "--scope", "total", "--levels", "1,0")
    top, bottom = ends["levels"][0]["share"], ends["levels"][-1]["share"]
    # the lowest share itself is an edge on which tolerances decide
    levels = [top - (top - bottom) * k / LEVELS for k in range(LEVELS)]
    text = ",".join(repr(level) for level in levels)
    ours, found = command(stockpile, "frontier", model, *keep, "--scope", "total", "--levels", text)
    theirs, costs = highs_levels(lp, row, [level * requirement for level in levels])
    off = max(abs(a - level["cost"]) / max(1.0, abs(a)) for a, level in zip(costs, found["levels"]) if a is not None)
    one, _ = command(stockpile, "solve", model, "--survive", months)
    cold, _ = highs_levels(lp, row, [requirement])
    return lp.num_col_, ours, theirs, one, cold, off, sum(cost is None for cost in costs)


def main(stockpile, model, *months):
    head = "{:>6} {:>9} {:>14} {:>16} {:>6} {:>10} {:>11} {:>6} {:>9}"
    print(head.format("months", "columns", "frontier, s", "HiGHS 21, s", "ratio", "one, s", "HiGHS, s", "ratio", "cost off"))
    with tempfile.TemporaryDirectory() as folder:
        for each in months:
            columns, ours, theirs, one, cold, off, unsolved = compare(stockpile, model, each, folder)
            note = f" ({unsolved} unsolved)" if unsolved else ""
            times = (f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.1f}", f"{one:.2f}", f"{cold:.2f}", f"{cold / one:.1f}")
            print(head.format(each, columns, *times, f"{off:.0e}") + note, flush=True)
    for arguments in (["frontier", model, "--survive", "all"], ["stress", model], ["stress", model, "--each", months[0]], ["hedge", model]):
        seconds, _ = command(stockpile, *arguments)
        print(f"{seconds:8.2f} s  {' '.join(arguments)}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
