using System.Collections.Immutable;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>A metric has one number. Whoever may not read what it is filtered by is refused, and never given the number without the filter.</summary>
public sealed class WhenADefaultSegmentIsHidden
{
    private const string Payments = """{"metrics": ["n"], "define": [{"name": "n", "entity": "payment", "agg": "count"}]}""";

    private static readonly SemanticLayer Layer = Read(
        SmallLayer.With("1-warehouse/crm.yml", "{ name: is_internal, type: boolean }", "{ name: is_internal, type: boolean, access: restricted }")
    );

    [Fact]
    public void A_lower_level_is_denied_the_rows_that_join_it_and_told_no_name()
    {
        var rejected = Compile(Layer, Payments, "internal").ShouldBeOfType<Rejected>();

        rejected.Problems.ShouldHaveSingleItem().Code.ShouldBe("denied");
        rejected.Problems[0].Message.ShouldNotContain("is_internal");
        Compile(Layer, Payments, "restricted").ShouldBeOfType<Compiled>().Sql.ShouldContain("is_internal");
    }

    [Fact]
    public void Switched_off_by_its_name_it_stands_in_nobodys_way() =>
        Compile(Layer, Payments.Replace("}]}", """}], "segments": {"account.real": false}}""", StringComparison.Ordinal), "internal")
            .ShouldBeOfType<Compiled>()
            .Sql.ShouldNotContain("is_internal");

    [Fact]
    public void Two_ways_to_it_leave_it_out_for_everybody_also_where_one_of_them_is_hidden()
    {
        var layer = Read([
            .. SmallLayer
                .With(
                    "1-warehouse/crm.yml",
                    "{ name: account_id, type: bigint }",
                    "{ name: account_id, type: bigint }\n      - { name: payer_id, type: bigint, access: restricted }"
                )
                .Select(f =>
                    f.Path == "2-entities/payment.yml"
                        ? f with
                        {
                            Text = f.Text.Replace("joins:\n", "joins:\n  - { name: payer, to: account, on: payer_id = payer.id }\n", StringComparison.Ordinal),
                        }
                        : f
                ),
        ]);

        foreach (var level in (string[])["internal", "restricted"])
            Compile(layer, Payments, level).ShouldBeOfType<Compiled>().Sql.ShouldNotContain("is_internal", customMessage: level);
    }

    private static Compilation Compile(SemanticLayer layer, string query, string level) =>
        new SemanticCompiler().Compile(TrapWarehouse.Query(query), new CompileScope(layer, level, new DateOnly(2026, 11, 21)));

    private static SemanticLayer Read(ImmutableArray<LayerFileText> files)
    {
        var reading = LayerReader.Read(files);
        reading.IsUsable.ShouldBeTrue(string.Join('\n', reading.Problems));
        return new SemanticLayer(reading.Content);
    }
}
