using System.Text.Json;
using Shouldly;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Tests.Agents;

/// <summary>A run's trace held against what the endpoint was sent, word by word, and its bill against the endpoint's own ledger.</summary>
internal static class TraceAgainstLedger
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Journal = trace = bill, and both are what the endpoint saw.</summary>
    /// <returns>The steps of the run.</returns>
    public static async Task<List<StepDetail>> ReadAsync(DemoAnalystHost host, RunProgress end, string question)
    {
        var rows = await host.Traces.StepsAsync(end.RunId, 0, 1_000, Cancellation);
        List<StepDetail> steps = [];
        foreach (var row in rows)
            steps.Add((await host.Traces.StepAsync(end.RunId, row.Seq, Cancellation)).ShouldNotBeNull());
        var ledger = new Queue<LedgerLine>(host.Analyst.LedgerOf(question));
        foreach (var model in steps.Where(s => s.Row.Kind == StepKind.Model))
        {
            List<LedgerLine> tries = [.. Enumerable.Range(0, model.Usage.Count).Select(_ => ledger.Dequeue())];
            foreach (var sent in tries)
                SameAs(sent.Request, model);
            model.Tools.Count.ShouldBe(tries[^1].Request.GetProperty("tools").GetArrayLength());
            model.Usage.Where(u => !u.IsEstimated).Sum(u => u.CostUsd ?? 0).ShouldBe(tries.Sum(t => t.CostUsd));
            model.Row.Tokens.ShouldBe(model.Usage.Sum(u => u.Input + u.Output));
            if (model.Row.Status == StepStatus.Ok)
                model.Response.ShouldNotBeNullOrEmpty();
        }
        ledger.ShouldBeEmpty("every request is a try in the trace");
        var usage = steps.SelectMany(s => s.Usage).ToList();
        var bill = usage.Sum(u => u.CostUsd ?? 0);
        end.Answer!.CostUsd.ShouldBe(bill);
        (end.Answer.Tokens.Input + end.Answer.Tokens.Output).ShouldBe(usage.Sum(u => u.Input + u.Output));
        rows.Sum(r => r.CostUsd ?? 0).ShouldBe(bill);
        rows.Select(r => r.Seq).ShouldBe(Enumerable.Range(1, rows.Count), "no step is missing");
        rows.ShouldAllBe(r => r.Status != StepStatus.Running);
        steps.Where(s => s.Row.Kind == StepKind.Tool).ShouldAllBe(s => s.Request != null);
        // What answer and ask_user give is the step behind them.
        steps.Where(s => s.Row is { Kind: StepKind.Tool, Name: not ("answer" or "ask_user") }).ShouldAllBe(s => s.Response != null || s.Error != null);
        steps.Where(s => s.Row.Kind == StepKind.Sql).ShouldAllBe(s => s.Row.Parent != null && s.Sql != null);
        steps[^1].Row.Kind.ShouldBe(StepKind.Answer);
        return steps;
    }

    private static void SameAs(JsonElement request, StepDetail model)
    {
        var sent = request.GetProperty("messages").EnumerateArray().ToList();
        model.Prompt.Select(p => p.Role).ShouldBe(sent.Select(AnalystTurn.Role));
        for (var i = 0; i < sent.Count; i++)
            if (sent[i].TryGetProperty("tool_calls", out var calls))
                foreach (var call in calls.EnumerateArray())
                    model.Prompt[i].Text.ShouldContain(call.GetProperty("function").GetProperty("name").GetString()! + "(");
            else
                model.Prompt[i].Text.ShouldBe(AnalystTurn.Text(sent[i]));
    }
}
