using System.Collections.Immutable;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>A query's own metric reads no more than its asker may: not by what it adds up, and not by what puts its rows in order.</summary>
public sealed class WhenADefinitionNamesWhatIsHidden
{
    private static readonly SemanticLayer Layer = Read(
        SmallLayer.With("1-warehouse/crm.yml", "{ name: paid_on, type: date }", "{ name: paid_on, type: date, access: restricted }")
    );

    [Theory]
    [InlineData("""{"name": "n", "entity": "account", "agg": "count", "where": "secret = 'x'"}""")]
    [InlineData("""{"name": "n", "entity": "payment", "agg": "count", "time": "paid"}""")]
    [InlineData("""{"name": "n", "entity": "payment", "agg": "sum", "expr": "amount_cents", "time": "paid", "last_per": []}""")]
    [InlineData("""{"name": "n", "entity": "account", "agg": "sum", "expr": "seats", "time": "created", "last_per": ["account.secret"]}""")]
    public void A_lower_level_is_refused_and_told_no_name(string definition)
    {
        var rejected = Compile(definition, "internal").ShouldBeOfType<Rejected>();

        rejected.Problems.ShouldAllBe(p => !p.Message.Contains("paid_on") && !p.Message.Contains("secret"));
        rejected.Problems.ShouldContain(p => p.Code == "denied");
        Compile(definition, "restricted").ShouldBeOfType<Compiled>();
    }

    [Fact]
    public void What_is_open_may_be_defined_below_the_highest_level() =>
        Compile("""{"name": "n", "entity": "account", "agg": "sum", "expr": "seats", "time": "created", "last_per": ["account.tier"]}""", "internal")
            .ShouldBeOfType<Compiled>();

    private static Compilation Compile(string definition, string level) =>
        new SemanticCompiler().Compile(
            TrapWarehouse.Query($$"""{"metrics": ["n"], "define": [{{definition}}]}"""),
            new CompileScope(Layer, level, new DateOnly(2026, 11, 21))
        );

    private static SemanticLayer Read(ImmutableArray<LayerFileText> files) => new(LayerReader.Read(files).Content);
}
