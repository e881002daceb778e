using System.Collections.Immutable;
using System.Globalization;
using NSubstitute;
using Shouldly;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Tests.AnswerDiffs;

public sealed class WhenTheLayerChanges(ChangedShop shop) : IClassFixture<ChangedShop>
{
    private const string Paid = "where: status = 'paid'";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_layer_runs_nothing_and_says_how_much_was_compared()
    {
        var before = shop.Counted.Statements;

        var diff = await shop.CompareAsync(ChangedShopFiles.With());

        diff.IsChanged.ShouldBeFalse();
        diff.Items.ShouldBeEmpty();
        (shop.Counted.Statements - before, diff.Statements).ShouldBe((0, 0));
        diff.Counts.Single(c => c.Subject == DiffSubject.Metric).ShouldBe(new DiffCounts(DiffSubject.Metric, 3, 0, 0, 0, 0, 0, 0, 0, 0, Same: 3, 0));
        DiffWords.Summary(diff).ShouldBe("No number changes. 4 numbers were compared: 4 have the same statement on both sides.");
        diff.Notes.ShouldContain("1 metric is above the access level internal and not compared.");
    }

    [Fact]
    public async Task A_changed_filter_moves_the_metric_and_what_is_made_of_it_by_what_SQL_says()
    {
        var diff = await shop.CompareAsync(ChangedShopFiles.With((Paid, "where: status <> 'lost'")));

        var revenue = Metric(diff, "revenue");
        revenue.Outcome.ShouldBe(DiffOutcome.Changed);
        var total = revenue.Numbers.Single(n => n.Where == "in total");
        total.Old.Number.ShouldBe(await shop.NumberAsync("select sum(amount) from shop.orders where status = 'paid'"));
        total.New.Number.ShouldBe(await shop.NumberAsync("select sum(amount) from shop.orders"));
        foreach (var month in Enumerable.Range(1, 5))
        {
            var at = new DateOnly(2026, month, 1);
            var moved = revenue.Numbers.Single(n => n.Where == at.ToString("MMMM yyyy", CultureInfo.InvariantCulture));
            var of = $"from shop.orders where date_trunc('month', placed_on) = date '2026-{month:00}-01'";
            moved.Old.Number.ShouldBe(await shop.NumberAsync($"select sum(amount) {of} and status = 'paid'"));
            moved.New.Number.ShouldBe(await shop.NumberAsync($"select sum(amount) {of}"));
        }
        revenue.Headline.ShouldNotBeNull().Where.ShouldBe("May 2026");
        Metric(diff, "average_order").Outcome.ShouldBe(DiffOutcome.Changed);
        diff.Items.ShouldNotContain(i => i.Name == "order_count");
        var verified = diff.Items.Single(i => i.Subject == DiffSubject.VerifiedQuery);
        verified.Outcome.ShouldBe(DiffOutcome.Changed);
        // Refunded were orders of the customers 1 and 6 alone.
        verified.Numbers.Select(n => n.Where).ShouldBe(["DE", "FR"], ignoreOrder: true);
        verified
            .Numbers.Single(n => n.Where == "FR")
            .New.Number.ShouldBe(
                await shop.NumberAsync("select sum(amount) from shop.orders o join shop.customers c on c.id = o.customer_id where c.country = 'FR'")
            );
    }

    [Fact]
    public async Task A_changed_join_moves_the_groups_and_not_the_total()
    {
        var diff = await shop.CompareAsync(ChangedShopFiles.With(("customer_id = customer.id", "seller_id = customer.id")));

        var revenue = Metric(diff, "revenue");
        revenue.Outcome.ShouldBe(DiffOutcome.Changed);
        revenue.Numbers.ShouldNotContain(n => n.Where == "in total");
        var verified = diff.Items.Single(i => i.Subject == DiffSubject.VerifiedQuery);
        (verified.Subject, verified.Outcome).ShouldBe((DiffSubject.VerifiedQuery, DiffOutcome.Changed));
        verified
            .Numbers.Single(n => n.Where == "FR")
            .New.Number.ShouldBe(
                await shop.NumberAsync(
                    "select sum(amount) from shop.orders o join shop.customers c on c.id = o.seller_id where c.country = 'FR' and o.status = 'paid'"
                )
            );
    }

