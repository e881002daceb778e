using System.Collections.Immutable;
using NSubstitute;
using Shouldly;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.Evals;
using Workbench.Shared.Queries;

namespace Workbench.Tests.AnswerDiffs;

public sealed class WhenPastAnswersAreCompared(ChangedShop shop) : IClassFixture<ChangedShop>
{
    private static readonly SemanticQuery Revenue = new() { Metrics = ["revenue"] };
    private static readonly SemanticQuery Orders = new() { Metrics = ["order_count"] };

    [Fact]
    public async Task Who_saw_the_old_number_is_told_with_what_it_weighs_and_rejected_answers_are_left_out()
    {
        await shop.ForgetAnswersAsync();
        var liked = await shop.AnswerAsync("Our revenue?", Revenue, 1000, by: "ann", isGood: true);
        await shop.AnswerAsync("What did we earn?", Revenue, 1000, by: "ben", isShared: true);
        await shop.AnswerAsync("Revenue?", Revenue, 999, by: "ben");
        await shop.AnswerAsync("Wrong one?", Revenue, 1, by: "eve", isGood: false);
        await shop.AnswerAsync("Deleted?", Revenue, 1, by: "eve", isDeleted: true);
        await shop.AnswerAsync("How many orders?", Orders, 300, by: "eve");

        var diff = await CompareAsync("where: status = 'refunded'");

        var past = diff.Items.Single(i => i.Subject == DiffSubject.PastAnswer);
        (past.Name, past.Outcome).ShouldBe(("Our revenue?", DiffOutcome.Changed));
        past.Headline.ShouldNotBeNull().Old.Number.ShouldBe(await shop.NumberAsync("select sum(amount) from shop.orders where status = 'paid'"));
        past.Headline.New.Number.ShouldBe(await shop.NumberAsync("select sum(amount) from shop.orders where status = 'refunded'"));
        var seen = past.Seen.ShouldNotBeNull();
        (seen.Times, seen.Weight).ShouldBe((3, 5 + 3 + 1));
        seen.People.ShouldBe(["ann", "ben"], ignoreOrder: true);
        seen.Answers.Select(a => (a.Standing, a.Value))
            .ShouldBe([(AnswerStanding.Liked, "$1,000"), (AnswerStanding.Shared, "$1,000"), (AnswerStanding.Answered, "$999")]);
        seen.Answers[0].Run.ShouldBe(liked);
        diff.Notes.ShouldContain("1 past answer with a 👎 left out.");
        diff.Counts.Single(c => c.Subject == DiffSubject.PastAnswer).ShouldBe(new DiffCounts(DiffSubject.PastAnswer, 2, 0, 0, 1, 0, 0, 0, 0, 0, Same: 1, 0));
        diff.Items.Single(i => i.Name == "revenue").Seen.ShouldNotBeNull().Times.ShouldBe(3);
    }

