using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.VerifiedQueries;

public sealed class WhenAQuestionIsVerified(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private VerifiedShop? _shop;

    private VerifiedShop Shop => _shop!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await VerifiedShop.StartAsync(postgres);

    public async ValueTask DisposeAsync() => await Shop.DisposeAsync();

    [Theory]
    [InlineData("what is our REVENUE by region")]
    [InlineData("Turnover per area")]
    [InlineData("Please show me the money, split.")]
    [InlineData("revenue by region last month")]
    [InlineData("turnover by area in October 2026")]
    public async Task Another_wording_gets_the_verified_answer_and_says_whose_it_is(string question)
    {
        var (_, answer) = await Shop.AskAsync(question);

        answer.Origin.ShouldBe(AnswerOrigin.Verified);
        var by = answer.Verification.ShouldNotBeNull();
        (by.Owner, by.VerifiedOn, by.Question, by.Own).ShouldBe(("finance", new DateOnly(2026, 10, 5), "What is our revenue by region?", null));
        (by.File, by.Line).ShouldBe((VerifiedShop.Path, 3));
        answer.Rows.Select(r => (r[0].ToString(), r[1].Number)).Order().ShouldBe([("north", 30m), ("south", 5m)]);
    }

    [Theory]
    [InlineData("How many orders were there last month?")]
    [InlineData("revenue by month in 2026")]
    [InlineData("What is our revenue in the north last month?")]
    [InlineData("orders by region last month")]
    public async Task A_question_that_only_looks_alike_does_not(string question)
    {
        var (_, answer) = await Shop.AskAsync(question);

        answer.Status.ShouldBe(AnswerStatus.Answered);
        answer.Origin.ShouldBe(AnswerOrigin.Compiled);
        answer.Verification.ShouldBeNull();
    }

    [Theory]
    [InlineData("What is US revenue by region?")]
    [InlineData("What is our US revenue by region?")]
    public async Task A_country_is_no_pronoun(string question) => (await Shop.AskAsync(question)).Answer.Verification.ShouldBeNull();

    [Fact]
    public void What_picks_rows_is_a_part_of_the_wording()
    {
        var matching = Shop.Get<Workbench.Server.Semantics.IVerifiedMatching>();
        (string, string)[] others =
        [
            ("What was our US revenue?", "What was our revenue?"),
            ("How many people work in IT?", "How many people work in?"),
            ("Show us revenue in us", "Show us revenue"),
            ("Customers on plan A", "Customers on plan"),
            ("customers on plan a", "customers on plan b"),
            ("Customers on plan A in March", "Customers on plan in March"),
            ("orders where status != active", "orders where status = active"),
            ("customers with ≤ 5 seats", "customers with 5 seats"),
            ("customers with ≥ 5 seats", "customers with ≤ 5 seats"),
            ("orders with status ≠ active", "orders with status active"),
            ("balance below -5", "balance below 5"),
        ];
        foreach (var (one, other) in others)
            matching.AreSameWording(one, other).ShouldBeFalse($"{one} / {other}");
        (string, string)[] same =
        [
            ("Show us the revenue, please.", "revenue"),
            ("Could I see our US revenue?", "see US revenue"),
            ("WHAT IS OUR REVENUE?", "what is our revenue"),
            ("customers with <= 5 seats", "Customers with ≤ 5 seats"),
            ("status <> active", "status != active"),
            ("customers with a plan", "Customers with plan"),
        ];
        foreach (var (one, other) in same)
            matching.AreSameWording(one, other).ShouldBeTrue($"{one} / {other}");
    }

    [Fact]
    public async Task What_was_verified_wins_over_what_the_words_alone_would_give_and_the_card_says_what_differs()
    {
        var (_, answer) = await Shop.AskAsync("How many good orders were there last month?");

        answer.Verification.ShouldNotBeNull().Owner.ShouldBe("sales");
        answer.Rows.ShouldHaveSingleItem()[0].Number.ShouldBe(2);
    }

    [Fact]
    public async Task Its_own_period_is_put_in_the_place_of_a_relative_one_and_told()
    {
        var (_, answer) = await Shop.AskAsync("What is our revenue by region in September 2026?");

        answer.Verification.ShouldNotBeNull().Own.ShouldBe("Its own period: September 2026.");
        answer.Rows.Select(r => (r[0].ToString(), r[1].Number)).Order().ShouldBe([("north", 7m), ("south", 3m)]);
    }

    [Fact]
    public async Task Sql_that_somebody_verified_answers_its_question()
    {
        var (_, answer) = await Shop.AskAsync("which order was the dearest of all");

        answer.Origin.ShouldBe(AnswerOrigin.Verified);
        answer.Rows.ShouldHaveSingleItem().Select(c => c.Number).ShouldBe([2m, 20m]);
        answer.Warnings.ShouldNotContain(w => w.Code == "free_sql");
    }

    [Theory]
    [InlineData("select id, amount from shop.orders /* all */ order by amount desc\n\tlimit 1 ;", true)]
    [InlineData("select id, amount from shop.orders -- order by amount desc limit 1", false)]
    public void Sql_is_the_verified_one_whatever_its_blanks_and_comments(string sql, bool isSame) =>
        Matches(Shop.Get<ISemanticLayers>().Current.Layer, sql).ShouldBe(isSame);

    [Theory]
    [InlineData("select 'a  b' as label", "select 'a  b'  as  label", true)]
    [InlineData("select 'a  b' as label", "select 'a b' as label", false)]
    [InlineData("select 1 -- as\n, 2", "select 1 -- as , 2", false)]
    public void Blanks_within_quotes_and_the_end_of_a_comment_make_another_statement(string verified, string sql, bool isSame)
    {
        var content = Shop.Get<ISemanticLayers>().Current.Layer.Content;
        var own = content with { Verified = [content.Verified[^1] with { Question = "Which?", Query = null, Sql = verified }] };

        Matches(new SemanticLayer(own), sql).ShouldBe(isSame);
    }

    private bool Matches(SemanticLayer layer, string sql) =>
        !Shop.Get<IVerifiedMatching>().OfSql(sql, new CompileScope(layer, "internal", new DateOnly(2026, 11, 21))).IsEmpty;

    [Fact]
    public async Task After_its_last_day_it_is_not_used_and_the_answer_says_so()
    {
        var (_, answer) = await Shop.AskAsync("How many orders were there in the south last month?");

        answer.Origin.ShouldBe(AnswerOrigin.Compiled);
        answer.Rows.ShouldHaveSingleItem()[0].Number.ShouldBe(1);
        answer.Warnings.ShouldContain(w => w.Code == "verified_expired" && w.Message.Contains("expired on 2026-10-05", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_above_the_askers_level_is_neither_used_nor_shown()
    {
        var (_, answer) = await Shop.AskAsync("What did we pay in wages last month?");

        answer.Origin.ShouldNotBe(AnswerOrigin.Verified);
        answer.Verification.ShouldBeNull();
        answer.Rows.ShouldBeEmpty();
        (await Shop.Queries.OverviewAsync(Cancellation)).Queries.ShouldNotContain(q => q.Question.Contains("wages", StringComparison.Ordinal));
        (
            await Shop.Queries.RemoveAsync("What did we pay in wages last month?", Cancellation)
        ).ShouldBeOfType<Workbench.Shared.VerifiedQueries.VerifiedNotSaved>();
    }

    [Fact]
    public async Task A_question_that_goes_on_from_another_is_read_with_it()
    {
        var (run, _) = await Shop.AskAsync("What is our revenue in the north last month?");
        var conversation = (Guid)(await Shop.ScalarAsync($"select conversation_id from runs where id = '{run}'"))!;

        var (_, answer) = await Shop.AskAsync("and in the south?", conversation);

        answer.Verification.ShouldBeNull();
        answer.Rows.ShouldHaveSingleItem()[0].Number.ShouldBe(5);
    }

    [Fact]
    public async Task Its_answers_are_counted()
    {
        await Shop.AskAsync("Turnover per area");
        await Shop.AskAsync("What is our revenue by region?");

        var line = await Shop.WhenAsync("What is our revenue by region?", l => l.Uses == 2);
        line.LastUsedAt.ShouldNotBeNull();
    }
}
