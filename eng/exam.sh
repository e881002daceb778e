#!/usr/bin/env bash
# Holds the exams: databases that nobody has described, asked after nothing but `semantic init` (tests/questions/holdout-exam). Prints score tables.
#   eng/exam.sh [FOLDER]      a folder with schema.sql and questions.jsonl; default: all of tests/questions/holdout-exam
#   EXAM_DATABASE_URL         postgresql://user@host:port/name of a database to throw away. Its schema "public" is dropped and made anew, so its
#                             name must have the word "exam" or "scratch" in it ("my_exam"). Its user must be a superuser or its owner.
#   EXAM_MODEL, EXAM_LEVEL    as --model and --level of `eval`; default: its own
#   EXAM_DETAILS=1            also says which questions were not right. Off by default: whoever works on the planner must not know.
# Needs psql. Nothing of the data directory is used: the program gets one of its own, for the time of the run.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
url=${EXAM_DATABASE_URL:-}
name=${url##*/} name=${name%%\?*}
# As a word of its own: "example" and "examples" are no exams.
case "_${name//-/_}_" in
*_exam_* | *_exams_* | *_scratch_*) ;;
*)
    sed -n '2,8p' "$0" >&2
    exit 2
    ;;
esac
if [ $# -gt 0 ]; then folders=("$@"); else folders=("$root"/tests/questions/holdout-exam/*/); fi
for folder in "${folders[@]}"; do
    [ -f "$folder/schema.sql" ] && [ -f "$folder/questions.jsonl" ] || { echo "$folder has no schema.sql and questions.jsonl." >&2; exit 2; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# As root the program's PostgreSQL runs as nobody, who has to get there.
chmod 755 "$work"
export WORKBENCH_DATA="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

for folder in "${folders[@]}"; do
    {
        echo 'drop schema if exists public cascade; create schema public;'
        cat "$folder/schema.sql"
    } | psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$url" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }

    predictions="$work/$(basename "$folder").jsonl"
    # What it says on the way names the questions.
    "$root/workbench" eval --in "$folder/questions.jsonl" --out "$predictions" --database "$url" --parallel 2 \
        ${EXAM_MODEL:+--model "$EXAM_MODEL"} ${EXAM_LEVEL:+--level "$EXAM_LEVEL"} >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }

    echo "$(basename "$folder"):"
    "$root/workbench" eval score --database "$url" --gold "$folder/questions.jsonl" --predictions "$predictions" --lenient |
        if [ "${EXAM_DETAILS:-}" = 1 ]; then cat; else grep -v '^not right: '; fi
    echo
done