    [Fact]
    public async Task A_synonym_that_moves_to_another_metric_changes_what_a_past_question_means_though_no_statement_changed()
    {
        await shop.ForgetAnswersAsync();
        var (before, after) = (Earnings("revenue"), Earnings("gross"));
        await shop.AnswerAsync("Earnings?", Revenue, 1000, isGood: true);
        await shop.AnswerAsync("Revenue?", Revenue, 1000);
        // Asked in a conversation, or answered by another model: by itself it never led to this.
        await shop.AnswerAsync("And that one?", Revenue, 1000);

        var diff = await shop.CompareAsync(after, before: before, withHistory: true);

        diff.IsChanged.ShouldBeTrue();
        var item = diff.Items.ShouldHaveSingleItem();
        (item.Subject, item.Name, item.Outcome).ShouldBe((DiffSubject.PastAnswer, "Earnings?", DiffOutcome.Changed));
        item.Words.ShouldStartWith("It is now read as “");
        item.Words.ShouldContain("Gross");
        item.Headline.ShouldNotBeNull().Old.Number.ShouldBe(await shop.NumberAsync("select sum(amount) from shop.orders where status = 'paid'"));
        item.Headline.New.Number.ShouldBe(await shop.NumberAsync("select sum(amount) from shop.orders"));
        item.Seen.ShouldNotBeNull().People.ShouldBe(["ann"]);

        var unread = await shop.CompareAsync(after, before: before, withHistory: true, with: o => o.Readings = 0);
        unread.IsChanged.ShouldBeFalse();
        var few = await shop.CompareAsync(after, before: before, withHistory: true, with: o => o.Readings = 1);
        few.Notes.ShouldContain(n => n.Contains("not read anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_goes_away_leaves_a_past_question_that_is_not_understood_any_more()
    {
        await shop.ForgetAnswersAsync();
        await shop.AnswerAsync("Moolah?", Revenue, 1000, isGood: true);

        var diff = await shop.CompareAsync(Earnings("nobody", "moolah"), before: Earnings("revenue", "moolah"), withHistory: true);

        var item = diff.Items.ShouldHaveSingleItem();
        (item.Subject, item.Outcome).ShouldBe((DiffSubject.PastAnswer, DiffOutcome.Broken));
        item.Words.ShouldBe("By the new names it is not understood any more.");
    }

    [Fact]
    public void A_formula_alone_reads_no_question_anew()
    {
        QuestionReadings.MayDiffer(Layer(ChangedShopFiles.With()), Layer(ChangedShopFiles.With(("expr: amount", "expr: amount * 2")))).ShouldBeFalse();
        QuestionReadings.MayDiffer(Layer(Earnings("revenue")), Layer(Earnings("gross"))).ShouldBeTrue();

        static SemanticLayer Layer(ImmutableArray<LayerFileText> files) => ChangedShop.Side(files).Layer;
    }

    /// <summary>Two metrics, one of which people also call earnings.</summary>
    private static ImmutableArray<LayerFileText> Earnings(string metric, string word = "earnings")
    {
        string Also(string name) => name == metric ? $", synonyms: [{word}]" : "";
        return ChangedShopFiles.With(
            (
                "where: status = 'paid' }",
                $"where: status = 'paid'{Also("revenue")} }}\n  - {{ name: gross, label: Gross, entity: order, agg: sum, expr: amount, unit: USD{Also("gross")} }}"
            )
        );
    }

    [Fact]
    public async Task Answers_above_the_level_do_not_exist()
    {
        await shop.ForgetAnswersAsync();
        await shop.AnswerAsync("Total payroll?", new SemanticQuery { Metrics = ["payroll"] }, 55_000, by: "boss", level: "restricted");

        var after = ChangedShopFiles.With(("agg: sum, expr: salary", "agg: sum, expr: salary * 2"));
        var below = await shop.CompareAsync(after, withHistory: true);
        var above = await shop.CompareAsync(after, level: "restricted", withHistory: true);

        below.Items.ShouldBeEmpty();
        DiffMarkdown.Of(below).ShouldNotContain("boss");
        above.Items.Single(i => i.Subject == DiffSubject.PastAnswer).Seen.ShouldNotBeNull().People.ShouldBe(["boss"]);
    }

    [Fact]
    public async Task An_answer_is_computed_at_the_level_that_it_was_asked_with()
    {
        await shop.ForgetAnswersAsync();
        var query = new SemanticQuery { Metrics = ["payroll"] };
        await shop.AnswerAsync("Total payroll?", query, 55_000, level: "internal");

        var diff = await shop.CompareAsync(
            ChangedShopFiles.With(("agg: sum, expr: salary", "agg: sum, expr: salary * 2")),
            level: "restricted",
            withHistory: true
        );

        // Refused to that level on both sides.
        diff.Items.ShouldNotContain(i => i.Subject == DiffSubject.PastAnswer);
        diff.Counts.Single(c => c.Subject == DiffSubject.PastAnswer).NotComparable.ShouldBe(1);
        diff.Notes.ShouldContain("Not compared, because neither side has a statement of it: past answer Total payroll?.");
    }

    [Fact]
    public async Task An_answer_by_a_removed_metric_breaks_and_by_a_renamed_one_keeps_its_number()
    {
        await shop.ForgetAnswersAsync();
        await shop.AnswerAsync("How many orders?", Orders, 300);

        var removed = await shop.CompareAsync(
            ChangedShopFiles.With(
                ("  - { name: order_count, label: Orders, entity: order, agg: count }\n", ""),
                ("  - { name: average_order, label: Average order, type: ratio, numerator: revenue, denominator: order_count, unit: USD }\n", "")
            ),
            withHistory: true
        );
        var renamed = await shop.CompareAsync(
            ChangedShopFiles.With(("{ name: order_count,", "{ name: number_of_orders,"), ("denominator: order_count", "denominator: number_of_orders")),
            withHistory: true
        );

        var broken = removed.Items.Single(i => i.Subject == DiffSubject.PastAnswer);
        broken.Outcome.ShouldBe(DiffOutcome.Broken);
        broken.Words.ShouldContain("order_count");
        var kept = renamed.Items.Single(i => i.Subject == DiffSubject.PastAnswer);
        kept.Outcome.ShouldBe(DiffOutcome.Renamed);
        renamed.IsChanged.ShouldBeFalse();
    }

    [Fact]
    public async Task A_metric_is_also_compared_by_what_people_ask_it_by()
    {
        await shop.ForgetAnswersAsync();
        await shop.AnswerAsync("Revenue by seller?", Revenue with { GroupBy = ["seller.name"] }, 1);

        var diff = await CompareAsync("where: status = 'refunded'");

        diff.Items.Single(i => i.Name == "revenue").Numbers.ShouldContain(n => n.Where == "seller 3");
    }

    [Fact]
    public async Task A_case_of_an_eval_set_is_told_with_what_its_gold_says_of_the_new_number()
    {
        await shop.ForgetAnswersAsync();
        var run = await shop.AnswerAsync("All of revenue?", Revenue, 1);
        var result = Guid.NewGuid();
        var line = new EvalResultLine(
            result,
            "golden",
            EvalStatus.Done,
            "d0",
            null,
            null,
            null,
            "shop",
            "internal",
            "ann",
            DateTimeOffset.UnixEpoch,
            null,
            1,
            new EvalCounts(0, 1, 0, 0, 0),
            null
        );
        var set = new EvalSetLine("golden", null, 1, "ann", DateTimeOffset.UnixEpoch, line);
        var gold = new EvalCase
        {
            Id = "c1",
            Question = "All of revenue?",
            GoldSql = ["select sum(amount) as revenue from shop.orders where status = 'refunded'"],
        };
        shop.EvalSets.ListAsync(Arg.Any<CancellationToken>()).Returns([set]);
        shop.EvalSets.FindAsync("golden", Arg.Any<CancellationToken>()).Returns(new EvalSetView(set, [gold]));
        shop.EvalSets.ResultAsync(result, Arg.Any<CancellationToken>())
            .Returns(
                new EvalResultView(
                    line,
                    [new EvalCaseResult("c1", "All of revenue?", EvalVerdict.Wrong, false, AnswerStatus.Answered, null, 1, null, run, null)],
                    []
                )
            );

        var diff = await CompareAsync("where: status = 'refunded'");
        shop.EvalSets.ListAsync(Arg.Any<CancellationToken>()).Returns([]);

        var item = diff.Items.Single(i => i.Subject == DiffSubject.EvalCase);
        (item.Outcome, item.Label).ShouldBe((DiffOutcome.Changed, "golden · c1"));
        item.Words.ShouldBe("Another number. It was not right before, and is now.");
    }

    [Fact]
    public async Task The_report_for_a_pull_request_holds_no_markup_of_questions_and_tells_what_breaks_first()
    {
        await shop.ForgetAnswersAsync();
        await shop.AnswerAsync("Orders | <script>alert(1)</script> @all `x`?", Orders, 300);

        var diff = await shop.CompareAsync(
            ChangedShopFiles.With(
                ("  - { name: order_count, label: Orders, entity: order, agg: count }\n", ""),
                ("  - { name: average_order, label: Average order, type: ratio, numerator: revenue, denominator: order_count, unit: USD }\n", ""),
                ("where: status = 'paid'", "where: status = 'refunded'")
            ),
            withHistory: true
        );
        var report = DiffMarkdown.Of(diff);

        report.ShouldContain("Orders \\| &lt;script&gt;alert(1)&lt;/script&gt; &#64;all \\`x\\`?");
        report.IndexOf("### Breaks (1)", StringComparison.Ordinal).ShouldBeInRange(1, report.IndexOf("### Removed (2)", StringComparison.Ordinal));
        report.IndexOf("### Removed (2)", StringComparison.Ordinal).ShouldBeLessThan(report.IndexOf("### Changes (2)", StringComparison.Ordinal));
        report.ShouldContain("| Revenue (`revenue`) | May 2026 |");
        report.ShouldContain("<details><summary>What was compared</summary>");
    }

    private Task<AnswerDiff> CompareAsync(string where) => shop.CompareAsync(ChangedShopFiles.With(("where: status = 'paid'", where)), withHistory: true);
}