    [Fact]
    public async Task A_dimension_that_is_mapped_otherwise_changes_the_metrics_by_it_though_nobody_asked()
    {
        var diff = await shop.CompareAsync(
            ChangedShopFiles.With(("{ name: status, expr: status }", "{ name: status, expr: case when id <= 100 then 'early' else status end }"))
        );

        diff.IsChanged.ShouldBeTrue();
        var orders = Metric(diff, "order_count");
        orders.Outcome.ShouldBe(DiffOutcome.Changed);
        var paid = orders.Numbers.Single(n => n.Where == "paid");
        paid.Old.Number.ShouldBe(await shop.NumberAsync("select count(*) from shop.orders where status = 'paid'"));
        paid.New.Number.ShouldBe(await shop.NumberAsync("select count(*) from shop.orders where status = 'paid' and id > 100"));
        orders.Numbers.Single(n => n.Where == "early").New.Number.ShouldBe(100);
    }

    [Fact]
    public async Task Where_more_fields_changed_than_are_compared_it_does_not_say_that_nothing_changes()
    {
        static ImmutableArray<LayerFileText> By(string expr) =>
            ChangedShopFiles.With(
                (
                    "dimensions: [{ name: status, expr: status }]",
                    $"dimensions: [{string.Join(", ", Enumerable.Range(1, 9).Select(n => $"{{ name: d{n}, expr: {expr} }}"))}]"
                )
            );

        var diff = await shop.CompareAsync(By("lower(status)"), before: By("status"));

        var orders = Metric(diff, "order_count");
        orders.Outcome.ShouldBe(DiffOutcome.Uncertain);
        orders.Words.ShouldBe("It has another statement, which was not run: too many fields changed to compare all. (by order.d5 and 4 more)");
        diff.IsChanged.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_expression_with_the_same_numbers_changes_nothing_and_is_told()
    {
        var diff = await shop.CompareAsync(ChangedShopFiles.With(("expr: amount, unit", "expr: amount * 2 / 2.0, unit")));

        diff.IsChanged.ShouldBeFalse();
        var revenue = Metric(diff, "revenue");
        revenue.Outcome.ShouldBe(DiffOutcome.Equal);
        revenue.OldSql.ShouldNotBe(revenue.NewSql);
        revenue.Words.ShouldBe("Another statement, the same numbers.");
        diff.Statements.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Only_words_that_changed_run_nothing()
    {
        var diff = await shop.CompareAsync(ChangedShopFiles.With(("label: Revenue,", "label: Money in,")));

        diff.Items.ShouldBeEmpty();
        diff.Statements.ShouldBe(0);
    }

    [Fact]
    public async Task A_removed_metric_is_told_and_what_needs_it_breaks()
    {
        var after = ChangedShopFiles.With(
            ("  - { name: order_count, label: Orders, entity: order, agg: count }\n", ""),
            ("  - { name: average_order, label: Average order, type: ratio, numerator: revenue, denominator: order_count, unit: USD }\n", "")
        );

        var diff = await shop.CompareAsync(after);

        diff.IsChanged.ShouldBeTrue();
        diff.Items.Select(i => (i.Name, i.Outcome)).ShouldBe([("average_order", DiffOutcome.Removed), ("order_count", DiffOutcome.Removed)], ignoreOrder: true);
        diff.Items.ShouldAllBe(i => i.OldSql != null && i.NewSql == null);
    }

    [Fact]
    public async Task A_renamed_metric_is_told_by_its_old_name_and_runs_nothing()
    {
        var diff = await shop.CompareAsync(
            ChangedShopFiles.With(("{ name: order_count,", "{ name: number_of_orders,"), ("denominator: order_count", "denominator: number_of_orders"))
        );

        var renamed = Metric(diff, "number_of_orders");
        renamed.Outcome.ShouldBe(DiffOutcome.Renamed);
        renamed.Words.ShouldStartWith("Was order_count");
        diff.Items.ShouldNotContain(i => i.Name == "order_count");
        diff.IsChanged.ShouldBeFalse();
    }

    [Fact]
    public async Task A_renamed_metric_that_also_counts_otherwise_is_one_removed_and_one_new()
    {
        var diff = await shop.CompareAsync(
            ChangedShopFiles.With(
                (
                    "{ name: order_count, label: Orders, entity: order, agg: count }",
                    "{ name: paid_orders, label: Orders, entity: order, agg: count, where: status = 'paid' }"
                ),
                ("denominator: order_count", "denominator: paid_orders")
            )
        );

        Metric(diff, "order_count").Outcome.ShouldBe(DiffOutcome.Removed);
        Metric(diff, "paid_orders").Outcome.ShouldBe(DiffOutcome.Added);
        Metric(diff, "average_order").Outcome.ShouldBe(DiffOutcome.Changed);
    }

    [Fact]
    public async Task A_metric_named_like_its_column_is_not_renamed_by_taking_another_column()
    {
        static ImmutableArray<LayerFileText> Summed(string column) =>
            ChangedShopFiles.WithFile("3-metrics/sums.yml", $"metrics:\n  - {{ name: {column}, entity: order, agg: sum, expr: {column} }}\n");

        var diff = await shop.CompareAsync(Summed("seller_id"), before: Summed("customer_id"));

        diff.Items.ShouldNotContain(i => i.Outcome == DiffOutcome.Renamed);
        Metric(diff, "customer_id").Outcome.ShouldBe(DiffOutcome.Removed);
        Metric(diff, "seller_id").Outcome.ShouldBe(DiffOutcome.Added);
        diff.IsChanged.ShouldBeTrue();
    }

    [Fact]
    public async Task A_layer_with_errors_is_not_compared_and_its_errors_are_told()
    {
        var broken = new LayerFileChange("3-metrics/shop.yml", null, "metrics:\n  - { name: revenue, entity: nowhere, agg: sum, expr: amount }\n");

        var steps = await shop.Page("restricted")
            .CompareAsync(new LayerInUse(), new UnsavedLayer([broken]), new AnswerDiffSettings(), Cancellation)
            .ToListAsync(Cancellation);

        var impossible = steps[^1].ShouldBeOfType<AnswerDiffImpossible>();
        impossible.Reason.ShouldStartWith("The layer of unsaved texts has");
        impossible.Problems.ShouldContain(p => p.File == "3-metrics/shop.yml" && p.Line == 2);
    }

    [Fact]
    public async Task Unsaved_texts_are_compared_with_what_is_in_use_and_tell_how_far_it_is()
    {
        var text = ChangedShopFiles.With((Paid, "where: status = 'refunded'")).Single(f => f.Path == "3-metrics/shop.yml").Text;

        var steps = await shop.Page("restricted")
            .CompareAsync(new LayerInUse(), new UnsavedLayer([new LayerFileChange("3-metrics/shop.yml", null, text)]), new AnswerDiffSettings(), Cancellation)
            .ToListAsync(Cancellation);

        steps.SkipLast(1).ShouldAllBe(s => s is AnswerDiffProgress);
        var diff = steps[^1].ShouldBeOfType<AnswerDiffDone>().Diff;
        (diff.From.Name, diff.To.Name).ShouldBe(("in use", "unsaved texts"));
        Metric(diff, "revenue")
            .Numbers.Single(n => n.Where == "in total")
            .New.Number.ShouldBe(await shop.NumberAsync("select sum(amount) from shop.orders where status = 'refunded'"));
    }

    [Fact]
    public async Task A_revision_that_nobody_knows_is_told()
    {
        var steps = await shop.Page()
            .CompareAsync(new LayerRevisionState("beef"), new LayerInUse(), new AnswerDiffSettings(), Cancellation)
            .ToListAsync(Cancellation);

        steps[^1].ShouldBeOfType<AnswerDiffImpossible>().Reason.ShouldBe("There is no revision beef of the layer here.");
    }

    [Fact]
    public async Task Revisions_are_found_by_their_content_and_by_their_entry_of_the_history()
    {
        var files = ChangedShopFiles.With((Paid, "where: status = 'refunded'"));
        shop.Revisions.FindAsync("c0ffee", Arg.Any<CancellationToken>()).Returns(files);
        var line = new RevisionLine("7", "6", "ann", "Refunds", RevisionOrigins.Page, DateTimeOffset.UnixEpoch, IsCurrent: false, []) { Content = "c0ffee" };
        shop.Editing.FindRevisionAsync("7", Arg.Any<CancellationToken>()).Returns(new RevisionDetail(line, []));

        foreach (var name in new[] { "c0ffee", "7" })
        {
            var steps = await shop.Page()
                .CompareAsync(new LayerRevisionState(name), new LayerInUse(), new AnswerDiffSettings(), Cancellation)
                .ToListAsync(Cancellation);

            Metric(steps[^1].ShouldBeOfType<AnswerDiffDone>().Diff, "revenue").Outcome.ShouldBe(DiffOutcome.Changed);
        }
    }

    [Fact]
    public async Task What_is_above_the_level_is_neither_computed_nor_named()
    {
        var after = ChangedShopFiles.With(("agg: sum, expr: salary", "agg: sum, expr: salary * 2"));

        var hidden = await shop.CompareAsync(after);
        var seen = await shop.CompareAsync(after, level: "restricted");

        hidden.Items.ShouldBeEmpty();
        DiffMarkdown.Of(hidden).ShouldNotContain("ayroll");
        Metric(seen, "payroll")
            .Numbers.Single(n => n.Where == "in total")
            .New.Number.ShouldBe(await shop.NumberAsync("select 2 * sum(salary) from shop.staff"));
    }

    [Fact]
    public async Task A_change_that_opens_something_shows_no_number_of_it_before_it_is_saved()
    {
        var after = ChangedShopFiles.With(("type: numeric, access: restricted }", "type: numeric }"), ("agg: sum, expr: salary", "agg: sum, expr: salary * 2"));

        var diff = await shop.CompareAsync(after);

        diff.Items.ShouldNotContain(i => i.Name == "payroll");
        // Not by another name either: the warehouse keeps the rights of the layer in use.
        var sneaked = await shop.CompareAsync(
            ChangedShopFiles.With(
                ("type: numeric, access: restricted }", "type: numeric }"),
                ("where: status = 'paid' }", "where: status = 'paid' and seller.salary > 3000 }")
            )
        );
        var revenue = Metric(sneaked, "revenue");
        revenue.Outcome.ShouldBe(DiffOutcome.Uncertain);
        revenue.Numbers.ShouldBeEmpty();
        revenue.Words.ShouldContain("rights at the warehouse follow a change of the layer once it is saved");
    }

    [Fact]
    public async Task Nobody_raises_himself_by_an_unsaved_access_file()
    {
        const string levels = "levels:\n  - { name: restricted, login: changed_shop_restricted }\n  - { name: internal, login: changed_shop_internal }\n";
        const string metrics = "metrics:\n  - { name: twice, type: derived, expr: payroll * 2, inputs: [payroll] }\n";
        LayerFileChange[] changes = [new("5-operations/access.yml", null, levels), new("3-metrics/mine.yml", null, metrics)];

        var steps = await shop.Page()
            .CompareAsync(new LayerInUse(), new UnsavedLayer(changes), new AnswerDiffSettings(), Cancellation)
            .ToListAsync(Cancellation);

        steps[^1]
            .ShouldBeOfType<AnswerDiffImpossible>()
            .Reason.ShouldBe("5-operations/access.yml says who may read what: it is changed at the highest access level, and yours is internal.");
    }

    [Theory]
    [InlineData("3-metrics/shop.yml")]
    [InlineData("1-warehouse/shop.yml")]
    public async Task An_unsaved_text_does_not_open_what_a_file_hides(string path)
    {
        var open = ChangedShopFiles.With(("type: numeric, access: restricted }", "type: numeric }")).Single(f => f.Path == path).Text;

        var steps = await shop.Page()
            .CompareAsync(new LayerInUse(), new UnsavedLayer([new LayerFileChange(path, null, open)]), new AnswerDiffSettings(), Cancellation)
            .ToListAsync(Cancellation);

        steps[^1].ShouldBeOfType<AnswerDiffImpossible>().Reason.ShouldBe($"Parts of {path} are above your access level, internal: it cannot be changed at it.");
    }

    [Fact]
    public async Task An_earlier_revision_does_not_open_what_was_hidden_since()
    {
        var open = ChangedShopFiles.With(("type: numeric, access: restricted }", "type: numeric }"), ("expr: salary", "expr: salary * 2"));
        shop.Revisions.FindAsync("0pen", Arg.Any<CancellationToken>()).Returns(open);
        async Task<AnswerDiff> CompareAsync(string level) =>
            (
                await shop.Page(level)
                    .CompareAsync(new LayerRevisionState("0pen"), new LayerInUse(), new AnswerDiffSettings(), Cancellation)
                    .ToListAsync(Cancellation)
            )[^1]
                .ShouldBeOfType<AnswerDiffDone>()
                .Diff;

        var hidden = await CompareAsync("internal");

        hidden.Items.ShouldNotContain(i => i.Name == "payroll" || i.OldSql!.Contains("salary", StringComparison.Ordinal));
        hidden.Notes.ShouldContain("1 metric is above the access level internal and not compared.");
        Metric(await CompareAsync("restricted"), "payroll").OldSql.ShouldNotBeNull().ShouldContain("salary");
    }

    [Fact]
    public async Task Another_account_is_told_and_counts_as_a_change_though_both_sides_ran_on_one()
    {
        var diff = await shop.CompareAsync(ChangedShopFiles.With(("account: shop", "account: elsewhere")));

        (diff.IsChanged, diff.NextAccount, diff.Account).ShouldBe((true, "elsewhere", "shop"));
        DiffWords
            .Summary(diff)
            .ShouldBe(
                "Every number may change: the layer asks the account elsewhere from then on. 4 numbers were compared: 4 have the same statement on both sides."
            );
        diff.Notes[0].ShouldStartWith("The layer asks the account elsewhere instead of shop; both sides were compared on shop.");
    }

    [Fact]
    public async Task A_metric_that_the_level_may_not_see_any_more_breaks()
    {
        var diff = await shop.CompareAsync(ChangedShopFiles.With((Paid, Paid + ", access: restricted")));

        Metric(diff, "revenue").Outcome.ShouldBe(DiffOutcome.Broken);
        diff.Items.Single(i => i.Subject == DiffSubject.VerifiedQuery).Outcome.ShouldBe(DiffOutcome.Broken);
    }

    [Fact]
    public async Task Of_five_hundred_metrics_only_the_changed_one_runs()
    {
        ImmutableArray<LayerFileText> Layer(int factor) =>
            ChangedShopFiles.WithFile(
                "3-metrics/many.yml",
                "metrics:\n"
                    + string.Concat(
                        Enumerable
                            .Range(1, 500)
                            .Select(n =>
                                $"  - {{ name: metric_{n}, entity: order, agg: sum, expr: amount * {(n == 250 ? factor : n)}, where: status <> 'lost' }}\n"
                            )
                    )
            );
        var before = shop.Counted.Statements;

        var diff = await shop.CompareAsync(Layer(7), before: Layer(250));

        diff.Items.ShouldHaveSingleItem().Name.ShouldBe("metric_250");
        // Its total, its months and by a dimension: both sides, and the old one once more.
        (shop.Counted.Statements - before).ShouldBe(9);
        diff.Statements.ShouldBe(9);
        diff.Counts.Single(c => c.Subject == DiffSubject.Metric).Same.ShouldBe(502);
        diff.Items[0].Numbers.Single(n => n.Where == "in total").New.Number.ShouldBe(await shop.NumberAsync("select 7 * sum(amount) from shop.orders"));
    }

    [Fact]
    public async Task Numbers_of_a_minute_ago_are_used_again_unless_they_are_not_to_be()
    {
        var diffs = shop.Diffs();
        var (from, to) = (ChangedShop.Side(ChangedShopFiles.With()), ChangedShop.Side(ChangedShopFiles.With((Paid, "where: status = 'refunded'"))));
        Task<AnswerDiff> CompareAsync(bool again) =>
            diffs.CompareAsync(from, to, new AnswerDiffSettings(Again: again), withHistory: false, _ => { }, Cancellation);

        var first = await CompareAsync(again: false);
        var second = await CompareAsync(again: false);
        var third = await CompareAsync(again: true);

        (second.Statements, second.Reused > 0).ShouldBe((0, true));
        third.Statements.ShouldBe(first.Statements);
        second.Items.Select(i => (i.Name, i.Outcome, i.Headline)).ShouldBe(first.Items.Select(i => (i.Name, i.Outcome, i.Headline)));
    }

    [Fact]
    public async Task Without_values_the_warehouse_is_asked_nothing_and_the_change_still_counts()
    {
        var before = shop.Counted.Statements;

        var diff = await shop.Diffs()
            .CompareAsync(
                ChangedShop.Side(ChangedShopFiles.With()),
                ChangedShop.Side(ChangedShopFiles.With((Paid, "where: status = 'refunded'"))),
                new AnswerDiffSettings(WithValues: false),
                withHistory: false,
                _ => { },
                Cancellation
            );

        shop.Counted.Statements.ShouldBe(before);
        diff.IsChanged.ShouldBeTrue();
        diff.Items.ShouldAllBe(i => i.Outcome == DiffOutcome.NotRun && i.Numbers.Count == 0);
    }

    [Fact]
    public async Task A_level_above_the_askers_is_refused()
    {
        var steps = await shop.Page()
            .CompareAsync(new LayerInUse(), new LayerInUse(), new AnswerDiffSettings(Level: "restricted"), Cancellation)
            .ToListAsync(Cancellation);

        steps[^1].ShouldBeOfType<AnswerDiffImpossible>().Reason.ShouldBe("Your access level is internal; restricted is above it.");
    }

    private static DiffItem Metric(AnswerDiff diff, string name) => diff.Items.Single(i => i.Subject == DiffSubject.Metric && i.Name == name);
}
