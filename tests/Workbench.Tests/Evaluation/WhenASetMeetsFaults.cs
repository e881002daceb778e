using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Evaluation;
using Workbench.Server.Semantics;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Evals;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.LayerHealth;

namespace Workbench.Tests.Evaluation;

/// <summary>Cases that break, a store that is lost in the middle, and askers of different levels.</summary>
public sealed class WhenASetMeetsFaults(EmbeddedPostgresFixture postgres, FaultyShop shop) : IClassFixture<FaultyShop>, IAsyncLifetime
{
    private readonly IChat _chat = Substitute.For<IChat>();
    private readonly ISemanticLayers _layers = Substitute.For<ISemanticLayers>();
    private readonly IWarehouseAccounts _accounts = Substitute.For<IWarehouseAccounts>();
    private readonly IWarehouse _warehouse = Substitute.For<IWarehouse>();
    private readonly ConcurrentQueue<string> _asked = [];
    private ServiceProvider? _services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EvalSetStore Store => new(_services!.GetRequiredService<NpgsqlDataSource>());

    public async ValueTask InitializeAsync()
    {
        _services = await postgres.CreateStoreAsync();
        _layers.TryCurrent.Returns(shop.Layer);
        _layers.Current.Returns(shop.Layer);
        var account = new WarehouseAccount("shop", "Shop", "postgres");
        _accounts.All.Returns([account]);
        _accounts.Find("shop").Returns(account);
        _accounts.Open("shop").Returns(_warehouse);
        _warehouse
            .QueryAsync(Arg.Any<WarehouseQuery>(), Arg.Any<CancellationToken>())
            .Returns(call =>
                (WarehouseOutcome)new WarehouseFault(WarehouseFaultKind.Permission, Code: null, $"secret of {call.Arg<WarehouseQuery>().Level}", DurationMs: 1)
            );
        Answer(_ => null);
    }

