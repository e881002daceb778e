using System.Globalization;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>Budgets for those who set them. What is spent is added up from the bill itself.</summary>
internal sealed class StoredBudgetBook(
    NpgsqlDataSource store,
    BudgetStore budgets,
    BudgetList list,
    BudgetNames names,
    IAsker asker,
    IAuditLog audit,
    TimeProvider time
) : IBudgetBook
{
    public async Task<IReadOnlyList<BudgetState>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var zone = list.Zone;
        List<BudgetState> states = [];
        foreach (var budget in await budgets.ListAsync(cancellationToken))
            states.Add(await StateAsync(budget, BudgetWindow.Of(budget.Period, now, zone), cancellationToken));
        return [.. states.OrderByDescending(s => s.Share).ThenBy(s => s.Scope).ThenBy(s => s.Subject, StringComparer.OrdinalIgnoreCase).ThenBy(s => s.Period)];
    }

    public async Task<BudgetChange> SetAsync(BudgetDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Problem is { } problem)
            return new BudgetRejected(problem);
        var (unknown, note) = await names.CheckAsync(draft.Scope, SubjectOf(draft), cancellationToken);
        // One that is there is changed, also after its agent, model or key has gone.
        if (unknown is not null && !(await budgets.ListAsync(cancellationToken)).Any(b => b.Scope == draft.Scope && b.Subject == SubjectOf(draft)))
            return new BudgetRejected(unknown);
        await using (
            var command = store.CreateCommand(
                """
                insert into budgets (scope, subject, period, limit_usd, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
                on conflict (scope, subject, period) where removed_at is null
                do update set limit_usd = excluded.limit_usd, set_by = excluded.set_by, set_at = excluded.set_at
                """
            )
        )
        {
            command.Parameters.Add(new() { Value = Budget.Text(draft.Scope) });
            command.Parameters.Add(new() { Value = SubjectOf(draft) });
            command.Parameters.Add(new() { Value = Budget.Text(draft.Period) });
            command.Parameters.Add(new() { Value = draft.LimitUsd });
            command.Parameters.Add(new() { Value = asker.Current.User });
            command.Parameters.Add(new() { Value = time.GetUtcNow() });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        await list.RefreshAsync(cancellationToken);
        var kept = (await budgets.ListAsync(cancellationToken)).Single(b =>
            b.Scope == draft.Scope && b.Subject == SubjectOf(draft) && b.Period == draft.Period
        );
        await ForgetRefusalsAsync(kept, cancellationToken);
        audit.Note(
            new AuditEntry(AuditVerb.Changed, AuditKinds.Budget, Id(kept.Id))
            {
                About = kept.Scope == BudgetScope.User ? kept.Subject : null,
                Details = new()
                {
                    ["scope"] = Budget.Text(kept.Scope),
                    ["subject"] = kept.Scope == BudgetScope.User ? null : kept.Subject,
                    ["period"] = Budget.Text(kept.Period),
                    ["limit_usd"] = kept.LimitUsd,
                },
            }
        );
        return new BudgetSet(await StateAsync(kept, BudgetWindow.Of(kept.Period, time.GetUtcNow(), list.Zone), cancellationToken)) { Note = note };
    }

    public async Task<bool> RemoveAsync(int id, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("update budgets set removed_at = $2 where id = $1 and removed_at is null");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        var isRemoved = await command.ExecuteNonQueryAsync(cancellationToken) > 0;
        await list.RefreshAsync(cancellationToken);
        if (isRemoved)
            audit.Note(new AuditEntry(AuditVerb.Removed, AuditKinds.Budget, Id(id)));
        return isRemoved;
    }

    public Task<IReadOnlyList<string>> SubjectsAsync(BudgetScope scope, CancellationToken cancellationToken) => names.OfAsync(scope, cancellationToken);

    /// <summary>A raised limit takes calls again, and warns anew when it is near.</summary>
    private async Task ForgetRefusalsAsync(Budget budget, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            delete from budget_alerts a using budget_periods p
            where a.budget_id = $1 and p.budget_id = a.budget_id and p.starts_on = a.starts_on and p.until_at > $3 and a.limit_usd < $2
            """
        );
        command.Parameters.Add(new() { Value = budget.Id });
        command.Parameters.Add(new() { Value = budget.LimitUsd });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<BudgetState> StateAsync(Budget budget, BudgetWindow window, CancellationToken cancellationToken)
    {
        var spender = ColumnOf(budget.Scope) is { } column ? $"and {column} = $4" : "and $4 = ''";
        await using var command = store.CreateCommand(
            $"""
            select
                (select coalesce(sum(cost_usd), 0) from usage where at >= $1 and at < $2 {spender}),
                (select coalesce(sum(worst_usd), 0) from budget_holds h where $3 = any(h.budget_ids) and h.at >= $1 and h.at < $2
                    and not exists (select from usage u where u.budget_node = h.node and u.budget_hold = h.number)),
                (select coalesce(sum(worst_usd), 0) from budget_lost_holds h where $3 = any(h.budget_ids) and h.at >= $1 and h.at < $2
                    and not exists (select from usage u where u.budget_node = h.node and u.budget_hold = h.number)),
                exists (select from budget_alerts where budget_id = $3 and starts_on = $5 and threshold = 100)
            """
        );
        command.Parameters.Add(new() { Value = window.From });
        command.Parameters.Add(new() { Value = window.Until });
        command.Parameters.Add(new() { Value = budget.Id });
        command.Parameters.Add(new() { Value = budget.Subject });
        command.Parameters.Add(new() { Value = window.StartsOn });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new BudgetState
        {
            Id = budget.Id,
            Scope = budget.Scope,
            Subject = budget.Subject.Length == 0 ? null : budget.Subject,
            Period = budget.Period,
            LimitUsd = budget.LimitUsd,
            SpentUsd = reader.GetDecimal(0),
            HeldUsd = reader.GetDecimal(1),
            LostUsd = reader.GetDecimal(2),
            HasRefused = reader.GetBoolean(3),
            From = window.StartsOn,
            ResetsAt = window.Until,
            SetBy = budget.SetBy,
            SetAt = budget.SetAt,
        };
    }

    private static string Id(int budget) => budget.ToString(CultureInfo.InvariantCulture);

    private static string SubjectOf(BudgetDraft draft) => draft.Scope == BudgetScope.Everything ? "" : draft.Subject!.Trim();

    private static string? ColumnOf(BudgetScope scope) =>
        scope switch
        {
            BudgetScope.Everything => null,
            BudgetScope.Agent => "agent",
            BudgetScope.User => "user_name",
            BudgetScope.Team => "team",
            BudgetScope.Key => "key_name",
            BudgetScope.Model => "model",
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "No such scope."),
        };
}
