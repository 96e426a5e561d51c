"""Times HiGHS on the programs that our engine has walked, in the same run and on one thread.

    compare_highs.py WALKER FILE.mps ROW [ROW ...] [-- FILE.mps ROW ...]

WALKER is the built example `frontier_mps`. HiGHS gets what the engine had: the program in memory (passing it to the solver counts for
both). It solves the middle level from cold, and the same 21 levels one after the other, each from the basis of the last. The costs it
finds must be the engine's. Needs highspy; run.sh sees to that.
"""

import json
import subprocess
import sys
import time

import highspy

RUNS = 7


def quiet():
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    return highs


def timed(run):
    """The least seconds of up to RUNS runs that together take some two seconds, and the last result."""
    begun, least = time.perf_counter(), float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        result = run()
        least = min(least, time.perf_counter() - start)
        if time.perf_counter() - begun > 2:
            break
    return least, result


def solve(highs):
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        return None
    return highs.getInfo().objective_function_value


def compare(walker, file, rows):
    command = [walker, "walk", file]
    for row in rows:
        command += ["--security", row]
    ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    reader = quiet()
    reader.readModel(file)
    lp = reader.getLp()
    names = list(lp.row_names_)
    indices = [names.index(row) for row in rows]
    infinity = highspy.kHighsInf

    def set_level(highs, level):
        for index, limit in zip(indices, level["limits"]):
            highs.changeRowBounds(index, -infinity, limit)

    def cold():
        highs = quiet()
        highs.passModel(lp)
        set_level(highs, ours["levels"][len(ours["levels"]) // 2])
        return [solve(highs)]

    def warm():
        highs = quiet()
        highs.passModel(lp)
        costs = []
        for level in ours["levels"]:
            set_level(highs, level)
            costs.append(solve(highs))
        return costs

    cold_seconds, _ = timed(cold)
    warm_seconds, costs = timed(warm)
    unsolved = sum(cost is None for cost in costs)
    pairs = [(c, level["cost"]) for c, level in zip(costs, ours["levels"]) if c is not None]
    difference = max((abs(a - b) / max(1, abs(b)) for a, b in pairs), default=float("nan"))
    # the plan of a level can be read off a walk, or solved for with the row in place: whichever is faster
    walk = min(ours[key] for key in ("by_component", "as_one") if key in ours)
    return {
        "program": file.rsplit("/", 1)[-1].removesuffix(".mps"),
        "columns": ours["columns"],
        "breakpoints": ours["breakpoints"],
        "walk": walk,
        "warm": warm_seconds,
        "times": warm_seconds / walk,
        "one": min(walk, ours["one_level"]),
        "cold": cold_seconds,
        "one times": cold_seconds / min(walk, ours["one_level"]),
        "difference": difference,
        "unsolved": unsolved,
    }


def main(arguments):
    walker, groups = arguments[0], [[]]
    for argument in arguments[1:]:
        if argument == "--":
            groups.append([])
        else:
            groups[-1].append(argument)
    heads = ("program", "columns", "breakpoints", "whole frontier", "HiGHS 21 levels", "ratio", "one level", "HiGHS cold", "ratio", "cost off by")
    line = "{:>30} {:>8} {:>11} {:>15} {:>15} {:>7} {:>10} {:>11} {:>7} {:>12}"
    print(line.format(*heads), flush=True)
    for file, *rows in filter(None, groups):
        r = compare(walker, file, rows)
        milliseconds = [f"{1000 * r[key]:.1f} ms" for key in ("walk", "warm", "one", "cold")]
        off = f"{r['difference']:.0e}" + (f" ({r['unsolved']} unsolved)" if r["unsolved"] else "")
        print(
            line.format(r["program"], r["columns"], r["breakpoints"], milliseconds[0], milliseconds[1], f"{r['times']:.1f}",
                        milliseconds[2], milliseconds[3], f"{r['one times']:.1f}", off),
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