    [Fact]
    public async Task Two_who_start_it_at_once_follow_one_result()
    {
        await StartAsync("internal", "a");
        var started = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Store.StartOrFindAsync("set", new EvalSettings(Parallel: 2), ("d0", "shop", "restricted"), "ann", Noon, Cancellation))
        );

        started.Select(s => s.Result).Distinct().ShouldHaveSingleItem();
        started.Count(s => s.IsNew).ShouldBe(1);
    }

    [Fact]
    public async Task A_case_that_breaks_is_an_outcome_and_the_others_are_asked()
    {
        Answer(question => question == "b" ? new FormatException("It cannot be read.") : null);
        var result = await StartAsync("internal", "a", "b", "c");

        await Work().WorkAsync(result, told: null, Cancellation);

        (await Store.FindResultAsync(result, Cancellation)).ShouldNotBeNull().Status.ShouldBe(EvalStatus.Done);
        var outcomes = await Store.OutcomesAsync(result, Cancellation);
        outcomes.Select(o => o.Id).ShouldBe(["a", "b", "c"]);
        outcomes[1].Verdict.ShouldBe(EvalVerdict.Failed);
        outcomes[1].Problem.ShouldBe("It could not be asked or compared: It cannot be read.");
    }

    [Fact]
    public async Task A_store_that_is_lost_in_the_middle_leaves_what_was_asked_and_the_rest_is_gone_on_with()
    {
        var isAway = true;
        Answer(question => question == "b" && isAway ? new NpgsqlException("The store is away.", new IOException()) : null);
        var result = await StartAsync("internal", "a", "b", "c");

        await Should.ThrowAsync<NpgsqlException>(() => Work().WorkAsync(result, told: null, Cancellation));

        (await Store.FindResultAsync(result, Cancellation)).ShouldNotBeNull().Status.ShouldBe(EvalStatus.Running);
        isAway = false;
        await using (
            var silence = _services!.GetRequiredService<NpgsqlDataSource>().CreateCommand("update eval_results set heartbeat_at = now() - interval '1 minute'")
        )
            await silence.ExecuteNonQueryAsync(Cancellation);
        (await Work().WorkAsync(result, told: null, Cancellation)).ShouldBeTrue();
        (await Store.FindResultAsync(result, Cancellation)).ShouldNotBeNull().Status.ShouldBe(EvalStatus.Done);
        (await Store.OutcomesAsync(result, Cancellation)).Count.ShouldBe(3);
        _asked.Count(q => q == "a").ShouldBe(1);
    }

    [Theory]
    [InlineData("public", "internal", "public")]
    [InlineData("internal", "public", "public")]
    [InlineData("internal", "internal", "internal")]
    public async Task Gold_reads_at_the_lower_of_its_authors_level_and_the_askers(string author, string asker, string read)
    {
        await Sets(author)
            .AddAsync(
                "set",
                [
                    new EvalCase
                    {
                        Id = "a",
                        Question = "a",
                        GoldSql = ["select 1"],
                    },
                ],
                Cancellation
            );
        var (result, _) = await Store.StartOrFindAsync("set", new EvalSettings(), ("d0", "shop", asker), "ann", Noon, Cancellation);

        await Work().WorkAsync(result, told: null, Cancellation);

        (await Store.OutcomesAsync(result, Cancellation)).ShouldHaveSingleItem().Problem.ShouldBe($"the gold failed: secret of {read}");
    }

    [Fact]
    public async Task A_result_above_the_askers_level_shows_its_verdicts_and_no_words()
    {
        var result = await StartAsync("internal", "a");
        await Work().WorkAsync(result, told: null, Cancellation);

        (await Sets("internal").ResultAsync(result, Cancellation))!.Cases[0].Question.ShouldBe("a");
        foreach (var stranger in (EvalSets[])[Sets("public"), Sets("nonsense")])
        {
            var seen = (await stranger.ResultAsync(result, Cancellation))!.Cases.ShouldHaveSingleItem();
            seen.Question.ShouldBe("(asked at the level internal)");
            seen.Problem.ShouldBeNull();
        }
        _layers.TryCurrent.Returns((LayerRevision?)null);
        (await Sets("internal").ResultAsync(result, Cancellation))!.Cases[0].Question.ShouldBe("(asked at the level internal)");
    }

    [Fact]
    public async Task A_case_above_the_askers_level_shows_no_gold_and_is_not_replaced_nor_claimed()
    {
        var secret = new EvalCase
        {
            Id = "a",
            Question = "a",
            GoldSql = ["select secret"],
        };
        await Sets("internal").AddAsync("set", [secret], Cancellation);

        (await Sets("public").FindAsync("set", Cancellation))!.Cases[0].GoldSql.ShouldBeEmpty();
        (await Sets("public").AddAsync("set", [secret with { GoldSql = ["select 1"] }], Cancellation)).ShouldBeOfType<EvalRejected>();
        (await Sets("public").AddAsync("set", [secret with { Id = "b", Level = "internal" }], Cancellation)).ShouldBeOfType<EvalRejected>();
        (await Sets("internal").FindAsync("set", Cancellation))!.Cases.ShouldHaveSingleItem().GoldSql.ShouldBe(["select secret"]);
        _layers.TryCurrent.Returns((LayerRevision?)null);
        (await Sets("public").FindAsync("set", Cancellation))!.Cases[0].GoldSql.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_level_that_is_not_there_is_refused()
    {
        await Sets("internal")
            .AddAsync(
                "set",
                [
                    new EvalCase
                    {
                        Id = "a",
                        Question = "a",
                        GoldSql = ["select 1"],
                    },
                ],
                Cancellation
            );

        var refused = (await Sets("internal").StartAsync("set", new EvalSettings(Level: "nonsense"), Cancellation)).ShouldBeOfType<EvalRejected>();

        refused.Message.ShouldBe("There is no access level \"nonsense\". There are: public, internal.");
        (await Sets("public").StartAsync("set", new EvalSettings(Level: "internal"), Cancellation)).ShouldBeOfType<EvalRejected>();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
    }

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private async Task<Guid> StartAsync(string level, params string[] questions)
    {
        await Sets("internal")
            .AddAsync(
                "set",
                [
                    .. questions.Select(q => new EvalCase
                    {
                        Id = q,
                        Question = q,
                        Rows =
                        [
                            [new Cell(1m)],
                        ],
                    }),
                ],
                Cancellation
            );
        return (await Store.StartOrFindAsync("set", new EvalSettings(), ("d0", "shop", level), "ann", Noon, Cancellation)).Result;
    }

    private void Answer(Func<string, Exception?> fault) =>
        _chat
            .AskAsync(Arg.Any<AskRequest>(), Arg.Any<CancellationToken>())
            .Returns(call =>
            {
                var question = call.Arg<AskRequest>().Question;
                _asked.Enqueue(question);
                return fault(question) is { } broken ? throw broken : (AskOutcome)new AskRejected("Not now.");
            });

    private EvalWork Work() => new(Store, _chat, Substitute.For<ITraces>(), _accounts, _layers, TimeProvider.System, NullLogger<EvalWork>.Instance);

    private EvalSets Sets(string level)
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", level));
        var agents = Substitute.For<IAgents>();
        return new EvalSets(Store, Work(), Substitute.For<ITraces>(), _chat, agents, _layers, _accounts, asker, new NotedEntries(), TimeProvider.System);
    }
}
