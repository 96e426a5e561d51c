"""Runs the shards of a batch as Dask tasks and merges them.

    dask_batch.py STOCKPILE RUNS.csv MODEL OUT [--shards N] [--workers N] [--scheduler ADDRESS] [--kill-one]

Without --scheduler it starts workers of its own on this machine. Every shard is started with --resume, so that a task that Dask gives to
another worker, because the first has died, goes on where that one was; OUT must lie where all workers see it.

--kill-one proves it: while shard 1 is half done the worker that has it is killed (SIGKILL, with what it runs), and at the end the merged
results must be, byte for byte, those of one undisturbed run. Needs dask and distributed from PyPI.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
from distributed import Client, LocalCluster, get_worker, progress

FINISHED = (0, 5)  # 5: some runs have no answer, and results.csv says why


def shard(command, index, count, out):
    """One task: a part of the table, on whichever worker it lands."""
    more = ["--shard", f"{index}/{count}", "--resume", "--jobs", "1", "--quiet", "--out", f"{out}/{index}"]
    done = subprocess.run([*command, *more], capture_output=True, text=True)
    if done.returncode not in FINISHED:
        raise RuntimeError(f"shard {index}/{count}: {done.stderr}")
    return index, get_worker().address


def lines(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def ended(journal):
    """How many runs have ended; the journal has a line for those that begin too."""
    return journal.read_bytes().count(b'"outcome":') if journal.exists() else 0


def kill_the_worker_of(client, future, journal, at_least):
    """Kills a worker, and the processes below it, once the shard that it does has some runs in its journal."""
    while ended(journal) < at_least:
        if future.done():
            sys.exit("the shard was done before its worker could be killed: take more runs")
        time.sleep(0.01)
    address = next(worker for worker, tasks in client.processing().items() if future.key in tasks)
    process = psutil.Process(client.run(os.getpid, workers=[address])[address])
    for one in [*process.children(recursive=True), process]:
        one.send_signal(signal.SIGKILL)
    kept = ended(journal)
    print(f"killed {address}, which had shard 1, after {kept} runs")
    return address, kept


def main():
    parser = argparse.ArgumentParser()
    for name in ("stockpile", "runs", "model", "out"):
        parser.add_argument(name)
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--scheduler")
    parser.add_argument("--kill-one", action="store_true")
    args = parser.parse_args()
    stockpile, out = os.path.abspath(args.stockpile), os.path.abspath(args.out)
    command = [stockpile, "batch", os.path.abspath(args.runs), "--model", os.path.abspath(args.model)]
    cluster = args.scheduler or LocalCluster(n_workers=args.workers, threads_per_worker=1, dashboard_address=None)
    with Client(cluster) as client:
        indices = range(1, args.shards + 1)
        futures = [client.submit(shard, command, index, args.shards, out, key=f"shard-{index}", pure=False) for index in indices]
        killed = None
        journal = Path(out, "1", "journal.jsonl")
        if args.kill_one:
            killed = kill_the_worker_of(client, futures[0], journal, 3)
        elif sys.stderr.isatty():
            progress(futures)
        for index, worker in client.gather(futures):
            print(f"shard {index}/{args.shards}: finished by {worker}")
            if killed and index == 1:
                assert worker != killed[0], "a dead worker has finished it"
    folders = [f"{out}/{index}" for index in indices]
    merged = subprocess.run([stockpile, "merge", *folders, "--out", f"{out}/all", "--quiet"])
    if merged.returncode not in FINISHED:
        sys.exit(merged.returncode)
    if killed:
        runs = lines(Path(out, "1", "results.csv")) - 1
        assert killed[1] < ended(journal), "nothing was left to do when the worker was killed"
        print(f"shard 1: {killed[1]} runs before the kill, {ended(journal)} in the end, {runs} rows of results")
        whole = subprocess.run([*command, "--quiet", "--out", f"{out}/whole"])
        assert whole.returncode == merged.returncode
        for name in ("results.csv", "bands.csv", "drivers.csv", "summary.json"):
            assert Path(out, "all", name).read_bytes() == Path(out, "whole", name).read_bytes(), f"{name} differs"
        print("the merged results are those of an undisturbed run, byte for byte")


if __name__ == "__main__":
    main()
