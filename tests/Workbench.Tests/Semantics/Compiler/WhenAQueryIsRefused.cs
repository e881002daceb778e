using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 13: what cannot be computed is refused with the place, the reason and what would work.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenAQueryIsRefused(TrapWarehouse trap)
{
    [Theory]
    [InlineData("""{"metrics": ["revenu"]}""", "unknown_metric", "metrics[0]", "revenue")]
    [InlineData("""{"metrics": ["tickets"], "group_by": ["account.regoin"]}""", "unknown_field", "group_by[0]", "account.region")]
    [InlineData("""{"metrics": ["tickets"], "group_by": ["time.mnth"]}""", "unknown_field", "group_by[0]", "month")]
    [InlineData(
        """{"metrics": ["tickets"], "where": [{"field": "acount.region", "op": "=", "values": ["x"]}]}""",
        "unknown_field",
        "where[0].field",
        "account.region"
    )]
    [InlineData("""{"metrics": ["tickets"], "segments": {"account.reel": true}}""", "unknown_field", "segments.account.reel", "account.real")]
    [InlineData("""{"metrics": ["tickets"], "order_by": [{"field": "ticket"}]}""", "unknown_field", "order_by[0].field", "tickets")]
    [InlineData(
        """{"metrics": ["visits"], "where": [{"metric": "tickets", "per": "acount", "op": ">", "values": [1]}]}""",
        "unknown_field",
        "where[0].per",
        "account"
    )]
    [InlineData("""{"metrics": ["tickets"], "having": [{"metric": "tickts", "op": ">", "values": [1]}]}""", "unknown_metric", "having[0].metric", "tickets")]
    public void An_unknown_name_is_met_with_the_nearest(string query, string code, string path, string nearest) =>
        trap.MustReject(query)
            .ShouldSatisfyAllConditions(
                p => p.Code.ShouldBe(code),
                p => p.Path.ShouldBe(path),
                p => p.Nearest.ShouldContain(nearest),
                p => p.Message.ShouldContain(nearest)
            );

    [Theory]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": "last_decade"}}""", "bad_range")]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": "next_month"}}""", "bad_range")]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": {"last": 0, "unit": "day"}}}""", "bad_range")]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": {"last": 3, "unit": "hour"}}}""", "bad_range")]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": {"from": "2026-02-01", "to": "2026-01-01"}}}""", "bad_range")]
    [InlineData("""{"metrics": ["tickets"], "compare": {"to": "previous_period"}}""", "bad_range")]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": "last_month", "grain": "week"}, "compare": {"to": {"shift": 1, "unit": "day"}}}""", "bad_range")]
    [InlineData("""{"metrics": ["held"], "time": {"range": "last_month", "grain": "day"}}""", "bad_grain")]
    [InlineData("""{"metrics": ["held"], "group_by": ["time.day_of_week"]}""", "bad_query")]
    [InlineData("""{"metrics": ["tickets"], "where": [{"field": "ticket.minutes", "op": "=", "values": ["many"]}]}""", "bad_value")]
    [InlineData("""{"metrics": ["tickets"], "where": [{"field": "ticket.resolved", "op": "=", "values": ["yesterday"]}]}""", "bad_value")]
    [InlineData("""{"metrics": ["tickets"], "where": [{"field": "account.region", "op": "like", "values": ["x"]}]}""", "bad_value")]
    [InlineData("""{"metrics": ["tickets"], "where": [{"field": "account.region", "op": "between", "values": ["x"]}]}""", "bad_value")]
    [InlineData("""{"metrics": ["tickets"], "where": [{"field": "ticket.minutes", "op": "contains", "values": ["1"]}]}""", "bad_value")]
    [InlineData("""{"metrics": ["tickets"], "limit": 0}""", "bad_value")]
    [InlineData("""{"metrics": ["tickets"], "others": true}""", "bad_query")]
    [InlineData("""{"metrics": ["urgent_share"], "group_by": ["account.tier"], "shares": ["urgent_share"]}""", "bad_query")]
    [InlineData("""{"metrics": ["revenue_growth"], "time": {"grain": "month"}}""", "bad_range")]
    [InlineData("""{"metrics": []}""", "bad_query")]
    [InlineData("""{"group_by": ["ticket.priority", "product.name"]}""", "unreachable_field")]
    public void What_makes_no_sense_says_why(string query, string code) =>
        trap.MustReject(query).ShouldSatisfyAllConditions(p => p.Code.ShouldBe(code), p => p.Message.Length.ShouldBeGreaterThan(20));

    [Theory]
    [InlineData("""{"metrics": ["secrets"]}""", "staff")]
    [InlineData("""{"metrics": ["noted_tickets"]}""", "everyone")]
    [InlineData("""{"metrics": ["noted_urgent_share"]}""", "everyone")]
    [InlineData("""{"metrics": ["tickets"], "group_by": ["ticket.note"]}""", "everyone")]
    [InlineData("""{"metrics": ["tickets"], "where": [{"field": "ticket.note", "op": "contains", "values": ["a"]}]}""", "everyone")]
    [InlineData("""{"group_by": ["secret.account.region"]}""", "staff")]
    [InlineData("""{"group_by": ["secret"]}""", "staff")]
    [InlineData("""{"metrics": ["visits"], "where": [{"metric": "secrets", "per": "account", "op": ">", "values": [1]}]}""", "staff")]
    [InlineData("""{"metrics": ["tickets"], "having": [{"metric": "secrets", "op": ">", "values": [1]}]}""", "staff")]
    public void What_the_level_may_not_see_is_denied_without_a_name(string query, string level)
    {
        var problem = trap.MustReject(query, level);
        problem.Code.ShouldBe("denied");
        problem.Message.ShouldNotContain("secret", Case.Insensitive);
        problem.Message.ShouldNotContain("note", Case.Insensitive);
        problem.Nearest.ShouldBeEmpty();
        problem.Message.ShouldContain("shop.example");
    }

    [Fact]
    public void A_hidden_name_is_never_suggested()
    {
        trap.MustReject("""{"metrics": ["secretz"]}""").Nearest.ShouldNotContain("secrets");
        trap.MustReject("""{"metrics": ["secretz"]}""", "owners").Nearest.ShouldContain("secrets");
        trap.MustReject("""{"metrics": ["tickets"], "group_by": ["ticket.noto"]}""", "everyone").Nearest.ShouldNotContain("ticket.note");
        trap.MustCompile("""{"metrics": ["secrets"]}""", "owners");
    }

    [Theory]
    [InlineData("""{"metrics": ["tickets"], "compare": {"to": "previous_period"}}""", "compare.to", "grain such as month")]
    [InlineData(
        """{"metrics": ["tickets"], "time": {"range": {"from": "2026-03-01"}, "grain": "month"}, "compare": {"to": "previous_period"}}""",
        "compare.to",
        "\"to\": \"2026-10-15\""
    )]
    [InlineData("""{"metrics": ["tickets"], "time": {"grain": "month"}, "compare": {"to": "previous_period"}, "totals": true}""", "totals", "last_12_months")]
    [InlineData("""{"metrics": ["visits_28d"], "time": {"range": "yesterday", "grain": "hour"}}""", "time.grain", "use the grain day")]
    [InlineData("""{"metrics": ["tickets"], "time": {"range": "last_year", "grain": "month"}, "limit": 2, "others": true}""", "others", "add a field")]
    [InlineData(
        """{"metrics": ["tickets"], "group_by": ["account.tier"], "time": {"range": "last_year", "grain": "month"}, "limit": 2, "others": true, "having": [{"metric": "tickets", "op": ">", "values": [3]}]}""",
        "having",
        "without having"
    )]
    [InlineData("""{"metrics": ["visits"], "where": [{"metric": "amount", "per": "account", "op": ">", "values": [3]}]}""", "where[0]", "revenue")]
    [InlineData("""{"metrics": ["visits"], "where": [{"metric": "low_tickets", "per": "account", "op": ">", "values": [3]}]}""", "where[0]", "ticket.priority")]
    public void What_is_refused_names_the_query_that_works(string query, string path, string way) =>
        trap.MustReject(query).ShouldSatisfyAllConditions(p => p.Path.ShouldBe(path), p => p.Message.ShouldContain(way));
}
