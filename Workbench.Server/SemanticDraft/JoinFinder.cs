using System.Collections.Immutable;
using Npgsql;
using Workbench.Server.Warehouses;

namespace Workbench.Server.SemanticDraft;

/// <summary>How tables belong together: declared foreign keys, and columns that by their name refer to another table, held against its data.</summary>
internal sealed class JoinFinder(ImmutableArray<EntityDraft> entities, ReferenceMeasure measure)
{
    private const double LeastComposite = 0.98;

    private readonly Dictionary<string, EntityDraft> _byTable = entities.ToDictionary(e => e.Table.FullName, StringComparer.Ordinal);
    private readonly List<LeftOut> _leftOut = [];

    /// <summary>References that were looked at and not taken.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    public async Task<ImmutableArray<EntityDraft>> RunAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var guesses = entities.SelectMany(Guess).ToList();
        await measure.RunAsync(source, guesses, cancellationToken);
        var composites = (await CompositeAsync(source, cancellationToken)).ToLookup(c => c.From.Name, c => c.Join, StringComparer.Ordinal);
        var chosen = guesses.GroupBy(g => (g.From, g.Column)).Select(Choose).OfType<ReferenceGuess>().ToLookup(g => g.From);
        return [.. entities.Select(e => e with { Joins = Name(e, [.. Declared(e), .. chosen[e.Name].Select(g => Inferred(e, g)), .. composites[e.Name]]) })];
    }

    private async Task<List<(EntityDraft From, JoinDraft Join)>> CompositeAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var found = new List<(EntityDraft, JoinDraft)>();
        var guesses = CompositeReference.Guess(entities).ToList();
        if (guesses.Count == 0)
            return found;

        await using var connection = await ReferenceMeasure.OpenAsync(source, cancellationToken);
        foreach (var guess in guesses)
        {
            if (await measure.TimedAsync(() => guess.MeasureAsync(connection, cancellationToken)) is not var (looked, share) || share < LeastComposite)
                continue;

            var columns = guess.Columns.Select(c => guess.From.Table.FindColumn(c)!).ToList();
            var why =
                $"no foreign key is declared; {share:P1} of {looked:N0} values of ({string.Join(", ", guess.Columns)}) are found in {guess.To.Table.FullName}";
            found.Add(
                (
                    guess.From,
                    new JoinDraft("", guess.To.Words, guess.To.Name, guess.Columns, guess.To.Key.Columns, Certainty.Measured, why)
                    {
                        IsOptional = share < 1 || columns.Exists(c => c.Profile.Nulls > 0 || (c.IsNullable && !guess.From.Table.IsWhole)),
                    }
                )
            );
        }

        return found;
    }

    private IEnumerable<JoinDraft> Declared(EntityDraft entity)
    {
        foreach (var key in entity.Table.ForeignKeys)
        {
            if (key.Columns.Any(c => entity.Table.FindColumn(c) is null || entity.IsPersonal(c)))
                continue;

            if (!_byTable.TryGetValue($"{key.ToSchema}.{key.ToTable}", out var other))
            {
                _leftOut.Add(
                    new LeftOut($"join {entity.Table.FullName} ({string.Join(", ", key.Columns)})", $"{key.ToSchema}.{key.ToTable} is not in the draft")
                );
                continue;
            }

            if (!other.Key.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(key.ToColumns))
            {
                _leftOut.Add(
                    new LeftOut(
                        $"join {entity.Table.FullName} ({string.Join(", ", key.Columns)})",
                        $"it refers to {string.Join(", ", key.ToColumns)} of {other.Table.FullName}, whose key is {string.Join(", ", other.Key.Columns)}"
                    )
                );
                continue;
            }

            yield return new JoinDraft("", Role(entity, key, other), other.Name, key.Columns, key.ToColumns, Certainty.Declared, "foreign key")
            {
                IsOptional = key.Columns.Any(c =>
                    entity.Table.FindColumn(c) is { IsNullable: true } column && (column.Profile.Nulls > 0 || !entity.Table.IsWhole || column.Profile.Rows == 0)
                ),
                IsOneToOne = entity.Key.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(key.Columns),
            };
        }
    }

    private static ImmutableArray<string> Role(EntityDraft entity, WarehouseForeignKey key, EntityDraft other)
    {
        var stem = DimensionDrafter.Brief(
            entity.Words,
            ReferenceName.Stem(entity.Table.FindColumn(key.Columns[^1])?.Words ?? IdentifierWords.Of(key.Columns[^1]))
        );
        return key.Columns.Length > 1 || stem.IsEmpty ? other.Words : stem;
    }

    private IEnumerable<ReferenceGuess> Guess(EntityDraft entity)
    {
        var declared = entity.Table.ForeignKeys.SelectMany(k => k.Columns).ToHashSet(StringComparer.Ordinal);
        foreach (var column in entity.Table.Columns)
        {
            if (
                declared.Contains(column.Name)
                || entity.IsPersonal(column.Name)
                || column.Kind is not (ColumnKind.Integer or ColumnKind.Uuid or ColumnKind.Text)
            )
            {
                continue;
            }

            var name = new ReferenceName(column, entity);
            foreach (var other in entities)
            {
                if (
                    other.Key.Columns is [var only]
                    && other.Key.Certainty != Certainty.Guessed | other.Table.Rows.IsEmpty
                    && other.Table.FindColumn(only) is { } key
                    && !other.IsPersonal(only)
                    && key.Kind == column.Kind
                    && name.Fits(other, key) is var fit
                    && fit > ReferenceFit.None
                )
                {
                    yield return new ReferenceGuess(entity.Name, column, other, key, fit) { IsNear = entity.Table.Schema == other.Table.Schema };
                }
            }
        }
    }

    private ReferenceGuess? Choose(IGrouping<(string From, SurveyedColumn Column), ReferenceGuess> guesses)
    {
        var ranked = guesses
            .OrderByDescending(g => g.IsAccepted)
            .ThenByDescending(g => g.Fit)
            .ThenBy(g => g.To.Table.IsView)
            .ThenByDescending(g => g.Share is null or >= 0.99)
            .ThenByDescending(g => g.IsNear)
            .ThenByDescending(g => g.Share ?? 0)
            .ToList();
        var best = ranked[0];
        if (best.IsAccepted)
            return best;

        if (best.Fit >= ReferenceFit.Suffix)
            _leftOut.Add(new LeftOut($"join {best.From}.{best.Column.Name} to {best.To.Name}", $"only {best.Share:P0} of its values are there"));

        return null;
    }

    private static JoinDraft Inferred(EntityDraft entity, ReferenceGuess guess)
    {
        var stem = DimensionDrafter.Brief(entity.Words, ReferenceName.Stem(guess.Column.Words));
        // eng_id names the engineer and no role.
        var isPlain = guess.Fit == ReferenceFit.Exact || stem.IsEmpty || stem.SequenceEqual(ReferenceName.Stem(IdentifierWords.Of(guess.Key.Spelt)));
        return new JoinDraft(
            "",
            isPlain ? guess.To.Words : stem,
            guess.To.Name,
            [guess.Column.Name],
            [guess.Key.Name],
            guess.Share >= 0.99 ? Certainty.Measured : Certainty.Guessed,
            guess.Share is { } share
                ? $"no foreign key is declared; {share:P1} of {guess.Looked:N0} values of {guess.Column.Name} are found in {guess.To.Table.FullName}"
                : "no foreign key is declared; guessed from its name, there are no values to look at"
        )
        {
            IsOptional = guess.Column.Profile.Nulls > 0 || guess.Share is not >= 1 || (guess.Column.IsNullable && !entity.Table.IsWhole),
            IsOneToOne = entity.Key.Columns is [var own] && own == guess.Column.Name,
        };
    }

    private static ImmutableArray<JoinDraft> Name(EntityDraft entity, IEnumerable<JoinDraft> joins)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var named = ImmutableArray.CreateBuilder<JoinDraft>();
        foreach (var join in joins.DistinctBy(j => (j.To, string.Join('\u001f', j.Columns))))
        {
            var role = IdentifierWords.Singular(join.Role);
            var name = IdentifierWords.Name(role) is { } given and not "time" ? given : join.To;
            // A text that refers to a table keeps its own name as a dimension.
            if (join.Columns is [var own] && entity.Table.FindColumn(own) is { Kind: ColumnKind.Text } && IdentifierWords.Name(IdentifierWords.Of(own)) == name)
                name += "_details";

            // Two ways to the same place are told apart by all of their columns' words.
            if (!taken.Add(name))
            {
                var longer = IdentifierWords.Name([.. role, .. join.Columns.SelectMany(c => IdentifierWords.Of(c))]) ?? name;
                name = Enumerable.Range(1, 99).Select(i => i == 1 ? longer : $"{longer}_{i}").First(taken.Add);
            }

            named.Add(join with { Name = name, Role = role });
        }

        return named.ToImmutable();
    }
}
