#!/usr/bin/env bash
# Installs what the tests need, then checks the format, builds with all analyzers, and runs every test:
# on a real PostgreSQL, and in a real Chromium. The last line is "N passed, N failed",
# the one before it how many were skipped, if any were.
#   eng/test.sh            everything
#   eng/test.sh unit       without the browser
set -uo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
results=$PWD/artifacts/test-results
rm -rf "$results" && mkdir -p "$results"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
passed=0 failed=0 skipped=0

say() { printf '\n== %s\n' "$*"; }

finish() {
    echo
    [ "$skipped" -eq 0 ] || echo "$skipped skipped: what they need is not on this machine (the runner names them above)"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# A step that is no test counts as one when it fails.
check() {
    say "$1"
    shift
    "$@" || { failed=$((failed + 1)); echo "FAILED: $*"; return 1; }
}

need() { # need PROGRAM PACKAGE
    command -v "$1" >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        [ -n "${updated:-}" ] || { apt-get update -qq; updated=1; }
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
    fi
    command -v "$1" >/dev/null 2>&1 || echo "$1 is missing and could not be installed: install $2."
}

run_tests() { # run_tests PROJECT
    say "Tests: $1"
    local file="$results/$1.xml"
    "tests/$1/bin/Debug/net10.0/$1" -noColor -noLogo -xml "$file"
    local code=$?
    if [ ! -f "$file" ]; then
        failed=$((failed + 1))
        echo "FAILED: $1 wrote no results (exit code $code)"
        return
    fi
    # The runner's own sums, assembly by assembly.
    local p f s
    p=$(grep -o '<assembly [^>]*' "$file" | grep -o ' passed="[0-9]*"' | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }')
    f=$(grep -o '<assembly [^>]*' "$file" | grep -oE ' (failed|errors)="[0-9]*"' | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }')
    s=$(grep -o '<assembly [^>]*' "$file" | grep -o ' skipped="[0-9]*"' | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }')
    passed=$((passed + p))
    skipped=$((skipped + s))
    failed=$((failed + f))
    if [ "$f" -eq 0 ] && [ "$code" -ne 0 ]; then
        failed=$((failed + 1))
        echo "FAILED: $1 ended with exit code $code"
    fi
}

say "What the tests need"
need npm npm
need bwrap bubblewrap
[ "$what" = unit ] || need chromium chromium

check "Tools" dotnet tool restore || finish
check "Format" dotnet csharpier check . || true
# One build for all: analyzers on, warnings are errors.
check "Build" dotnet build Workbench.sln --nologo --verbosity quiet -p:Analyze=true || finish

run_tests Workbench.Tests
[ "$what" = unit ] || run_tests Workbench.BrowserTests
finish
