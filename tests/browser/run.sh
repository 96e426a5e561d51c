#!/usr/bin/env bash
# Opens reports in headless Chromium and checks them against levels.csv.
# Installs what it needs: the driver into target/browser, and Chromium with apt-get where there is none and we are root.
#
#   tests/browser/run.sh            # screenshots go to target/browser/screenshots, or to $SCREENSHOTS
#   STOCKPILE=target/debug/stockpile tests/browser/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$PWD/target/browser
mkdir -p "$work"

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "no Chromium: install it, or name it in CHROMIUM" >&2
    exit 1
  fi
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
  chromium=$(command -v chromium)
fi

cp tests/browser/package.json tests/browser/package-lock.json "$work/"
npm ci --prefix "$work" --silent --no-audit --no-fund --ignore-scripts

if [ -z "${STOCKPILE:-}" ]; then
  cargo build --release --quiet
  STOCKPILE=target/release/stockpile
fi
"$STOCKPILE" frontier models/japan-2026.toml --scope total --scope element --out "$work/japan" --quiet
"$STOCKPILE" frontier models/japan-2026.toml --scope total --survive 0,3,6,9,12 --stress --out "$work/stop" --quiet
"$STOCKPILE" solve models/japan-2026.toml --set security.max_share=0.5 --out "$work/solve" --quiet
"$STOCKPILE" solve models/japan-2026.toml --survive 6 --out "$work/survive" --quiet
"$STOCKPILE" sensitivity models/japan-2026.toml --level 0.5 --out "$work/sensitivity" --quiet
"$STOCKPILE" levers models/japan-2026.toml --level 0.5 --out "$work/levers" --quiet
rm -rf "$work/batch" # a folder of results is not written over
"$STOCKPILE" batch data/japan-2026/runs.csv --model models/japan-2026.toml --out "$work/batch" --quiet
"$STOCKPILE" frontier tests/browser/grams/model.toml --set scale.demand=1e-7 --out "$work/grams" --quiet
"$STOCKPILE" frontier tests/browser/hostile/model.toml --out "$work/hostile" --quiet

export CHROMIUM=$chromium REPORTS=$work SCREENSHOTS=${SCREENSHOTS:-$work/screenshots}
node --test tests/browser/report.test.mjs
