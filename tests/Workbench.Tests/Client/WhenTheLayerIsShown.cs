using Shouldly;
using Workbench.Client.SemanticLayer;
using Workbench.Shared.Answers;
using Workbench.Shared.LayerHealth;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Tests.Client;

public sealed class WhenTheLayerIsShown
{
    [Fact]
    public void A_metric_that_cannot_be_read_yet_shows_its_own_text_and_not_that_at_the_cursor()
    {
        const string Text = "metrics:\n  - name: late\n    label: Late\n  - name: late_share\n    label: Share\n- name: late_first\n  label: First\n";

        var view = MetricView.Unsaved("late_first", "3-metrics/a.yml", 5, Text);
        (view.Label, view.Definition).ShouldBe(("First", "name: late_first\nlabel: First"));
        MetricView.Unsaved("late", "3-metrics/a.yml", 5, Text).Label.ShouldBe("Late");
        MetricView.Unsaved("late_share", "3-metrics/a.yml", 7, Text).Label.ShouldBe("Share");
    }

    [Fact]
    public void Problems_stand_at_their_lines_and_errors_come_first()
    {
        LayerProblem[] problems = [new("a.yml", 1, 1, "SL2", IsError: false, "twice"), new("a.yml", 2, 3, "SL1", IsError: true, "unknown")];

        FileView
            .Create("a.yml", "x: 1\r\n  y: 2\n", problems, markedLine: 2)
            .Lines.Select(l => (l.Number, l.Indent, l.Css))
            .ShouldBe([(1, "", "line warn"), (2, "  ", "line marked error")]);
        LayerView
            .Create(Overview(problems), null)
            .Problems.Select(p => p.Href)
            .ShouldBe(["/layer?file=a.yml&line=2&column=3", "/layer?file=a.yml&line=1&column=1"]);
    }

    [Fact]
    public void A_search_narrows_files_metrics_and_entities()
    {
        var view = LayerView.Create(Overview([]), "arr");

        view.Metrics.Select(m => m.Name).ShouldBe(["arr"]);
        view.Folders.ShouldBeEmpty();
    }

    [Fact]
    public void The_preview_shows_the_latest_number_that_there_is()
    {
        var preview = new MetricPreview(
            "arr",
            [Results.Month("time.month"), Results.Usd("arr")],
            [
                [new Cell(new DateOnly(2026, 9, 1)), new Cell(5m)],
                [new Cell(new DateOnly(2026, 10, 1)), new Cell(null)],
            ],
            null,
            1,
            null
        );

        PreviewView.Create(preview).ShouldSatisfyAllConditions(p => p.Value.ShouldBe("$5"), p => p.When.ShouldBe("Sep 2026"));
    }

    [Fact]
    public void Fields_stand_under_their_entity()
    {
        var metric = new MetricDetail
        {
            Line = Metric("arr"),
            Definition = "mrr * 12",
            Fields = ["account.region", "time.month", "account.owner.team"],
        };

        MetricView.Create(metric).Fields.Select(f => $"{f.Entity}: {string.Join(", ", f.Fields)}").ShouldBe(["account: region, owner.team", "time: month"]);
    }

    [Fact]
    public void A_red_join_spoils_the_number_only_where_the_metrics_own_query_takes_it()
    {
        var metric = MetricView.Create(
            new MetricDetail
            {
                Line = Metric("paid"),
                Definition = "",
                Homes = ["payment"],
                Joins = [Join("payment", "account", isTaken: true), Join("payment", "clerk", isTaken: false)],
            }
        );
        var health = HealthView.Create(
            new LayerHealthOverview(
                "acme",
                [Claim(null, HealthState.Good), Claim("account", HealthState.Red), Claim("clerk", HealthState.Red)],
                MeasureProgress.Idle
            )
        );

        LeanedOn
            .Of(metric, health)
            .Select(l => $"{l.Name} {l.Claim?.Label} {l.SpoilsNumber}")
            .ShouldBe(["payment (key) good False", "payment.account red True", "payment.clerk red False"]);
        LeanedOn.Of(metric, health: null).Select(l => l.Name).ShouldBe(["payment.account", "payment.clerk"]);
    }

    private static MetricJoin Join(string entity, string name, bool isTaken) =>
        new(entity, new JoinLine(name, name, $"{name}_id = {name}.id", "many_to_one", IsOptional: false), isTaken);

    private static MeasuredClaim Claim(string? join, HealthState state) =>
        new()
        {
            Entity = "payment",
            EntityLabel = "Payment",
            Join = join,
            Declared = "",
            State = state,
            Words = "",
            File = "2-entities/payment.yml",
            Line = 1,
        };

    private static MetricLine Metric(string name) => new(name, name.ToUpperInvariant(), "derived", "USD", "3-metrics/a.yml", 1, null);

    private static LayerOverview Overview(LayerProblem[] problems) =>
        new(
            "acme",
            null,
            "0123456789",
            IsStale: false,
            [new LayerFolder("3-metrics", "Metrics", [new LayerFile("3-metrics/a.yml", "a.yml", 2, 0, 0)])],
            problems,
            [Metric("arr"), Metric("tickets")],
            []
        );
}
