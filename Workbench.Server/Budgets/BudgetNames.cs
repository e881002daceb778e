using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Semantics.Expressions;
using Workbench.Shared.Costs;

namespace Workbench.Server.Budgets;

/// <summary>
/// For whom a budget may be set. Agents, models and keys are known before they spend: another name is a slip, and is refused. A person may be known by
/// nothing until the first question: a budget for one is set, with a word about it.
/// </summary>
internal sealed class BudgetNames(NpgsqlDataSource store, IEnumerable<IKnownSpenders> known, IAsker asker, TimeProvider time)
{
    private const int MostNamed = 12;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    /// <summary>Those of whom somebody knows, in order.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(BudgetScope scope, CancellationToken cancellationToken)
    {
        List<string> names = [];
        foreach (var source in known)
            names.AddRange(await source.NamesAsync(scope, cancellationToken));
        if (scope == BudgetScope.User)
            names.AddRange(await UsersAsync(cancellationToken));
        return [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <returns>Why there can be no such budget, or what is to be known about it; neither: all is well.</returns>
    public async Task<(string? Problem, string? Note)> CheckAsync(BudgetScope scope, string subject, CancellationToken cancellationToken)
    {
        if (scope == BudgetScope.Everything)
            return (null, null);
        if (scope == BudgetScope.Team)
            return ("Nobody has a team as long as nobody signs in: a budget for one would limit nothing.", null);
        var names = await OfAsync(scope, cancellationToken);
        if (names.Contains(subject, StringComparer.Ordinal))
            return (null, null);
        var word = scope.ToString().ToLowerInvariant();
        var near = NearestNames.Suggest(subject, names) is { Length: > 0 } suggestion ? suggestion : $" {Listed(word, names)}";
        return scope == BudgetScope.User
            ? (null, $"Nobody by the name \"{subject}\" has asked anything in the last 90 days: the budget counts from the next question on.{near}")
            : ($"There is no {word} \"{subject}\".{near}", null);
    }

    private static string Listed(string word, IReadOnlyList<string> names) =>
        names.Count == 0 ? $"No {word} is known yet."
        : names.Count <= MostNamed ? $"Known: {string.Join(", ", names)}."
        : $"Known: {string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more.";

    /// <summary>Who asks now, and who asked: by their keys, too.</summary>
    private async Task<List<string>> UsersAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select user_name from runs where asked_at > $1 group by user_name order by max(asked_at) desc limit 1000"
        );
        command.Parameters.Add(new() { Value = time.GetUtcNow() - Recent });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> names = [asker.Current.User];
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }
}
