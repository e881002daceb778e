using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.SecondOpinions;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Shared.SecondOpinions;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.LayerHealth;

namespace Workbench.Tests.SecondOpinions;

public sealed class WhenAnOpinionIsKept(EmbeddedPostgresFixture postgres, FaultyShop shop) : IClassFixture<FaultyShop>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OpinionOutcome.Failed)]
    [InlineData(OpinionOutcome.NotExpressible)]
    public async Task A_disagreement_stands_when_nothing_could_be_computed_after_it(OpinionOutcome later)
    {
        await using var store = await postgres.CreateStoreAsync();
        var opinions = Opinions(store, shop.Layer);
        var run = Guid.NewGuid();
        await SaveAsync(store, Row(run, OpinionOutcome.Differs, Noon));
        var made = await SaveAsync(store, Row(run, later, Noon.AddMinutes(5)));

        await opinions.KeepAsync(made, Cancellation);

        (await opinions.FindAsync(run, Cancellation)).ShouldNotBeNull().Outcome.ShouldBe(OpinionOutcome.Differs);
        (await opinions.DisagreementsAsync(withResolved: false, Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Both_ways_that_agree_later_close_it_with_a_note()
    {
        await using var store = await postgres.CreateStoreAsync();
        var opinions = Opinions(store, shop.Layer);
        var run = Guid.NewGuid();
        await SaveAsync(store, Row(run, OpinionOutcome.Differs, Noon));
        var made = await SaveAsync(store, Row(run, OpinionOutcome.Same, Noon.AddMinutes(5)));

        await opinions.KeepAsync(made, Cancellation);

        (await opinions.FindAsync(run, Cancellation)).ShouldNotBeNull().Outcome.ShouldBe(OpinionOutcome.Same);
        var closed = (await opinions.DisagreementsAsync(withResolved: true, Cancellation)).ShouldHaveSingleItem();
        closed.Note.ShouldBe("Computed again: both ways agree now.");
        closed.ResolvedAt.ShouldBe(Noon.AddMinutes(5));
    }

    [Fact]
    public async Task Nobody_sees_one_while_there_is_no_layer_or_from_a_level_that_is_not_known()
    {
        await using var store = await postgres.CreateStoreAsync();
        var run = Guid.NewGuid();
        await SaveAsync(store, Row(run, OpinionOutcome.Differs, Noon));

        (await Opinions(store, layer: null).FindAsync(run, Cancellation)).ShouldBeNull();
        (await Opinions(store, layer: null).DisagreementsAsync(withResolved: true, Cancellation)).ShouldBeEmpty();
        (await Opinions(store, shop.Layer, level: "nonsense").FindAsync(run, Cancellation)).ShouldBeNull();
        (await Opinions(store, shop.Layer).FindAsync(run, Cancellation)).ShouldNotBeNull();
    }

    private static StoredOpinions Opinions(ServiceProvider store, LayerRevision? layer, string level = "internal")
    {
        var layers = Substitute.For<ISemanticLayers>();
        layers.TryCurrent.Returns(layer);
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", level));
        return new StoredOpinions(
            store.GetRequiredService<IDbContextFactory<WorkbenchDb>>(),
            making: null!,
            layers,
            asker,
            new NotedEntries(),
            Options.Create(new SecondOpinionsOptions()),
            TimeProvider.System
        );
    }

    private static async Task<OpinionRow> SaveAsync(ServiceProvider store, OpinionRow row)
    {
        await using var database = await store.GetRequiredService<IDbContextFactory<WorkbenchDb>>().CreateDbContextAsync(Cancellation);
        database.Add(row);
        await database.SaveChangesAsync(Cancellation);
        return row;
    }

    private static OpinionRow Row(Guid run, OpinionOutcome outcome, DateTimeOffset at) =>
        new()
        {
            Id = Guid.NewGuid(),
            RunId = run,
            At = at,
            AskedBy = "ann",
            Question = "Revenue by customer",
            Metrics = "Revenue",
            Account = "shop",
            Level = "internal",
            LayerRevision = "faulty",
            Outcome = outcome,
            Words = outcome.ToString(),
            Differences = "[]",
            Notes = "[]",
            FirstSql = "",
            SecondSql = "",
        };
}
