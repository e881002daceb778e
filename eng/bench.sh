#!/usr/bin/env bash
# eng/bench.sh NAME: runs one benchmark (anomalies, ask, card, circuits, compile, durable, edit, edit-page, gateway, ingest, init, plan, router, scale, trace, start). One JSON line per figure on stdout, words on stderr.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
[ -n "$name" ] || { echo "usage: eng/bench.sh NAME (anomalies, ask, card, circuits, compile, durable, edit, edit-page, gateway, ingest, init, plan, router, scale, trace, start)" >&2; exit 2; }
[ "$name" != start ] || { shift; exec eng/bench-start.sh "$@"; }
if [ "$name" = compile ] && [ -z "${WORKBENCH_CUBE:-}" ]; then
    # Cube's compiler, of a pinned version, outside of the repository: nothing of ours depends on it.
    WORKBENCH_CUBE=${TMPDIR:-/tmp}/workbench-cube-$(sed -n 's/.*schema-compiler": "\(.*\)".*/\1/p' tests/Workbench.Benchmarks/Cube/package.json)
    mkdir -p "$WORKBENCH_CUBE" && cp tests/Workbench.Benchmarks/Cube/package.json "$WORKBENCH_CUBE"
    [ -d "$WORKBENCH_CUBE/node_modules/@cubejs-backend" ] ||
        npm install --prefix "$WORKBENCH_CUBE" --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved >&2 ||
        { echo "Cube's compiler could not be installed; ours is measured alone." >&2; WORKBENCH_CUBE=; }
    export WORKBENCH_CUBE
fi
if [ "$name" = gateway ] && [ -z "${WORKBENCH_PORTKEY:-}" ]; then
    # Portkey's gateway, of a pinned version, outside of the repository.
    WORKBENCH_PORTKEY=${TMPDIR:-/tmp}/workbench-portkey-$(sed -n 's/.*portkey-ai\/gateway": "\(.*\)".*/\1/p' tests/Workbench.Benchmarks/Portkey/package.json)
    mkdir -p "$WORKBENCH_PORTKEY" && cp tests/Workbench.Benchmarks/Portkey/package.json "$WORKBENCH_PORTKEY"
    [ -d "$WORKBENCH_PORTKEY/node_modules/@portkey-ai" ] ||
        npm install --prefix "$WORKBENCH_PORTKEY" --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved >&2 ||
        { echo "Portkey could not be installed; ours is measured alone." >&2; WORKBENCH_PORTKEY=; }
    [ -z "$WORKBENCH_PORTKEY" ] || export WORKBENCH_PORTKEY
fi
if [ "$name" = circuits ] && [ -z "${WORKBENCH_SIGNALR:-}" ]; then
    # Blazor's protocol is SignalR's: its client, of a pinned version, outside of the repository.
    WORKBENCH_SIGNALR=${TMPDIR:-/tmp}/workbench-signalr-$(sed -n 's/.*"@microsoft\/signalr": "\(.*\)".*/\1/p' tests/Workbench.Benchmarks/Circuits/package.json)
    mkdir -p "$WORKBENCH_SIGNALR" && cp tests/Workbench.Benchmarks/Circuits/package.json "$WORKBENCH_SIGNALR"
    [ -d "$WORKBENCH_SIGNALR/node_modules/@microsoft" ] ||
        npm install --prefix "$WORKBENCH_SIGNALR" --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved >&2
    export WORKBENCH_SIGNALR
fi
if [ "$name" = router ] && [ ! -d tests/embeddings/node_modules/@energetic-ai/embeddings ]; then
    # As the tests do, by the lock file.
    npm ci --prefix tests/embeddings --ignore-scripts --no-audit --no-fund --loglevel=error >&2
fi
dotnet build tests/Workbench.Benchmarks --configuration Release --nologo --verbosity quiet >&2
exec tests/Workbench.Benchmarks/bin/Release/net10.0/Workbench.Benchmarks "$@"
