using Shouldly;
using Workbench.Client.Chat;
using Workbench.Client.Components.Results;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Client;

public sealed class WhenAnAnswerIsACard
{
    [Fact]
    public void One_number_stands_large_with_its_change_and_no_panel_open()
    {
        var card = AnswerView.Create(Answers.Number(now: 18_400_000m, before: 17_325_800m));

        card.Numbers.ShouldBe([new NumberTile("ARR", "$18.4M", "$18,400,000", "6.2%", "up", "from $17.3M")]);
        card.FirstTab.ShouldBeNull();
    }

    [Fact]
    public void A_percentage_changes_by_points()
    {
        NumberTile
            .Create(ResultView.Create(Answers.Number(0.05m, 0.063m, "percent")))
            .Single()
            .ShouldSatisfyAllConditions(t => t.Change.ShouldBe("1.3 points"), t => t.Direction.ShouldBe("down"));
    }

    [Fact]
    public void Rows_with_a_chart_open_on_the_chart_and_without_one_on_the_table()
    {
        var answer = Answers.Of(AnswerStatus.Answered) with
        {
            Columns = [new("account.region", "Region", ColumnType.String), new("arr", "ARR", ColumnType.Decimal, "USD")],
            Rows =
            [
                [new Cell("EMEA"), new Cell(1m)],
                [new Cell("AMER"), new Cell(2m)],
            ],
        };

        AnswerView.Create(answer with { Chart = new AnswerChart(ChartType.Bar, "account.region", ["arr"]) }).FirstTab.ShouldBe(AnswerTab.Chart);
        AnswerView.Create(answer).FirstTab.ShouldBe(AnswerTab.Table);
    }

    [Fact]
    public void The_proof_names_origin_confidence_segments_and_freshness()
    {
        var answer = Answers.Number(1, 1) with
        {
            Confidence = new AnswerConfidence(ConfidenceBand.High, 0.97),
            Filters =
            [
                new AppliedFilter("plan.tier", "=", ["enterprise"], FilterOrigin.Question),
                new AppliedFilter("account.real_customers", "=", [true], FilterOrigin.Segment, "real customers only"),
            ],
            Sources = [new AnswerSource("ARR", "mrr * 12", "3-metrics/revenue.yml", 14, "data to Oct 31")],
        };

        AnswerView.Create(answer).Proof.ShouldBe(["Compiled from metrics", "high confidence", "real customers only", "data to Oct 31"]);
    }

    [Fact]
    public void Definitions_lead_to_the_line_of_their_file()
    {
        SourceView
            .Create(new AnswerSource("ARR", "mrr * 12", "3-metrics/revenue.yml", 14, null))
            .ShouldSatisfyAllConditions(s => s.Place.ShouldBe("3-metrics/revenue.yml:14"), s => s.Href.ShouldBe("/layer?file=3-metrics%2Frevenue.yml&line=14"));
    }

    [Theory]
    [InlineData("=", new[] { "EMEA" }, "account.region is EMEA")]
    [InlineData("in", new[] { "EMEA", "APAC" }, "account.region is one of EMEA, APAC")]
    [InlineData("not in", new[] { "EMEA", "APAC" }, "account.region is none of EMEA, APAC")]
    [InlineData("between", new[] { "1", "5" }, "account.region is between 1 and 5")]
    [InlineData("is_null", new string[0], "account.region has no value")]
    [InlineData(">=", new[] { "5" }, "account.region >= 5")]
    public void Filters_read_as_words(string op, string[] values, string words)
    {
        FilterView
            .Words(new AppliedFilter("account.region", op, [.. values.Select(v => (Workbench.Shared.Queries.QueryValue)v)], FilterOrigin.Question))
            .ShouldBe(words);
    }

    [Fact]
    public void Every_origin_has_its_words()
    {
        foreach (var origin in Enum.GetValues<AnswerOrigin>())
            HowView
                .Create(Answers.Of(AnswerStatus.Answered) with { Origin = origin })
                .ShouldSatisfyAllConditions(h => h.Origin.ShouldNotBeEmpty(), h => h.OriginHint.ShouldNotBeEmpty());
    }

    [Fact]
    public void The_words_of_the_question_stand_beside_what_they_were_linked_to()
    {
        var answer = Answers.Of(AnswerStatus.Answered) with
        {
            Words =
            [
                new AnswerWord("revenue", "metric", "arr", 1),
                new AnswerWord("germny", "value", "account.country = DE", 0.84),
                new AnswerWord("blue", "", "", 0),
            ],
        };

        HowView
            .Create(answer)
            .Words.ShouldBe([
                new WordView("revenue", "metric", "arr", null),
                new WordView("germny", "value", "account.country = DE", "84 %"),
                new WordView("blue", "not used", "", null),
            ]);
    }
}
