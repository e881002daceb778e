#!/usr/bin/env bash
# Prints how many of the demo's questions, and of a hundred more, are answered right (tests/questions, against hand-written SQL).
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Workbench.Tests -v q -nologo >&2
tests/Workbench.Tests/bin/Debug/net10.0/Workbench.Tests -class Workbench.Tests.Demo.WhenTheQuestionsAreAsked -showLiveOutput -noColor 2>&1 |
    sed -n -E '/OUTPUT|^ *\[/!p' | grep -vE '^(xUnit|  (Discover|Start|Finish))' || true
