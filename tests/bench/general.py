"""Times the engine beside HiGHS on any linear programs in MPS format, in the same run and on one thread each.

    general.py SOLVER FILE.mps ...

SOLVER is the built example `solve_mps`. HiGHS solves each program by its simplex without presolve, which the engine has not either; both
start cold with the program in memory, and the least of up to three runs counts. Optima must agree to 1e-6. The last line is the geometric mean of
the ratios: below 1 the engine is the faster. Needs highspy:

    cargo build --release --example solve_mps
    python tests/bench/general.py target/release/examples/solve_mps FOLDER/*.mps
"""

import math
import os
import re
import subprocess
import sys
import time

import highspy

RUNS, LONG, LEAST = 3, 0.5, 1e-4
OPTIONS = {"output_flag": False, "threads": 1, "parallel": "off", "solver": "simplex", "presolve": "off"}


def fastest(run):
    """The least seconds of some runs, of one where it is long, and the last result."""
    least = math.inf
    for _ in range(RUNS):
        seconds, result = run()
        least = min(least, seconds)
        if seconds > LONG:
            break
    return max(least, LEAST), result


def highs(path):
    solver = highspy.Highs()
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.readModel(path)
    begun = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - begun
    info = solver.getInfo()
    return seconds, (info.objective_function_value, info.simplex_iteration_count)


def ours(solver, path):
    environment = os.environ | {"RAYON_NUM_THREADS": "1"}
    said = subprocess.run([solver, path], capture_output=True, text=True, check=True, env=environment).stdout
    figure = lambda name: float(re.search(rf"{name}: (\S+)", said).group(1))
    return figure("seconds"), (figure("objective"), int(figure("iterations")))


def main(solver, files):
    logs = []
    print(f"{'program':>14} {'HiGHS':>10} {'pivots':>7} {'ours':>10} {'pivots':>7} {'ratio':>6}")
    for path in files:
        theirs, (expected, their_pivots) = fastest(lambda: highs(path))
        seconds, (found, pivots) = fastest(lambda: ours(solver, path))
        if abs(found - expected) > 1e-6 * max(1.0, abs(expected)):
            sys.exit(f"{path}: {found} and {expected}")
        logs.append(math.log(seconds / theirs))
        name = os.path.basename(path).removesuffix(".mps")
        print(f"{name:>14} {theirs * 1e3:7.1f} ms {their_pivots:7} {seconds * 1e3:7.1f} ms {pivots:7} {seconds / theirs:6.2f}", flush=True)
    print(f"geometric mean of {len(logs)}: {math.exp(sum(logs) / len(logs)):.2f}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
