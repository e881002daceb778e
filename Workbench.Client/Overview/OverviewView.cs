using System.Globalization;
using Workbench.Client.Components;
using Workbench.Client.Costs;
using Workbench.Shared.Overview;
using Workbench.Shared.Runs;

namespace Workbench.Client.Overview;

/// <summary>A reading as the page shows it.</summary>
public sealed record OverviewView
{
    private const string None = "–";

    /// <summary>More are found by the filter.</summary>
    private const int MostAgents = 100;

    public required DateTimeOffset At { get; init; }
    public required IReadOnlyList<CostFigure> Figures { get; init; }
    public required IReadOnlyList<OverviewAgentView> Agents { get; init; }

    /// <summary>How many agents are not shown, in words; null: all are.</summary>
    public string? More { get; init; }

    public required IReadOnlyList<OverviewServerView> Servers { get; init; }
    public required IReadOnlyList<OverviewRun> Runs { get; init; }

    /// <summary>How many go on that are not listed, in words; null: none.</summary>
    public string? MoreRuns { get; init; }

    /// <summary>Nothing has gone on for an hour.</summary>
    public required bool IsQuiet { get; init; }

    /// <param name="find">Part of an agent's name; null: all.</param>
    public static OverviewView Create(OverviewReading reading, string? find)
    {
        var found = reading.Agents.Where(a => string.IsNullOrWhiteSpace(find) || a.Agent!.Contains(find.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        var going = reading.All.Running + reading.All.Queued;
        return new OverviewView
        {
            At = reading.At,
            Figures = FiguresOf(reading),
            Agents = [.. found.Take(MostAgents).Select(a => AgentOf(reading, a))],
            More = found.Count > MostAgents ? $"{Amounts.Count(found.Count - MostAgents, "more agent is", "more agents are")} found by their names." : null,
            Servers = [.. reading.Servers.Select(ServerOf)],
            Runs = reading.Runs,
            MoreRuns = going > reading.Runs.Count ? Amounts.Count(going - reading.Runs.Count, "more run", "more runs") : null,
            IsQuiet = reading.Agents.Count == 0,
        };
    }

    private static CostFigure[] FiguresOf(OverviewReading reading)
    {
        var all = reading.All;
        return
        [
            new("Runs now", Amounts.Count(all.Running), "Runs that a server works on", NoteOfServers(reading), OverviewLinks.Now(null, RunStatus.Running)),
            new(
                "In the queue",
                Amounts.Count(all.Queued),
                "Runs that wait for a free slot",
                all.QueuedSince is { } since ? $"oldest waits {Amounts.Duration(Math.Max(0, (reading.At - since).TotalMilliseconds))}" : "nobody waits",
                OverviewLinks.Now(null, RunStatus.Queued)
            ),
            new(
                "Wait for a person",
                Amounts.Count(all.WaitingForPerson),
                "Runs that asked back, or whose step nobody knows the end of",
                all.WaitingForTime == 0 ? "none waits for a time" : $"{Amounts.Count(all.WaitingForTime)} more for a time",
                OverviewLinks.Now(null, RunStatus.Waiting)
            ),
            new(
                "Errors",
                Rate(all),
                "Share of failed runs among those asked in the last 15 minutes that are over",
                all.Over == 0 ? "no run ended" : $"{Amounts.Count(all.Failed)} of {Amounts.Count(all.Over, "run", "runs")}",
                OverviewLinks.Asked(reading, null, RunStatus.Failed)
            ),
            Times("To the first token", "From the question to the first token of a model", all.FirstTokenMs, OverviewLinks.Asked(reading, null)),
            Times(
                "To the answer",
                "How long runs took that are done, without waiting for a person",
                all.AnswerMs,
                OverviewLinks.Asked(reading, null, RunStatus.Done)
            ),
            new(
                "Tokens a minute",
                Tokens(all),
                $"{Amounts.Count(all.Tokens)} tokens in the last 15 minutes",
                $"{Amounts.Count(all.Tokens)} in 15 min",
                OverviewLinks.Calls(reading, null)
            ),
            new(
                "Cost a minute",
                Amounts.Cost(all.UsdPerMinute),
                Amounts.ExactCost(all.CostUsd) + " in the last 15 minutes",
                all.Unpriced == 0 ? $"{Amounts.Cost(all.CostUsd)} in 15 min" : $"and {Amounts.Count(all.Unpriced, "call", "calls")} without a price",
                OverviewLinks.Calls(reading, null)
            ),
        ];
    }

    private static string NoteOfServers(OverviewReading reading)
    {
        var slots = reading.Servers.Sum(s => s.Slots ?? 0);
        return slots == 0 ? "no server takes runs" : $"of {Amounts.Count(slots, "slot", "slots")}";
    }

    private static CostFigure Times(string label, string exact, OverviewQuantiles? times, string href) =>
        times is null
            ? new(label, None, exact, "none in 15 min", href)
            : new(
                label,
                Amounts.Duration(times.P50),
                $"{exact}: half of them at most this long, 95 % at most {Amounts.Duration(times.P95)}",
                $"p95 {Amounts.Duration(times.P95)}",
                href
            );

    private static OverviewAgentView AgentOf(OverviewReading reading, OverviewFigures of) =>
        new()
        {
            Agent = of.Agent!,
            Href = OverviewLinks.Asked(reading, of.Agent),
            Running = new(Amounts.Count(of.Running), OverviewLinks.Now(of.Agent, RunStatus.Running)),
            Queued = new(Amounts.Count(of.Queued), OverviewLinks.Now(of.Agent, RunStatus.Queued)),
            Waiting = new(Amounts.Count(of.WaitingForPerson), OverviewLinks.Now(of.Agent, RunStatus.Waiting)),
            Errors = new(Rate(of), OverviewLinks.Asked(reading, of.Agent, RunStatus.Failed)),
            HasErrors = of.Failed > 0,
            FirstToken = new(Pair(of.FirstTokenMs), OverviewLinks.Asked(reading, of.Agent)),
            Answer = new(Pair(of.AnswerMs), OverviewLinks.Asked(reading, of.Agent, RunStatus.Done)),
            Tokens = new(Tokens(of), OverviewLinks.Calls(reading, of.Agent)),
            Cost = new(Amounts.Cost(of.UsdPerMinute), OverviewLinks.Calls(reading, of.Agent)),
            RunsLine = Sparkline.Create("Runs in three minutes, last hour", [.. of.Points.Select(p => (double)p.Asked)], v => Amounts.Count((long)v)),
            TokensLine = Sparkline.Create("Tokens in three minutes, last hour", [.. of.Points.Select(p => (double)p.Tokens)], v => Amounts.Count((long)v)),
        };

    private static OverviewServerView ServerOf(OverviewServer server) =>
        new(
            server.Name,
            server.Slots is { } slots
                ? $"{Amounts.Count(server.Holds, "run", "runs")} in {Amounts.Count(slots, "slot", "slots")}"
                : $"{Amounts.Count(server.Holds, "run", "runs")}, a command or a server that is silent",
            server.Program,
            server.StartedAt
        );

    private static string Rate(OverviewFigures of) => of.ErrorRate is { } rate ? Amounts.Percent(Math.Round(rate * 100, 1)) : None;

    private static string Tokens(OverviewFigures of) =>
        of.TokensPerMinute is > 0 and < 10
            ? of.TokensPerMinute.ToString("0.0", CultureInfo.InvariantCulture)
            : Amounts.Count((long)Math.Round(of.TokensPerMinute));

    private static string Pair(OverviewQuantiles? times) => times is null ? None : $"{Amounts.Duration(times.P50)} / {Amounts.Duration(times.P95)}";
}

/// <param name="Href">The runs behind it.</param>
public sealed record OverviewCell(string Value, string Href);

public sealed record OverviewAgentView
{
    public required string Agent { get; init; }
    public required string Href { get; init; }
    public required OverviewCell Running { get; init; }
    public required OverviewCell Queued { get; init; }
    public required OverviewCell Waiting { get; init; }
    public required OverviewCell Errors { get; init; }
    public required bool HasErrors { get; init; }
    public required OverviewCell FirstToken { get; init; }
    public required OverviewCell Answer { get; init; }
    public required OverviewCell Tokens { get; init; }
    public required OverviewCell Cost { get; init; }
    public required Sparkline RunsLine { get; init; }
    public required Sparkline TokensLine { get; init; }

    /// <summary>All but the agent and the lines, in the order of the columns, with their short headers.</summary>
    public IReadOnlyList<(string Label, OverviewCell Cell)> Cells =>
        [
            ("Now", Running),
            ("Queue", Queued),
            ("Person", Waiting),
            ("Errors", Errors),
            ("First token p50 / p95", FirstToken),
            ("Answer p50 / p95", Answer),
            ("Tokens/min", Tokens),
            ("Cost/min", Cost),
        ];
}

public sealed record OverviewServerView(string Name, string Holds, string? Program, DateTimeOffset? StartedAt);
