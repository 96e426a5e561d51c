"""Times `stockpile batch` beside highspy and PuLP with CBC, in the same run and on one thread each.

    batch_compare.py STOCKPILE [RUNS.csv MODEL] [--distinct] [--highs-rows N] [--pulp-rows N]

All three answer the rows of RUNS.csv (default: data/japan-2026/runs.csv of models/japan-2026.toml, all of command `solve`). The others are
given more than they would have: each builds one program once and is handed, outside its time, the costs, bounds and right-hand sides of each
row as `stockpile export` has them, floors included; what counts is changing the program and solving it. HiGHS starts each row from the
last basis. Ours counts as a whole process, from reading the files to the written results, and says more: the least cost as well, the
marginal cost, the least share among equal plans, and a certificate. It is run twice, before the others and after them, and the mean
counts: a shared machine is not equally fast all the time.

--distinct gives every row a demand of its own, so that no two differ in their level alone and share a frontier.

Costs must agree to 1e-6. With fewer rows the others' time is that of so many rows. Needs highspy and pulp:

    python3 -m venv /tmp/bench && /tmp/bench/bin/pip install highspy pulp
    cargo build --release && /tmp/bench/bin/python tests/bench/batch_compare.py target/release/stockpile
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time

import highspy
import numpy as np
import pulp


class Spent:
    """Seconds by the clock, and of processor time, children included: on a machine that others use the latter says more."""

    def __init__(self, clock=0.0, processor=0.0):
        self.clock, self.processor = clock, processor

    @staticmethod
    def now():
        times = os.times()
        return Spent(time.perf_counter(), times.user + times.system + times.children_user + times.children_system)

    def __sub__(self, other):
        return Spent(self.clock - other.clock, self.processor - other.processor)

    def __add__(self, other):
        return Spent(self.clock + other.clock, self.processor + other.processor)

    def half(self):
        return Spent(self.clock / 2, self.processor / 2)

    def __str__(self):
        return f"{self.clock:.2f} s ({self.processor:.2f} s of processor time)"


INFINITY = highspy.kHighsInf
TOLERANCE = 1e-6


def quiet():
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs


class Program:
    """The program of an MPS file, in lists: highspy copies a whole array whenever one is looked at."""

    def __init__(self, path):
        reader = quiet()
        if reader.readModel(path) == highspy.HighsStatus.kError:
            sys.exit(f"{path}: HiGHS cannot read it")
        self.lp = lp = reader.getLp()
        self.cols, self.rows = list(lp.col_names_), list(lp.row_names_)
        self.cost, self.lower, self.upper = list(lp.col_cost_), list(lp.col_lower_), list(lp.col_upper_)
        self.row_lower, self.row_upper = list(lp.row_lower_), list(lp.row_upper_)


class Superset:
    """One program that holds every row's: what a row has not is fixed at 0 or without limit."""

    def __init__(self, program):
        self.program = program
        self.cols = {name: j for j, name in enumerate(program.cols)}
        self.rows = {name: i for i, name in enumerate(program.rows)}

    def holds(self, program):
        return self.cols.keys() >= set(program.cols) and self.rows.keys() >= set(program.rows)

    def align(self, program):
        n, m = len(self.cols), len(self.rows)
        change = {"cost": [0.0] * n, "lower": [0.0] * n, "upper": [0.0] * n}
        change |= {"row_lower": [-INFINITY] * m, "row_upper": [INFINITY] * m}
        for name, cost, lower, upper in zip(program.cols, program.cost, program.lower, program.upper):
            at = self.cols[name]
            change["cost"][at], change["lower"][at], change["upper"][at] = cost, lower, upper
        for name, lower, upper in zip(program.rows, program.row_lower, program.row_upper):
            change["row_lower"][self.rows[name]], change["row_upper"][self.rows[name]] = lower, upper
        return change


def settings(row):
    skip = ("run", "command", "model", "note")
    return [part for key, value in row.items() if key not in skip and value for part in ("--set", f"{key}={value}")]


def export(stockpile, model, row, path, more=()):
    command = [stockpile, "export", model, "--format", "mps", "--quiet", "--out", path, *settings(row), *more]
    subprocess.run(command, check=True)


def ours(stockpile, runs, model):
    with tempfile.TemporaryDirectory() as folder:
        command = [stockpile, "batch", runs, "--model", model, "--jobs", "1", "--quiet", "--out", folder]
        begun = Spent.now()
        subprocess.run(command, check=True)
        spent = Spent.now() - begun
        with open(os.path.join(folder, "results.csv"), newline="") as file:
            costs = {row["run"]: float(row["cost"]) for row in csv.DictReader(file)}
    return spent, costs


class Highs:
    name = "highspy, built once, warm"

    def __init__(self, program):
        self.highs = quiet()
        self.highs.passModel(program.lp)
        self.n, self.m = len(program.cols), len(program.rows)

    def solve(self, change):
        columns, rows = np.arange(self.n, dtype=np.int32), np.arange(self.m, dtype=np.int32)
        double = {key: np.array(values) for key, values in change.items()}
        begun = Spent.now()
        self.highs.changeColsCost(self.n, columns, double["cost"])
        self.highs.changeColsBounds(self.n, columns, double["lower"], double["upper"])
        self.highs.changeRowsBounds(self.m, rows, double["row_lower"], double["row_upper"])
        self.highs.run()
        spent = Spent.now() - begun
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            sys.exit(f"HiGHS: {self.highs.getModelStatus()}")
        return spent, self.highs.getInfo().objective_function_value


