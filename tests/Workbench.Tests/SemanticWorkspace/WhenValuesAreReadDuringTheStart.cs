using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Values;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Tests.Runs;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace;

/// <summary>On an empty directory the values are wanted while the demo company is still being written.</summary>
public sealed class WhenValuesAreReadDuringTheStart
{
    private static readonly LayerRevision Layer = new("r1", new SemanticLayer(LayerReader.Read(SmallLayer.Files).Content));
    private readonly StartupProgress _startup = new();
    private readonly ScriptedWarehouse _warehouse = new()
    {
        All = [new WarehouseAccount("acme", "Acme", "postgres")],
        Script = (_, _, _) =>
            Task.FromResult<WarehouseOutcome>(
                new WarehouseRows(
                    [new ResultColumn("name", "Name", ColumnType.String)],
                    [
                        [new Cell("Northern Lights")],
                    ],
                    IsTruncated: false,
                    DurationMs: 1
                )
            ),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_warehouse_is_asked_when_it_is_there_and_the_first_question_finds_them()
    {
        var values = Indexes();
        var early = await values.GetAsync(Layer, "acme", Cancellation);
        early.Find("northern lights").ShouldNotContain(m => m.Field == "account.name");
        _warehouse.Queries.ShouldBeEmpty("tables that are being written look empty, and would count as read");

        _startup.Ready();

        var index = await values.GetAsync(Layer, "acme", Cancellation);
        index.Find("northern lights").ShouldContain(m => m.Field == "account.name");
    }

    [Fact]
    public async Task A_start_that_failed_keeps_nobody_waiting()
    {
        _startup.Fail("The disk is full.");

        await Indexes().GetAsync(Layer, "acme", Cancellation);

        _warehouse.Queries.ShouldBeEmpty();
    }

    private ValueIndexes Indexes() =>
        new(
            new WarehouseValues(_warehouse, new SemanticCompiler(), _startup, TimeProvider.System, NullLogger<WarehouseValues>.Instance),
            Options.Create(new SemanticsOptions { ValuesPatience = TimeSpan.FromSeconds(1) }),
            TimeProvider.System,
            NullLogger<ValueIndexes>.Instance
        );
}
