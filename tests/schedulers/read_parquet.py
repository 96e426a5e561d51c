"""Reads results.parquet with pyarrow and compares every cell with results.csv. Needs pyarrow from PyPI.

    read_parquet.py DIR

    cargo run --release --features parquet -- batch data/japan-2026/runs.csv --model models/japan-2026.toml --format parquet --out DIR
"""

import csv
import sys
from pathlib import Path

import pyarrow.parquet
import pyarrow.types

folder = Path(sys.argv[1])
table = pyarrow.parquet.read_table(folder / "results.parquet")
with open(folder / "results.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))

NUMBERS = ["level", "share", "share_total", "cost", "extra_cost", "extra_percent", "marginal_cost", "levy", "shortage"]
# the table's own columns are numbers where nothing else stands there
OWN = [name for name in table.column_names if name not in ["run", "status", "message", "scope", "attainable", *NUMBERS]]
NUMBERS += [name for name in OWN if pyarrow.types.is_float64(table.schema.field(name).type)]
TEXT = [name for name in table.column_names if name not in [*NUMBERS, "attainable"]]
assert TEXT[:4] == ["run", "status", "message", "scope"], TEXT
assert table.num_rows == len(rows) > 0, f"{table.num_rows} rows, results.csv has {len(rows)}"
assert table.column_names == list(rows[0]), table.column_names
for name in table.column_names:
    kind = table.schema.field(name).type
    expected = (
        pyarrow.types.is_string if name in TEXT else pyarrow.types.is_boolean if name == "attainable" else pyarrow.types.is_float64
    )
    assert expected(kind), f"{name} is {kind}"
    for k, (value, row) in enumerate(zip(table.column(name).to_pylist(), rows)):
        text = row[name]
        if text == "":
            same = value is None
        elif name in TEXT:
            # the CSV disarms what a spreadsheet would run as a formula
            same = value == text or "'" + value == text
        elif name == "attainable":
            same = value == (text == "true")
        else:
            same = value == float(text)
        assert same, f"row {k + 1}, {name}: {value!r} and {text!r}"
print(f"{table.num_rows} rows and {len(table.column_names)} columns are those of results.csv")