class Pulp:
    name = "PuLP with CBC, built once"

    def __init__(self, program):
        # names of its own: CBC's files have no room for ours
        self.x = [pulp.LpVariable(f"x{j}", 0) for j in range(len(program.cols))]
        self.problem = pulp.LpProblem("batch", pulp.LpMinimize)
        matrix = program.lp.a_matrix_
        starts, indices, values = list(matrix.start_), list(matrix.index_), list(matrix.value_)
        terms = [{} for _ in program.rows]
        for j, x in enumerate(self.x):
            for p in range(starts[j], starts[j + 1]):
                terms[indices[p]][x] = values[p]
        self.rows = []
        for i, (row, lower, upper) in enumerate(zip(terms, program.row_lower, program.row_upper)):
            if lower != upper and lower > -INFINITY and upper < INFINITY:
                sys.exit("a row with two sides")
            sense = pulp.LpConstraintEQ if lower == upper else pulp.LpConstraintLE if upper < INFINITY else pulp.LpConstraintGE
            constraint = pulp.LpConstraint(pulp.LpAffineExpression(row), sense, f"r{i}", 0)
            self.problem.addConstraint(constraint)
            self.rows.append(constraint)

    def solve(self, change):
        begun = Spent.now()
        finite = lambda value: None if abs(value) >= INFINITY else value
        for x, lower, upper in zip(self.x, change["lower"], change["upper"]):
            x.lowBound, x.upBound = finite(lower), finite(upper)
        for constraint, lower, upper in zip(self.rows, change["row_lower"], change["row_upper"]):
            side = lower if constraint.sense == pulp.LpConstraintGE else upper
            constraint.constant = -side if abs(side) < INFINITY else -1e15
        self.problem.setObjective(pulp.LpAffineExpression(zip(self.x, change["cost"])))
        status = self.problem.solve(pulp.PULP_CBC_CMD(msg=False, threads=1))
        spent = Spent.now() - begun
        if pulp.LpStatus[status] != "Optimal":
            sys.exit(f"CBC: {pulp.LpStatus[status]}")
        return spent, pulp.value(self.problem.objective)


def some(rows, count):
    """So many of the rows, always the same; all without a count. Evenly spread ones could all be of one kind."""
    return set(random.Random(1).sample(range(len(rows)), min(count or len(rows), len(rows))))


def distinct(table, path):
    """The table with demands from 0.9 to 1.2 of what they are, another for each row, written to a file."""
    for k, row in enumerate(table):
        row["scale.demand"] = f"{0.9 + 0.3 * k / len(table):.5f}"
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    return path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stockpile")
    parser.add_argument("runs", nargs="?", default="data/japan-2026/runs.csv")
    parser.add_argument("model", nargs="?", default="models/japan-2026.toml")
    parser.add_argument("--distinct", action="store_true")
    parser.add_argument("--highs-rows", type=int)
    parser.add_argument("--pulp-rows", type=int)
    args = parser.parse_args()
    with open(args.runs, newline="") as file:
        table = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder:
        if args.distinct:
            args.runs = distinct(table, os.path.join(folder, "runs.csv"))
        compare(args, table)


def compare(args, table):
    before, costs = ours(args.stockpile, args.runs, args.model)
    print(f"stockpile batch --jobs 1: {len(table)} rows in {before}, all included", flush=True)
    chosen = {Highs: some(table, args.highs_rows), Pulp: some(table, args.pulp_rows)}
    solvers, spent, worst = {}, {Highs: Spent(), Pulp: Spent()}, 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.mps")
        # a delay takes columns away: the row that has the most of them holds all others
        loosest = min(table, key=lambda row: float(row.get("delay.qualification") or 0))
        export(args.stockpile, args.model, loosest, path, ["--max-share", "1"])
        superset = Superset(Program(path))
        for k, row in enumerate(table):
            if not any(k in rows for rows in chosen.values()):
                continue
            export(args.stockpile, args.model, row, path)
            program = Program(path)
            if not superset.holds(program):
                sys.exit(f"{row['run']}: it has columns or rows that the first program has not")
            change = superset.align(program)
            for kind, rows in chosen.items():
                if k in rows:
                    if kind not in solvers:
                        solvers[kind] = kind(superset.program)
                    took, cost = solvers[kind].solve(change)
                    spent[kind] += took
                    difference = abs(cost - costs[row["run"]]) / max(1.0, abs(cost))
                    worst = max(worst, difference)
                    if difference > TOLERANCE:
                        sys.exit(f"{row['run']}: {kind.name} says {cost}, we say {costs[row['run']]}")
    after, _ = ours(args.stockpile, args.runs, args.model)
    print(f"stockpile batch --jobs 1, again: {after}")
    own = (before + after).half()
    for kind, theirs in spent.items():
        rows = len(chosen[kind])
        share = len(table) / rows
        clock, processor = theirs.clock * share / own.clock, theirs.processor * share / own.processor
        print(f"{kind.name}: {rows} rows in {theirs}; a row takes it {clock:.1f} times as long ({processor:.1f} of processor time)")
    print(f"largest relative difference in cost: {worst:.1e}")


if __name__ == "__main__":
    main()
