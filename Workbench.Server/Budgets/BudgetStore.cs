using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>Budgets and leases as they are stored. Leases go by the database's clock.</summary>
internal sealed class BudgetStore(NpgsqlDataSource store)
{
    private const string Beat = "update budget_nodes set alive_until = clock_timestamp() + $2 where id = $1 and alive_until > clock_timestamp() returning id";

    private const string TellLeases = """
        update budget_leases l set amount_usd = t.amount, spent_usd = t.spent, flushed = $6
        from unnest($2::integer[], $3::date[], $4::numeric[], $5::numeric[]) as t(budget_id, starts_on, amount, spent)
        where l.node = $1 and l.budget_id = t.budget_id and l.starts_on = t.starts_on
        """;

    private const string TellBegun = """
        insert into budget_holds (node, number, at, worst_usd, budget_ids, provider, model, agent, user_name, team, key_name)
        select $1, t.number, t.at, t.worst, string_to_array(t.budgets, ',')::integer[], t.provider, t.model, t.agent, t.user_name, t.team, t.key_name
        from unnest($2::bigint[], $3::timestamptz[], $4::numeric[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
            as t(number, at, worst, budgets, provider, model, agent, user_name, team, key_name)
        on conflict do nothing
        """;

    private const string RaiseAlerts = """
        insert into budget_alerts (budget_id, starts_on, threshold, limit_usd, spent_usd, raised_at, next_try_at)
        select b.id, p.starts_on, step.threshold, b.limit_usd, total.spent, clock_timestamp(), clock_timestamp()
        from unnest($1::integer[], $2::date[]) as t(budget_id, starts_on)
        join budgets b on b.id = t.budget_id and b.removed_at is null
        join budget_periods p on p.budget_id = b.id and p.starts_on = t.starts_on
        cross join lateral (
            select p.spent_usd + p.uncounted_usd + p.gone_usd + coalesce(sum(l.spent_usd), 0) as spent from budget_leases l where l.budget_id = b.id and l.starts_on = p.starts_on
        ) total
        cross join (values (80), (100)) as step(threshold)
        where total.spent * 100 >= b.limit_usd * step.threshold
        on conflict do nothing
        """;

