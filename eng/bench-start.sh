#!/usr/bin/env bash
# How long a fresh clone takes until its address answers, and a second start until its first page. Packages come from the client caches.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
port=${WORKBENCH_BENCH_PORT:-5187}
# PostgreSQL's unprivileged user must be able to come here.
work=$(mktemp -d /tmp/workbench-start-XXXXXX)
chmod 755 "$work"
server=

stop() {
    if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    server=
}
trap 'stop; rm -rf "$work"' EXIT

now() { date +%s.%N; }

# wait_for PATH: until it answers with 200; prints nothing.
wait_for() {
    for _ in $(seq 1 2400); do
        curl -sf -o /dev/null "http://127.0.0.1:$port$1" && return
        kill -0 "$server" 2>/dev/null || { echo "The server ended." >&2; cat "$work/log" >&2; exit 1; }
        sleep 0.05
    done
    echo "No answer at $1 in two minutes." >&2
    exit 1
}

figure() { # figure METRIC VALUE GOAL
    awk -v m="$1" -v v="$2" -v g="$3" 'BEGIN { printf "{\"bench\":\"start\",\"metric\":\"%s\",\"unit\":\"s\",\"value\":%.1f,\"goal\":\"<= %s\",\"goal_met\":%s,\"runs\":1}\n", m, v, g, (v <= g) ? "true" : "false" }'
}

since() { awk -v a="$1" -v b="$(now)" 'BEGIN { print b - a }'; }

git clone -q "$repository" "$work/clone"
cd "$work/clone"
echo "Fresh clone: dotnet run …" >&2
began=$(now)
dotnet run --project Workbench.Server --urls "http://127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!
wait_for /healthz
first=$(since "$began")
wait_for /readyz
ready=$(since "$began")
cat "$work/log" >&2
figure fresh_clone_first_answer "$first" 60
figure fresh_clone_ready "$ready" 60
demo=$(awk '/s  / && /demo company:/ { if (!from) from = $1 } /access level/ { to = $1 } END { print to - from }' "$work/log")
figure demo_generation "$demo" 25
stop

echo "Second start: ./workbench …" >&2
began=$(now)
./workbench serve --urls "http://127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!
wait_for /
figure second_start_first_page "$(since "$began")" 4
stop
began=$(now)
dotnet run --project Workbench.Server --urls "http://127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!
wait_for /
figure second_start_first_page_dotnet_run "$(since "$began")" 4
