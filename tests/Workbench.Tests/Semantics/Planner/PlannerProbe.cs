namespace Workbench.Tests.Semantics.Planner;

public sealed class PlannerProbe
{
    [Fact]
    public void Probe()
    {
        var path = Environment.GetEnvironmentVariable("PLANNER_PROBE");
        if (path is null)
            return;
        var output = TestContext.Current.TestOutputHelper!;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0)
                continue;
            var harness = line[0] == 'H' ? PlannerHarness.Hospital : PlannerHarness.Library;
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var outcome = harness.Talk(line[2..].Split('|'));
            var extra = outcome switch
            {
                Workbench.Server.Semantics.PlannedQuery q =>
                    $"p={q.Best.P:0.00} «{q.Best.Sentence}» {(q.Others.Length > 0 ? "OTHERS " + string.Join(" ; ", q.Others.Select(o => PlannerHarness.Show(o.Query))) : "")} {string.Join(" ", q.Best.Assumptions)}",
                Workbench.Server.Semantics.PlannedRefusal r => r.Markdown,
                Workbench.Server.Semantics.PlannedDenial r => r.Markdown,
                _ => "",
            };
            File.AppendAllText(path + ".out", $"{line}\n    → {PlannerHarness.Show(outcome)}\n      {extra} [{watch.Elapsed.TotalMilliseconds:0.0} ms]\n");
        }
        _ = output;
    }
}
