#!/usr/bin/env bash
# eng/bench.sh NAME: runs one benchmark (ask, card, compile, init, plan, trace, start). One JSON line per figure on stdout, words on stderr.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
[ -n "$name" ] || { echo "usage: eng/bench.sh NAME (ask, card, compile, init, plan, trace, start)" >&2; exit 2; }
[ "$name" != start ] || { shift; exec eng/bench-start.sh "$@"; }
dotnet build tests/Workbench.Benchmarks --configuration Release --nologo --verbosity quiet >&2
exec tests/Workbench.Benchmarks/bin/Release/net10.0/Workbench.Benchmarks "$@"
