using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Client.Components;
using Workbench.Client.Overview;
using Workbench.Client.Traces;
using Workbench.Shared.Overview;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Client;

public sealed class WhenTheOverviewIsShown
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 16, 20, 30, TimeSpan.Zero);

    [Fact]
    public void Numbers_lead_to_the_runs_behind_them()
    {
        var view = OverviewView.Create(Reading(), null);

        view.Figures.Select(f => f.Value).ShouldBe(["3", "2", "1", "5%", "420 ms", "2.50 s", "100", "$0.0200"]);
        view.Figures[1].Note.ShouldBe("oldest waits 12.0 s");
        view.Figures[3].Href.ShouldBe("/traces?from=2026-11-23T16:05:00Z&status=failed");
        view.Agents[0].Errors.Href.ShouldBe("/traces?from=2026-11-23T16:05:00Z&agent=key%3Ashop&status=failed");
        view.Agents[0].Tokens.Href.ShouldBe("/traces?calls=all&from=2026-11-23T16:05:00Z&agent=key%3Ashop");
    }

    [Fact]
    public void The_list_of_traces_understands_the_moment()
    {
        var values = new TraceQueryValues(null, null, null, null, null, null, "2026-11-23T16:05:00Z", null, null, null, null);
        TraceQuery
            .Read(values, TimeZoneInfo.FindSystemTimeZoneById("America/New_York"))
            .From.ShouldBe(new DateTimeOffset(2026, 11, 23, 16, 5, 0, TimeSpan.Zero));
        TraceQuery.DayOf(values.From).ShouldBe("2026-11-23");
    }

    [Fact]
    public void An_agent_is_found_by_a_part_of_its_name()
    {
        OverviewView.Create(Reading(), "SHOP").Agents.Count.ShouldBe(1);
        OverviewView.Create(Reading(), "d0").Agents.ShouldBeEmpty();
    }

    [Fact]
    public void A_line_is_as_high_as_its_highest_value_and_says_so()
    {
        var line = Sparkline.Create("Runs", [0, 5, 10], v => $"{v:0}");
        line.Path.ShouldBe("M0 19L40 10L80 1");
        line.Words.ShouldBe("Runs: now 10, at most 10");
        Sparkline.Create("Runs", [0, 0], v => "").Path.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_without_runs_says_what_will_be_there()
    {
        var quiet = Reading() with
        {
            All = new OverviewFigures { Points = [] },
            Agents = [],
            Runs = [],
            Servers = [],
        };
        var page = await StaticPage.RenderAsync<OverviewPage>(s => s.AddSingleton<IOverview>(new Fixed(quiet)).AddSingleton<IAnomalies>(new Alarms()));
        page.Body!.TextContent.ShouldContain("Nothing has gone on for an hour");
        page.QuerySelectorAll("dl .panel").Length.ShouldBe(8);

        var busy = await StaticPage.RenderAsync<OverviewPage>(s => s.AddSingleton<IOverview>(new Fixed(Reading())).AddSingleton<IAnomalies>(new Alarms()));
        busy.QuerySelector("tr[data-agent]")!.TextContent.ShouldContain("key:shop");
        busy.QuerySelector("li[data-alarm]")!.TextContent.ShouldContain("Error rate above usual");
        busy.QuerySelector("li[data-alarm] a")!
            .GetAttribute("href")
            .ShouldBe("/traces?from=2026-11-23T16:00:00Z&to=2026-11-23T17:00:00Z&agent=d0&status=failed");
        busy.QuerySelector("li[data-run] a")!.GetAttribute("href").ShouldBe("/traces/00000000-0000-0000-0000-000000000001");
    }

    internal static OverviewReading Reading()
    {
        var figures = new OverviewFigures
        {
            Running = 3,
            Queued = 2,
            QueuedSince = At.AddSeconds(-12),
            WaitingForPerson = 1,
            Asked = 20,
            Over = 20,
            Failed = 1,
            FirstTokenMs = new(420, 900),
            AnswerMs = new(2_500, 8_000),
            Tokens = 1_500,
            CostUsd = 0.3m,
            Points = [new(1, 0, 10, 0), new(2, 1, 30, 0)],
        };
        return new OverviewReading
        {
            At = At,
            All = figures,
            Agents = [figures with { Agent = "key:shop" }],
            Servers = [new("box-1", "v1", At.AddHours(-1), At, 16, 3)],
            Runs =
            [
                new(Guid.Parse("00000000-0000-0000-0000-000000000001"), "key:shop", "How many?", "ada", "auto", RunStatus.Running, At.AddSeconds(-4), "box-1"),
            ],
        };
    }

    [Fact]
    public async Task Alarms_tell_their_band_and_how_the_webhook_does()
    {
        var page = await StaticPage.RenderAsync<AlarmsPage>(s => s.AddSingleton<IAnomalies>(new Alarms()));
        page.Body!.TextContent.ShouldContain("20.0 %, usually 2.0 % (0.0 % to 6.0 %)");
        page.Body.TextContent.ShouldContain("Refused since");
        AlarmView.ChartOf("", AnomalyMetric.Errors, [new(At, 0.02, 0.02, 0, 0.06)])!.Series.Select(s => s.Y[0]).ShouldBe([2, 2, 6, 0]);
        AlarmView.ChartOf("", AnomalyMetric.Errors, []).ShouldBeNull();
    }

    private sealed class Alarms : IAnomalies
    {
        public Task<AnomalyPage> ListAsync(AnomalyFilter filter, string? after, int count, CancellationToken cancellationToken) =>
            Task.FromResult(
                new AnomalyPage(
                    [
                        new AnomalyAlarm
                        {
                            Id = Guid.Empty,
                            Agent = "d0",
                            Metric = AnomalyMetric.Errors,
                            IsHigh = true,
                            From = new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero),
                            OpenedAt = At,
                            EndedAt = null,
                            Value = 0.2,
                            Usual = 0.02,
                            Low = 0,
                            High = 0.06,
                        },
                    ],
                    null
                )
            );

        public async IAsyncEnumerable<int> FollowOpenAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return 1;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task<IReadOnlyList<AnomalyPoint>> ChartAsync(string agent, AnomalyMetric metric, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AnomalyPoint>>([]);

        public Task<bool> AcknowledgeAsync(Guid alarm, string why, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task MuteAsync(string agent, AnomalyMetric metric, DateTimeOffset until, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<AnomalyWebhookState> WebhookAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new AnomalyWebhookState(true, true, "example.com", 1, null, At, "It replied 503."));

        public Task SendTestAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Fixed(OverviewReading reading) : IOverview
    {
        public Task<OverviewReading> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(reading);

        public async IAsyncEnumerable<OverviewReading> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return reading;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
