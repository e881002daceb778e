using Workbench.Shared.People;

namespace Workbench.Server.People;

internal sealed class StoredPeople(PersonFinder finder, PersonErasure erasure) : IPeople
{
    private const int MostListed = 200;

    public Task<PeoplePage> ListAsync(string? search, string? after, int count, CancellationToken cancellationToken) =>
        finder.ListAsync(search, after, Math.Clamp(count, 1, MostListed), cancellationToken);

    public async Task<ErasurePlan?> PlanAsync(string name, CancellationToken cancellationToken)
    {
        if (await finder.FindAsync(name, cancellationToken) is not { } person)
            return null;
        List<NamedRows> named = [];
        foreach (var column in PersonName.All)
            named.Add(new NamedRows(column.What, await finder.CountAsync(column.Count, name, cancellationToken)));
        return new ErasurePlan(
            person,
            await finder.LiveAsync(name, cancellationToken),
            await finder.CountAsync("select count(*) from layer_drafts where author = $1", name, cancellationToken),
            [.. named.GroupBy(n => n.What, StringComparer.Ordinal).Select(g => new NamedRows(g.Key, g.Max(n => n.Rows))).Where(n => n.Rows > 0)]
        );
    }

    public async Task<ErasureOutcome> EraseAsync(string name, string confirmed, CancellationToken cancellationToken) =>
        confirmed.Trim() != name ? new ErasureRefused($"Write {name} to confirm that all of it is erased.")
        : await finder.FindAsync(name, cancellationToken) is null ? new ErasureRefused($"Nobody of the name {name} is known.")
        : await erasure.EraseAsync(name, cancellationToken);
}
