#!/usr/bin/env bash
# Long runs of what CI does a little of.
#   eng/soak.sh random [seed] [cases]   random schemas, layers and queries: compiled SQL against reading every row (default: seed 1, 20,000 cases)
#   eng/soak.sh fuzz-reader [seed] [inputs]   broken files of layers: the reader keeps its laws (default: seed 1, 1,000,000 inputs)
#   eng/soak.sh fuzz-parser [seed] [inputs]   broken expressions: the parser keeps its laws (default: seed 1, 1,000,000 inputs)
#   eng/soak.sh streams [seed] [cases]   replies streamed and cut at random, from each form of the gateway to the other (default: seed 1, 10,000 cases each way)
#   eng/soak.sh gateway [seed] [calls]   three providers that fail in turns: no call lost, every token counted (default: seed 1, 2,000 calls)
#   eng/soak.sh faults [seed] [faults]   three servers killed, stopped, woken and cut off while runs go on: every run ends, nothing is done or paid twice (default: seed 1, 500 faults)
# SOAK_FAILURES=5 goes on after a failure. A failing case prints its seed and the smallest form that still fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
case ${1:-} in
random)
    [ -n "${SOAK_NO_BUILD:-}" ] || dotnet build tests/Workbench.Tests --nologo --verbosity quiet
    WORKBENCH_SOAK_SEED=${2:-1} WORKBENCH_SOAK_CASES=${3:-20000} WORKBENCH_SOAK_FAILURES=${SOAK_FAILURES:-1} \
        tests/Workbench.Tests/bin/Debug/net10.0/Workbench.Tests -noColor -noLogo -showLiveOutput -class '*WhenLayersAreRandom'
    ;;
streams)
    [ -n "${SOAK_NO_BUILD:-}" ] || dotnet build tests/Workbench.Tests --nologo --verbosity quiet
    WORKBENCH_SOAK_SEED=${2:-1} WORKBENCH_SOAK_CASES=${3:-10000} \
        tests/Workbench.Tests/bin/Debug/net10.0/Workbench.Tests -noColor -noLogo -showLiveOutput -class '*WhenStreamsAreCutAtRandom'
    ;;
faults)
    [ -n "${SOAK_NO_BUILD:-}" ] || dotnet build tests/Workbench.Tests --nologo --verbosity quiet
    WORKBENCH_SOAK_SEED=${2:-1} WORKBENCH_SOAK_CASES=${3:-500} \
        tests/Workbench.Tests/bin/Debug/net10.0/Workbench.Tests -noColor -noLogo -showLiveOutput -class '*WhenServersFailAtRandom'
    ;;
gateway)
    [ -n "${SOAK_NO_BUILD:-}" ] || dotnet build tests/Workbench.Tests --nologo --verbosity quiet
    WORKBENCH_SOAK_SEED=${2:-1} WORKBENCH_SOAK_CASES=${3:-2000} \
        tests/Workbench.Tests/bin/Debug/net10.0/Workbench.Tests -noColor -noLogo -showLiveOutput -class '*WhenProvidersFailAtRandom'
    ;;
fuzz-reader | fuzz-parser)
    [ -n "${SOAK_NO_BUILD:-}" ] || dotnet build tests/Workbench.Benchmarks --configuration Release --nologo --verbosity quiet
    tests/Workbench.Benchmarks/bin/Release/net10.0/Workbench.Benchmarks "$@"
    ;;
*)
    sed -n '2,9p' "$0"
    exit 2
    ;;
esac
