using System.Collections.Immutable;
using Npgsql;

namespace Workbench.Server.SemanticDraft;

/// <summary>Columns that are called like all the columns of another table's key: order and line of an order line.</summary>
/// <param name="Columns">In the order of the other side's key.</param>
internal sealed record CompositeReference(EntityDraft From, EntityDraft To, ImmutableArray<string> Columns)
{
    private const int MostColumns = 4;
    private const int MostValues = 500;

    /// <summary>Those that undeclared keys suggest. A table with the same key is no parent: it may as well be the other way round.</summary>
    public static IEnumerable<CompositeReference> Guess(ImmutableArray<EntityDraft> entities)
    {
        foreach (var to in entities.Where(e => e.Key is { Columns.Length: > 1 and <= MostColumns, Certainty: not Certainty.Guessed } && !e.Table.IsSecondHand))
        {
            var key = to.Key.Columns.Select(c => to.Table.FindColumn(c)!).ToList();
            foreach (
                var from in entities.Where(e => e != to && !e.Table.IsSecondHand && !e.Key.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(to.Key.Columns))
            )
            {
                var own = key.ConvertAll(k => from.Table.FindColumn(k.Name) is { } c && c.Kind == k.Kind && !from.IsPersonal(c.Name) ? c.Name : null);
                if (
                    own.TrueForAll(c => c is not null)
                    && !from.Table.Rows.IsEmpty
                    && !from.Table.ForeignKeys.Any(f => f.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(own!))
                )
                {
                    yield return new CompositeReference(from, to, [.. own.OfType<string>()]);
                }
            }
        }
    }

    /// <summary>How many different values of all the columns together were looked for, and the share that the other side has; null when there are none.</summary>
    public async Task<(int Looked, double Share)?> MeasureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var places = Columns.Select(From.Table.IndexOf).ToArray();
        var rows = From
            .Table.Rows.Select(r => places.Select(p => r[p]).ToArray())
            .Where(r => !r.Contains(null))
            .DistinctBy(r => string.Join('\u001f', r))
            .Take(MostValues)
            .ToList();
        if (rows.Count == 0)
            return null;

        var table = $"{ColumnName.Quote(To.Table.Schema)}.{ColumnName.Quote(To.Table.Name)}";
        var unnested = string.Join(", ", places.Select((_, i) => $"${i + 1}::text[]"));
        var names = string.Join(", ", places.Select((_, i) => $"v{i}"));
        var matches = To.Key.Columns.Select((k, i) => $"t.{ColumnName.Quote(k)} = v.v{i}::{To.Table.FindColumn(k)!.Type}");
        await using var command = new NpgsqlCommand(
            $"select count(*) from unnest({unnested}) v({names}) where exists (select from {table} t where {string.Join(" and ", matches)})",
            connection
        );
        for (var i = 0; i < places.Length; i++)
            command.Parameters.Add(new NpgsqlParameter { Value = rows.Select(r => r[i]!).ToArray() });

        try
        {
            return (rows.Count, (double)(await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0) / rows.Count);
        }
        catch (PostgresException)
        {
            // Too slow to look at, or the values are none of the other side's type.
            return null;
        }
    }
}