    public async Task<ImmutableArray<Budget>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select id, scope, subject, period, limit_usd, set_by, set_at from budgets where removed_at is null order by id"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var budgets = ImmutableArray.CreateBuilder<Budget>();
        while (await reader.ReadAsync(cancellationToken))
            budgets.Add(
                new Budget(
                    reader.GetInt32(0),
                    Enum.Parse<BudgetScope>(reader.GetString(1), ignoreCase: true),
                    reader.GetString(2),
                    Enum.Parse<BudgetPeriod>(reader.GetString(3), ignoreCase: true),
                    reader.GetDecimal(4),
                    reader.GetString(5),
                    reader.GetFieldValue<DateTimeOffset>(6)
                )
            );
        return budgets.DrainToImmutable();
    }

    /// <returns>The number under which the store knows this process from now on.</returns>
    public async Task<long> EnterAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "insert into budget_nodes (machine, process, alive_until) values ($1, $2, clock_timestamp() + $3) returning id"
        );
        command.Parameters.Add(new() { Value = Environment.MachineName });
        command.Parameters.Add(new() { Value = Environment.ProcessId });
        command.Parameters.Add(new() { Value = lease });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <returns>What was granted, the limit as it is now (null: the budget was removed), and what is spent by all as far as they told.</returns>
    public async Task<(decimal Granted, decimal? Limit, decimal Spent)> LeaseAsync(
        BudgetBlock block,
        long node,
        decimal needed,
        decimal wanted,
        CancellationToken cancellationToken
    )
    {
        await using var command = store.CreateCommand("select granted, budget_limit, spent from lease_budget($1, $2, $3, $4, $5, $6, $7)");
        command.Parameters.Add(new() { Value = block.Budget.Id });
        command.Parameters.Add(new() { Value = block.Window.StartsOn });
        command.Parameters.Add(new() { Value = block.Window.From });
        command.Parameters.Add(new() { Value = block.Window.Until });
        command.Parameters.Add(new() { Value = node });
        command.Parameters.Add(new() { Value = needed });
        command.Parameters.Add(new() { Value = wanted });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetDecimal(0), reader.IsDBNull(1) ? null : reader.GetDecimal(1), reader.GetDecimal(2));
    }

    /// <summary>Tells what was spent and what runs, in one transaction.</summary>
    /// <returns>Null: the store had given this process up. Else the budgets of which another process wants some, and whether an alert was raised.</returns>
    public async Task<(ImmutableHashSet<(int, DateOnly)> Wanted, bool HasAlerts)?> TellAsync(
        long node,
        TimeSpan lease,
        LedgerFlush? flush,
        IReadOnlyCollection<(int Budget, DateOnly StartsOn)> held,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (
            var beat = new NpgsqlCommand(Beat, connection, transaction)
            {
                Parameters =
                {
                    new() { Value = node },
                    new() { Value = lease },
                },
            }
        )
            if (await beat.ExecuteScalarAsync(cancellationToken) is null)
                return null;
        await using var batch = new NpgsqlBatch(connection, transaction);
        var alerts = flush is null ? null : Add(batch, node, flush);
        batch.BatchCommands.Add(
            Command(
                """
                select p.budget_id, p.starts_on from unnest($1::integer[], $2::date[]) as t(budget_id, starts_on)
                join budget_periods p on p.budget_id = t.budget_id and p.starts_on = t.starts_on where p.wanted_at > clock_timestamp() - interval '3 seconds'
                """,
                new() { Value = held.Select(h => h.Budget).ToArray() },
                new() { Value = held.Select(h => h.StartsOn).ToArray() }
            )
        );
        var wanted = ImmutableHashSet.CreateBuilder<(int, DateOnly)>();
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
            do while (reader.FieldCount == 2 && await reader.ReadAsync(cancellationToken))
                wanted.Add((reader.GetInt32(0), reader.GetFieldValue<DateOnly>(1)));
            while (await reader.NextResultAsync(cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return (wanted.ToImmutable(), alerts is { RecordsAffected: > 0 });
    }

    /// <summary>A call was refused. Told late, it may be of a limit that was raised since, or of a budget that is gone: then nobody is alarmed.</summary>
    public async Task<bool> RaiseSpentAsync(Budget budget, BudgetWindow window, decimal spent, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            insert into budget_alerts (budget_id, starts_on, threshold, limit_usd, spent_usd, raised_at, next_try_at)
            select id, $2, 100, $3, $4, clock_timestamp(), clock_timestamp() from budgets
            where id = $1 and limit_usd = $3 and removed_at is null
            on conflict do nothing
            """
        );
        command.Parameters.Add(new() { Value = budget.Id });
        command.Parameters.Add(new() { Value = window.StartsOn });
        command.Parameters.Add(new() { Value = budget.LimitUsd });
        command.Parameters.Add(new() { Value = spent });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Processes that were silent too long, and those of this machine that are gone: what they had not told is taken from the bill.</summary>
    public async Task EndLostNodesAsync(long own, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<long> lost = [];
        await using (
            var command = new NpgsqlCommand(
                "select id, process, alive_until < clock_timestamp(), machine = $2 from budget_nodes where id <> $1 for update skip locked",
                connection,
                transaction
            )
            {
                Parameters =
                {
                    new() { Value = own },
                    new() { Value = Environment.MachineName },
                },
            }
        )
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                if (reader.GetBoolean(2) || (reader.GetBoolean(3) && !IsRunning(reader.GetInt32(1))))
                    lost.Add(reader.GetInt64(0));
        foreach (var node in lost)
            await EndNodeAsync(node, isLost: true, connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>This process leaves, and has told what it spent.</summary>
    public async Task EndNodeAsync(long node, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await EndNodeAsync(node, isLost: false, connection, null, cancellationToken);
    }

    /// <summary>Bills what lost processes left, and counts again what no lease counts, for the periods that run.</summary>
    /// <param name="lostAfter">How long a call that no row tells of is waited for.</param>
    public async Task ReconcileAsync(TimeSpan lostAfter, CancellationToken cancellationToken)
    {
        await using (var bill = store.CreateCommand("select bill_lost_holds($1)"))
        {
            bill.Parameters.Add(new() { Value = lostAfter });
            await bill.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var command = store.CreateCommand(
            """
            update budget_periods p set uncounted_usd = count_uncounted(p.budget_id, p.starts_on), gone_usd = count_gone(p.budget_id, p.starts_on)
            from budgets b where b.id = p.budget_id and b.removed_at is null and p.until_at > now() and p.from_at <= now()
            """
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Forgets calls and leases of lost processes that no period which runs counts. Calls that no row tells of yet are kept: they are billed first.
    /// </summary>
    public async Task PruneAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            with leases as (
                delete from budget_lost_leases l using budget_periods p
                where p.budget_id = l.budget_id and p.starts_on = l.starts_on and p.until_at < now() - $1
            )
            delete from budget_lost_holds h
            where h.at < now() - $1 and h.lost_at < now() - $1
                and (h.is_billed or exists (select from usage u where u.budget_node = h.node and u.budget_hold = h.number))
            """
        );
        command.Parameters.Add(new() { Value = keep });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task EndNodeAsync(
        long node,
        bool isLost,
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand("select end_budget_node($1, $2)", connection, transaction)
        {
            Parameters =
            {
                new() { Value = node },
                new() { Value = isLost },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>The command that raises alerts, if there is one.</returns>
    private static NpgsqlBatchCommand? Add(NpgsqlBatch batch, long node, LedgerFlush flush)
    {
        var budgets = flush.Lines.Select(l => l.Block.Budget.Id).ToArray();
        var starts = flush.Lines.Select(l => l.StartsOn).ToArray();
        // Also with no line: what runs and how far it is told go together.
        batch.BatchCommands.Add(
            Command(
                TellLeases,
                new() { Value = node },
                new() { Value = budgets },
                new() { Value = starts },
                new() { Value = flush.Lines.Select(l => l.Amount).ToArray() },
                new() { Value = flush.Lines.Select(l => l.Spent).ToArray() },
                new() { Value = flush.Number }
            )
        );
        batch.BatchCommands.Add(Command("update budget_leases set flushed = $2 where node = $1", new() { Value = node }, new() { Value = flush.Number }));
        if (flush.Begun.Length > 0)
            batch.BatchCommands.Add(
                Command(
                    TellBegun,
                    new() { Value = node },
                    new() { Value = flush.Begun.Select(h => h.Mark.Number).ToArray() },
                    new()
                    {
                        Value = flush.Begun.Select(h => h.Call.At.ToUniversalTime()).ToArray(),
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                    },
                    new() { Value = flush.Begun.Select(h => h.Worst).ToArray() },
                    new() { Value = flush.Begun.Select(h => string.Join(',', h.Mark.Budgets)).ToArray() },
                    new() { Value = flush.Begun.Select(h => h.Call.Provider).ToArray() },
                    new() { Value = flush.Begun.Select(h => h.Call.Model).ToArray() },
                    new() { Value = flush.Begun.Select(h => h.Call.Agent).ToArray() },
                    new() { Value = flush.Begun.Select(h => h.Call.User).ToArray() },
                    new() { Value = flush.Begun.Select(h => h.Call.Team).ToArray() },
                    new() { Value = flush.Begun.Select(h => h.Call.Key).ToArray() }
                )
            );
        if (flush.Ended.Length > 0)
            batch.BatchCommands.Add(
                Command("delete from budget_holds where node = $1 and number = any($2)", new() { Value = node }, new() { Value = flush.Ended.ToArray() })
            );
        var alerts = budgets.Length == 0 ? null : Command(RaiseAlerts, new() { Value = budgets }, new() { Value = starts });
        if (alerts is not null)
            batch.BatchCommands.Add(alerts);
        foreach (var over in flush.Lines.Where(l => l.IsOver))
            batch.BatchCommands.Add(
                Command("select end_budget_lease($1, $2, $3)", new() { Value = node }, new() { Value = over.Block.Budget.Id }, new() { Value = over.StartsOn })
            );
        return alerts;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private static bool IsRunning(int process)
    {
        // Its number may have been given to another program, or to this one: then it is found out when its time is over.
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
