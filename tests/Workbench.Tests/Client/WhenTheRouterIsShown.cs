using Shouldly;
using Workbench.Client.Router;
using Workbench.Shared.Router;

namespace Workbench.Tests.Client;

public sealed class WhenTheRouterIsShown
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    /// <summary>Two that need fast, one that needs max, one without a label.</summary>
    private static readonly IReadOnlyList<RouterJudged> Judged =
    [
        Message("a", RouterTier.Fast, new(0.7f, 0.2f, 0.1f, 0)),
        Message("b", RouterTier.Fast, new(0.3f, 0.6f, 0.1f, 0)),
        Message("c", RouterTier.Max, new(0.05f, 0.9f, 0.05f, 0)),
        Message("d", null, new(0f, 0f, 0f, 1)),
    ];

    [Fact]
    public void What_is_wrong_is_listed_the_surest_first()
    {
        BulkView.Listed(Judged, bias: 0, cell: null).Select(j => j.Sample.Id).ShouldBe(["c", "b"]);
    }

    [Fact]
    public void A_cell_lists_its_own_messages_and_moves_with_the_bias()
    {
        BulkView.Listed(Judged, bias: 0, (RouterTier.Fast, RouterTier.Standard)).Select(j => j.Sample.Id).ShouldBe(["b"]);
        // e² times the odds of each step up: of a, 0.7 against 0.2·7.39 = 1.48 against 0.1·54.6 = 5.46.
        BulkView.Listed(Judged, bias: 2, (RouterTier.Fast, RouterTier.Max)).Select(j => j.Sample.Id).ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public void Without_labels_all_are_listed_in_their_order()
    {
        var unknown = Judged.Select(j => j with { Sample = j.Sample with { Label = null } }).ToList();

        BulkView.Listed(unknown, bias: 0, cell: null).Select(j => j.Sample.Id).ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public void A_row_of_the_csv_keeps_what_a_spreadsheet_would_take_apart_or_run()
    {
        var csv = BulkView.Csv([Message("a", RouterTier.Fast, new(0.7f, 0.2f, 0.1f, 0), "=1+1, \"so\"\nnext")], bias: 0);

        csv.ShouldBe("id,source,label,tier,fast,standard,max,context,text\r\na,test,fast,fast,0.7,0.2,0.1,0,\"'=1+1, \"\"so\"\"\nnext\"\r\n");
    }

    [Fact]
    public void The_curve_goes_from_cheap_to_dear_and_shows_where_the_slider_stands()
    {
        var figure = BulkView
            .Curve(Score([new(-1, 0.5, 0.2, 0.6), new(0, 0.75, 0.3, 0.8), new(1, 0.7, 0.3, 0.9), new(2, 0.6, 0.9, 0.95)]), bias: 0.2)
            .ShouldNotBeNull();

        figure.Series[0].X.ShouldBe(["20", "30", "90"], "one point for each cost");
        figure.Series[0].Y.ShouldBe([50, 75, 60]);
        figure.Series[1].Y.ShouldBe([60, 80, 95]);
        (figure.Series[2].X.Single(), figure.Series[2].Y.Single()).ShouldBe(("30", 75));
        figure.Summary.ShouldEndWith("At bias +0.2: cost 30.0%, accuracy 75.0%.");
        BulkView.Curve(Score([]), bias: 0).ShouldBeNull();
    }

    [Fact]
    public void Shares_of_production_are_of_messages_that_a_person_asked()
    {
        var use = new RouterUse
        {
            Messages = 12,
            Context = 3,
            Tiers = [new(RouterTier.Fast, 8, 6, 1, 2, 0, 1), new(RouterTier.Max, 4, 2, 0, 1, 2, 0)],
            Days = [new(Today, 8, 0, 4)],
            Versions = [],
            MeanMs = null,
            P95Ms = null,
        };

        var shown = ProductionView.Figures(use, saving: null).ToDictionary(f => f.Label);

        shown["Messages routed"].Note.ShouldBe("25.0% hang on the one before");
        (shown["Overridden"].Value, shown["Overridden"].Exact).ShouldBe(("25.0%", "2 of 8"));
        (shown["Retried or edited"].Value, shown["Retried or edited"].Exact).ShouldBe(("50.0%", "1 retried, 3 edited"));
        shown["Disliked"].Value.ShouldBe("12.5%");
        shown["Decision"].Value.ShouldBe("–");
        shown["Saved against max"].Value.ShouldBe("–");
        ProductionView.ByDay(use).ShouldBeNull("one bar says no more than its number");
    }

    [Fact]
    public void Nothing_counted_has_no_share()
    {
        var use = new RouterUse
        {
            Messages = 0,
            Context = 0,
            Tiers = [],
            Days = [],
            Versions = [],
            MeanMs = null,
            P95Ms = null,
        };

        ProductionView.Figures(use, null).Select(f => f.Value).ShouldBe(["0", "–", "–", "–", "–", "–"]);
    }

    [Fact]
    public void Days_are_stacked_by_tier()
    {
        var use = new RouterUse
        {
            Messages = 6,
            Context = 0,
            Tiers = [],
            Days = [new(Today.AddDays(-1), 1, 2, 0), new(Today, 0, 0, 3)],
            Versions = [],
            MeanMs = 3,
            P95Ms = 8,
        };

        var figure = ProductionView.ByDay(use).ShouldNotBeNull();

        figure.Series.Select(s => (s.Name, string.Join(' ', s.Y))).ShouldBe([("fast", "1 0"), ("standard", "2 0"), ("max", "0 3")]);
        figure.Series[0].X.ShouldBe(["2026-11-22", "2026-11-23"]);
    }

    [Fact]
    public void The_address_of_the_production_tab_says_what_it_shows()
    {
        var read = ProductionFilter.Read("2026-11-01", "2026-11-10", "MAX", "context", "override", "v1 & 2", Today);

        read.Shown.ShouldBe(
            new RoutedFilter(new(2026, 11, 1), new(2026, 11, 10))
            {
                Tier = RouterTier.Max,
                Verdict = RouterTier.Context,
                Signal = RouterSignal.Override,
                Version = "v1 & 2",
            }
        );
        read.Href.ShouldBe("/router/production?from=2026-11-01&to=2026-11-10&tier=max&verdict=context&signal=override&version=v1%20%26%202");
        read.IsNarrowed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("dear")]
    [InlineData("7")]
    [InlineData("")]
    public void A_word_that_is_no_tier_is_passed_over(string word)
    {
        var read = ProductionFilter.Read(null, null, word, word, word, "", Today);

        read.IsNarrowed.ShouldBeFalse();
        read.Href.ShouldBe("/router/production?from=2026-10-25&to=2026-11-23");
    }

    [Fact]
    public void Labels_are_saved_as_lines_that_the_command_reads()
    {
        var at = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        RouterLabel[] labels =
        [
            new(7, "yes, \"go\"", MessagePlace.Later, RouterTier.Context, "ann", at, null, null, false),
            new(9, "What is 2+2?", MessagePlace.First, RouterTier.Fast, "bob", at, null, "easy", true),
        ];

        LabelLines
            .Of(labels)
            .ShouldBe(
                """
                {"id":"production-7","text":"yes, \"go\"","label":"context","place":"later","by":"ann"}
                {"id":"production-9","text":"What is 2+2?","label":"fast","place":"first","by":"bob"}

                """
            );
    }

    private static RouterJudged Message(string id, RouterTier? label, RouterProbabilities probabilities, string text = "x") =>
        new(
            new RouterSample(id, text, "test", label),
            new RouterVerdict
            {
                Tier = TierChoice.Of(probabilities, 0),
                Probabilities = probabilities,
                Bias = 0,
                Version = "v1-test",
            }
        );

    private static RouterBulkScore Score(IReadOnlyList<RouterCostPoint> curve) =>
        new()
        {
            Messages = 4,
            Accuracy = 0.5,
            MeanRecall = 0.5,
            Cheaper = 0.25,
            Cost = 0.3,
            CalibrationError = 0.01,
            Confusion = [],
            Calibration = [],
            Curve = curve,
        };
}
