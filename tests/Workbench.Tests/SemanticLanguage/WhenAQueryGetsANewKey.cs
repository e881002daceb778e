using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Shouldly;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

/// <summary>The compiler is not the only one that reads queries: the editor completes and renames by their keys, and access goes by the names in them.</summary>
public sealed class WhenAQueryGetsANewKey
{
    private static readonly ImmutableArray<PropertyInfo> Keys = [.. typeof(SemanticQuery).GetProperties().Where(p => p.CanWrite)];

    /// <summary>Keys that are lists of names.</summary>
    public static TheoryData<string> Lists => [.. NamesOfLists];

    /// <summary>Those that name fields are told apart by their entities.</summary>
    public static TheoryData<string> ListsOfMetrics => [.. NamesOfLists.Except([nameof(SemanticQuery.GroupBy), nameof(SemanticQuery.Within)])];

    private static IEnumerable<string> NamesOfLists => Keys.Where(p => p.PropertyType == typeof(IReadOnlyList<string>)).Select(p => p.Name);

    [Fact]
    public void The_editor_knows_every_key() =>
        QueryFormat.Query.Keys.Select(k => k.Key).ShouldBe(Keys.Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)), ignoreOrder: true);

    [Theory, MemberData(nameof(Lists))]
    public void Access_asks_for_every_name_in_it(string key) => NameAccess.NamesOf(Naming(key, "payroll")).ShouldContain("payroll");

    [Theory, MemberData(nameof(ListsOfMetrics))]
    public void A_metric_that_was_renamed_is_found_in_it(string key)
    {
        var renamed = MetricNames.Replace(Naming(key, "payroll"), new Dictionary<string, string> { ["payroll"] = "wages" });
        NameAccess.NamesOf(renamed.ShouldNotBeNull()).ShouldBe(["wages"]);
    }

    [Theory]
    [InlineData("sum", "secret", null, false)]
    [InlineData("count", null, "secret = 'x'", false)]
    [InlineData("sum", "seats", null, true)]
    public void A_metric_that_a_query_defines_is_as_closed_as_the_columns_that_it_reads(string agg, string? expr, string? where, bool isOpen)
    {
        var query = new SemanticQuery
        {
            Metrics = ["mine"],
            Define =
            [
                new QueryDefinition
                {
                    Name = "mine",
                    Entity = "account",
                    Agg = agg,
                    Expr = expr,
                    Where = where,
                },
            ],
        };

        LayerReader.Read(SmallLayer.Files).Content.Allows("internal", NameAccess.NamesOf(query)).ShouldBe(isOpen);
    }

    private static SemanticQuery Naming(string key, string name)
    {
        var query = new SemanticQuery();
        Keys.Single(p => p.Name == key).SetValue(query, new[] { name });
        return query;
    }
}
