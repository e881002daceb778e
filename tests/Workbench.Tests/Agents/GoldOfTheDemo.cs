using System.Collections.Immutable;
using Npgsql;
using Workbench.Shared.Answers;
using Workbench.Tests.Demo;

namespace Workbench.Tests.Agents;

/// <summary>What SQL by hand says.</summary>
internal static class GoldOfTheDemo
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<bool> HoldsGoldAsync(this DemoAnalystHost host, string question, Answer answer)
    {
        await using var connection = await host.Warehouse.OpenConnectionAsync(Cancellation);
        await using (var prelude = new NpgsqlCommand(GoldQuestion.ReadPrelude("demo-gold.yml"), connection))
            await prelude.ExecuteNonQueryAsync(Cancellation);
        var gold = GoldQuestion.Read("demo-gold.yml").Single(q => q.Ask == question);
        var shown = new ResultTable(
            [.. answer.Rows.Select(r => r.Select(c => c.Value is null ? null : ResultTable.Plain(c.Value)).ToImmutableArray())],
            answer.Columns.Count
        );
        foreach (var sql in gold.Sql)
        {
            await using var right = new NpgsqlCommand(sql, connection);
            if (GoldComparer.Holds(shown, await ResultTable.ReadAsync(right, Cancellation), gold.IsRanking))
                return true;
        }
        return false;
    }
}
