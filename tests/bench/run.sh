#!/bin/sh
# The whole exact frontier beside HiGHS's 21 warm levels, and one level from cold, in one run on one thread each.
#
#   tests/bench/run.sh [FOLDER] [SIZE ...]
#
# FOLDER (default: a folder of this name in the system's temporary one) takes a Python environment with highspy and the programs; it
# lies outside the repository. SIZEs are those of `frontier_mps generate`; without any, the table of README.md is measured.
set -eu
cd "$(dirname "$0")/../.."
folder=${1:-${TMPDIR:-/tmp}/stockpile-bench}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 9x12x36x1 9x12x36x3 17x20x60x3 100x50x60x1 17x20x60x1+budget
mkdir -p "$folder"

cargo build --quiet --release --bins --example frontier_mps
target=${CARGO_TARGET_DIR:-target}/release
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -c 'import highspy' 2>/dev/null || "$folder/venv/bin/pip" install --quiet 'highspy>=1.10'

arguments=
for model in japan-2026 japan-2026-contract; do
    "$target/stockpile" export "models/$model.toml" --format mps --max-share 1 --out "$folder/$model.mps"
    arguments="$arguments $folder/$model.mps security(total) --"
done
# several rows that share one level
"$target/stockpile" export models/japan-2026.toml --format mps --max-share 1 --set security.scope=segment --out "$folder/japan-2026-segment.mps"
rows=$(grep -o 'security([^ )]*)' "$folder/japan-2026-segment.mps" | sort -u | tr '\n' ' ')
arguments="$arguments $folder/japan-2026-segment.mps $rows --"
for size; do
    "$target/examples/frontier_mps" generate "$size" "$folder/$size.mps"
    arguments="$arguments $folder/$size.mps security(total) --"
done
# shellcheck disable=SC2086 # neither the names nor the folder's holds a blank
"$folder/venv/bin/python" tests/bench/compare_highs.py "$target/examples/frontier_mps" $arguments
