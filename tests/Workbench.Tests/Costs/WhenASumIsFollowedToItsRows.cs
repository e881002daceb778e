using System.Globalization;
using System.Web;
using Npgsql;
using Shouldly;
using Workbench.Client.Costs;
using Workbench.Client.Traces;
using Workbench.Shared.Costs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Costs;

/// <summary>Runs of agents, of other programs and from the playground over a week in which the clocks change; every sum of the page against what is behind it.</summary>
public sealed class WhenASumIsFollowedToItsRows(EmbeddedPostgresFixture postgres)
{
    private static readonly DateOnly From = new(2026, 10, 29);
    private static readonly DateOnly To = new(2026, 11, 3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CostGrouping.Agent, "agent")]
    [InlineData(CostGrouping.Model, "model")]
    [InlineData(CostGrouping.User, "user_name")]
    [InlineData(CostGrouping.Conversation, "conversation_id::text")]
    [InlineData(CostGrouping.Tier, "coalesce(tier, '')")]
    [InlineData(CostGrouping.Key, "coalesce(key_name, '')")]
    public async Task Every_line_is_the_rows_that_it_leads_to_and_the_file_adds_up_to_it(CostGrouping by, string column)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await FillAsync(host, new Random(19));
        var query = new CostQuery(From, To, by);

        var report = await host.Costs.ReportAsync(query, Cancellation);
        var view = CostView.Create(report, new CostRange(From, To, by), await host.Costs.MonthAsync(Cancellation), [], saving: null);
        var file = Lines(view.Csv);

        report.Lines.Count.ShouldBeGreaterThan(1);
        for (var i = 0; i < report.Lines.Count; i++)
        {
            var (line, shown) = (report.Lines[i], view.Lines[i]);
            line.Totals.CostUsd.ShouldBe(await SumAsync(host, "cost_usd", column, line.Name));
            (await CostOfRunsAsync(host, shown.CallsHref!)).ShouldBe(line.Totals.CostUsd, $"the runs behind {shown.Name}");
            if (shown.RetriesHref is not null)
                (await CostOfRunsAsync(host, shown.RetriesHref)).ShouldBeGreaterThanOrEqualTo(line.Totals.RetryUsd, "with their other attempts");
            var own = file.Where(l => l["name"] == line.Name).ToList();
            Sum(own, "cost_usd").ShouldBe(line.Totals.CostUsd);
            Sum(own, "input_tokens").ShouldBe(await SumAsync(host, "input", column, line.Name));
            Sum(own, "cached_tokens").ShouldBe(await SumAsync(host, "cache_read", column, line.Name));
            Sum(own, "output_tokens").ShouldBe(await SumAsync(host, "output", column, line.Name));
            Sum(own, "retries_usd").ShouldBe(line.Totals.RetryUsd);
            Sum(own, "questions_usd").ShouldBe(line.Totals.QuestionUsd);
            Sum(own, "runs").ShouldBe(line.Totals.Runs);
        }
        (await CostOfRunsAsync(host, view.Total.CallsHref!)).ShouldBe(report.Totals.CostUsd);
        (await CostOfRunsAsync(host, view.Range[0].Href!)).ShouldBe(report.Totals.CostUsd);
        Sum(file, "cost_usd").ShouldBe(report.Totals.CostUsd);
        Sum(file, "unpriced_calls").ShouldBe(report.Totals.UnpricedCalls);
        Sum(file, "model_calls").ShouldBe(report.Totals.Calls);
        view.Chart!.Series.Sum(s => s.Y.Sum() ?? 0).ShouldBe((double)report.Totals.CostUsd, 1e-9);
    }

    [Fact]
    public async Task Calls_of_programs_and_of_the_playground_are_paid_for_and_are_no_questions()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await AddAsync(host, "2026-11-01 12:00Z", "d0", 0.5m, answered: true);
        await AddAsync(host, "2026-11-01 13:00Z", "d0", 0.25m);
        await AddAsync(host, "2026-11-01 14:00Z", "key:reports", 10m, key: "reports");
        await AddAsync(host, "2026-11-01 15:00Z", "playground", 20m);

        foreach (var by in Enum.GetValues<CostGrouping>())
        {
            var report = await host.Costs.ReportAsync(new CostQuery(From, To, by), Cancellation);

            var totals = report.Totals;
            (totals.Runs, totals.Questions, totals.Answered, totals.CostUsd, totals.QuestionUsd).ShouldBe((4, 2, 1, 30.75m, 0.75m));
            (totals.CostPerQuestion, totals.CostPerAnswered).ShouldBe((0.375m, 0.75m));
            report.Lines.Sum(l => l.Totals.QuestionUsd).ShouldBe(0.75m);
        }
    }

    [Fact]
    public async Task A_question_stands_with_the_model_that_answered_it_and_no_line_has_an_id_for_a_name()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await AddAsync(host, "2026-11-01 12:00Z", "d0", 0.5m, answered: true, model: "gpt", tier: "fast");
        await AddAsync(host, "2026-11-01 14:00Z", "key:reports", 10m, key: "reports", model: "gpt");
        // A run that asked for a tier goes by its name.
        await host.ScalarAsync("update runs set model = 'fast', model_choice = 'fast' where agent = 'd0'");

        var byModel = (await host.Costs.ReportAsync(new CostQuery(From, To, CostGrouping.Model), Cancellation)).Lines.ShouldHaveSingleItem();
        var byConversation = (await host.Costs.ReportAsync(new CostQuery(From, To, CostGrouping.Conversation), Cancellation)).Lines;

        (byModel.Name, byModel.Totals.Questions, byModel.Totals.CostPerAnswered).ShouldBe(("gpt", 1, 0.5m));
        byConversation.Select(l => l.Label).ShouldBe(["Calls with the key reports", "A conversation that was deleted"]);
    }

    private static async Task FillAsync(RunsHost host, Random random)
    {
        var begins = new DateTimeOffset(2026, 10, 28, 22, 0, 0, TimeSpan.Zero);
        (string Agent, string? Key)[] callers = [("d0", null), ("finance", null), ("key:reports", "reports"), ("playground", null)];
        var conversations = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < 150; i++)
        {
            var (agent, key) = callers[random.Next(callers.Length)];
            await AddAsync(
                host,
                begins.AddMinutes(random.Next(7 * 24 * 60)).ToString("u", CultureInfo.InvariantCulture),
                agent,
                random.Next(6) == 0 ? null : random.Next(1, 1_000_000) / 10_000_000m,
                answered: random.Next(2) == 0,
                key,
                model: $"m{random.Next(3)}",
                user: $"user {random.Next(3)} & co",
                tier: random.Next(3) == 0 ? null
                    : random.Next(2) == 0 ? "fast"
                    : "max",
                conversation: conversations[random.Next(conversations.Length)],
                retries: random.Next(4) == 0 ? 1 : 0
            );
        }
    }

    /// <summary>A run of one step; each attempt cost the same.</summary>
    private static async Task AddAsync(
        RunsHost host,
        string at,
        string agent,
        decimal? cost,
        bool answered = false,
        string? key = null,
        string model = "m",
        string user = "somebody",
        string? tier = null,
        Guid? conversation = null,
        int retries = 0
    )
    {
        await using var command = host.Store.CreateCommand(
            """
            with run as (
                insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at,
                    status, fence, answer_status, model, step_count, tokens, cost_usd, duration_ms, is_replaced)
                values (gen_random_uuid(), $1, 'How many?', $2, $3, 'v1', 'r', 'demo', 'internal', $4, '2026-11-01', $5::timestamptz,
                    'done', 1, case when $6 then 'answered' end, $4, 1, 105, $7 * ($8 + 1), 1, false)
                returning id
            )
            insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms,
                input, cache_read, cache_write, output, reasoning, is_estimated, cost_usd, tier, key_name)
            select run.id, 1, attempt, $5::timestamptz, $3, 'v1', $2, $1, 'p', $4, 1, 100 + attempt, 10, 0, 5, 0, false, $7, $9, $10
            from run, generate_series(1, $8 + 1) as attempt
            """
        );
        command.Parameters.Add(new() { Value = conversation ?? Guid.NewGuid() });
        command.Parameters.Add(new() { Value = user });
        command.Parameters.Add(new() { Value = agent });
        command.Parameters.Add(new() { Value = model });
        command.Parameters.Add(new() { Value = at });
        command.Parameters.Add(new() { Value = answered });
        command.Parameters.Add(new NpgsqlParameter<decimal?> { TypedValue = cost });
        command.Parameters.Add(new() { Value = retries });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = tier });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = key });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>By PostgreSQL, between two instants: midnights of New York, the first in its summer, the other in its winter.</summary>
    private static async Task<decimal> SumAsync(RunsHost host, string what, string column, string name)
    {
        await using var command = host.Store.CreateCommand(
            $"select coalesce(sum({what}), 0)::numeric from usage where {column} = $1 and at >= '2026-10-29T04:00Z' and at < '2026-11-04T05:00Z'"
        );
        command.Parameters.Add(new() { Value = name });
        return (decimal)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>What the list of runs shows at an address of the page, added up.</summary>
    private static async Task<decimal> CostOfRunsAsync(RunsHost host, string address)
    {
        address.ShouldStartWith("/traces?");
        var given = HttpUtility.ParseQueryString(address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        var values = new TraceQueryValues(
            null,
            given["agent"],
            given["model"],
            given["user"],
            null,
            null,
            given["from"],
            given["to"],
            null,
            null,
            given["conversation"],
            given["zone"],
            given["calls"],
            given["tier"],
            given["key"]
        );
        var sum = 0m;
        string? after = null;
        do
        {
            var page = await host.Traces.ListAsync(TraceQuery.Read(values, TimeZoneInfo.Utc), after, 100, Cancellation);
            sum += page.Runs.Sum(r => r.CostUsd ?? 0);
            after = page.Next;
        } while (after is not null);
        return sum;
    }

    private static List<Dictionary<string, string>> Lines(string csv)
    {
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var head = lines[0].Split(',');
        return [.. lines.Skip(1).Select(l => head.Zip(l.Split(',')).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal))];
    }

    private static decimal Sum(IEnumerable<Dictionary<string, string>> lines, string column) =>
        lines.Sum(l => decimal.Parse(l[column], CultureInfo.InvariantCulture));
}
