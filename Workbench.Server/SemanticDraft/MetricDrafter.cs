using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>What is sensibly counted: rows, amounts, averages, shares, durations, and the different partners of what happened.</summary>
internal sealed class MetricDrafter
{
    private const int MostDistinct = 4;

    private readonly ImmutableArray<EntityDraft> _entities;
    private readonly Dictionary<string, EntityDraft> _byName;
    private readonly NameSet _names = new();
    private readonly string? _currency;
    private readonly Dictionary<string, int> _amountNames = new(StringComparer.Ordinal);
    private readonly string? _selling;
    private readonly HashSet<string> _labels = new(StringComparer.OrdinalIgnoreCase);

    public MetricDrafter(ImmutableArray<EntityDraft> entities, string? currency)
    {
        _entities = entities;
        _currency = currency;
        _byName = entities.ToDictionary(e => e.Name, StringComparer.Ordinal);
        foreach (var entity in entities)
            _names.Take(entity.Name);

        foreach (
            var words in entities.SelectMany(e =>
                EntityNumbers
                    .Numbers(e)
                    .Where(n => n.Role > NumberRole.Attribute)
                    .Select(n => IdentifierWords.Phrase(EntityNumbers.Amount(n.Words)))
                    .Distinct(StringComparer.Ordinal)
            )
        )
        {
            _amountNames[words] = _amountNames.GetValueOrDefault(words) + 1;
        }

        _selling = entities
            .Where(e => !e.Table.IsSecondHand && SellingWords.Rank(e) >= 0 && EntityNumbers.MainAmount(e, currency) is not null)
            .OrderBy(e => SellingWords.Rank(e))
            .ThenBy(e => e.Words.Length)
            .FirstOrDefault()
            ?.Name;
    }

    public ImmutableDictionary<string, ImmutableArray<MetricDraft>> Run()
    {
        // Counts first: the plain names are theirs.
        var counts = _entities.ToDictionary(e => e.Name, Count, StringComparer.Ordinal);
        var shares = new ShareDrafter(_byName, _names, _labels);
        var profits = new ProfitDrafter(_byName, _names, _currency);
        return _entities.ToImmutableDictionary(
            e => e.Name,
            e =>
            {
                var metrics = ImmutableArray.CreateBuilder<MetricDraft>();
                metrics.Add(counts[e.Name]);
                if (!e.Table.IsSecondHand)
                {
                    metrics.AddRange(Amounts(e));
                    metrics.AddRange(TimedCounts(e));
                    metrics.AddRange(Partners(e));
                    metrics.AddRange(shares.Draft(e, counts[e.Name]));
                    metrics.AddRange(DurationDrafter.Metrics(e, _byName, _names));
                    metrics.AddRange(profits.Draft(e, metrics).ToList());
                }

                return metrics.ToImmutable();
            }
        );
    }

    private MetricDraft Count(EntityDraft entity)
    {
        var plural = IdentifierWords.Name(entity.PluralWords);
        var label = entity.Plural;
        return new MetricDraft(
            _names.TakeOne(plural, $"{entity.Name}_count"),
            label,
            entity.Table.IsView ? $"Number of rows of the view {entity.Table.FullName}." : $"Number of {IdentifierWords.Phrase(entity.PluralWords)}."
        )
        {
            Synonyms =
            [
                $"number of {IdentifierWords.Phrase(entity.PluralWords)}",
                .. entity
                    .Synonyms.Select(s => IdentifierWords.Phrase(IdentifierWords.Plural([.. s.Split(' ')])))
                    .Where(s => !string.Equals(s, label, StringComparison.OrdinalIgnoreCase)),
            ],
            Unit = IdentifierWords.Phrase(entity.PluralWords),
            Entity = entity.Name,
            Agg = "count",
            IsMain = true,
        };
    }

    /// <summary>What the default date makes of a count: salespersons hired, new customers.</summary>
    private static IEnumerable<string> Beginnings(EntityDraft entity)
    {
        var plural = IdentifierWords.Phrase(entity.PluralWords);
        var one = IdentifierWords.Phrase(entity.Words);
        if (entity.DefaultTime is not { } time)
            return [];

        return time.IsTechnical && PersonalData.IsPeople(entity.Words)
            ? [$"new {plural}", $"{one} signups", $"{one} registrations", "signups"]
            : time.Synonyms.Append(time.Name).Where(TimeDrafter.IsParticiple).SelectMany(v => new[] { $"{plural} {v}", $"{v} {plural}" });
    }

    private IEnumerable<MetricDraft> Amounts(EntityDraft entity)
    {
        var main = EntityNumbers.MainAmount(entity, _currency);
        foreach (var (column, words, role) in EntityNumbers.Numbers(entity))
        {
            if (role <= NumberRole.Attribute)
                continue;

            var currency = EntityNumbers.Currency(entity);
            var unit = NumberUnit.Of(column, currency is null ? _currency : null);
            currency = unit.Unit is null && NumberRoles.IsMoney(words) ? currency : null;
            var expr = unit.Divisor == 1 ? column.Expression : $"{column.Expression} / {unit.Divisor}.0";
            var shown = EntityNumbers.Amount(words);
            var plural = IdentifierWords.Phrase(entity.PluralWords);
            var isMain = ReferenceEquals(column, main);
            var isShared = _amountNames[IdentifierWords.Phrase(shown)] > 1;
            // The payment amount of payments is their amount.
            var own = isShared ? shown.RemoveAll(entity.Words.Contains) : shown;
            var isOwn = !own.IsEmpty && own.Length < shown.Length;
            var of =
                isOwn ? $"{IdentifierWords.Phrase(own)} of {plural}"
                : isShared && !shown.Intersect(entity.Words).Any() ? $"{IdentifierWords.Phrase(entity.Words)} {IdentifierWords.Phrase(shown)}"
                : IdentifierWords.Phrase(shown);
            of = isShared && of == IdentifierWords.Phrase(shown) ? $"{of} of {plural}" : of;
            // Two amounts that only their units tell apart.
            of = _labels.Add($"total {of}") ? of : $"{IdentifierWords.Phrase(words)} of {plural}";
            var name = IdentifierWords.Name(IdentifierWords.Split(of))!;
            var isBalance = role == NumberRole.Balance && EntityNumbers.IsSnapshot(entity) && entity.DefaultTime is not null;
            if (role is NumberRole.Amount or NumberRole.Balance)
            {
                yield return new MetricDraft(
                    _names.TakeOne($"total_{name}", $"total_{name}_of_{entity.Name}"),
                    $"Total {of}",
                    isBalance ? $"Sum of {column.Name} over {plural}, as it stands at the last date of the period." : $"Sum of {column.Name} over {plural}."
                )
                {
                    Synonyms = Distinct($"Total {of}", [.. isMain ? MainSynonyms(entity) : [], of, .. Variants(column, of), .. Sold(entity, shown)]),
                    Unit = unit.Unit,
                    Currency = currency,
                    Type = isBalance ? "semi_additive" : "simple",
                    Entity = entity.Name,
                    Agg = "sum",
                    Expr = expr,
                    Over = isBalance ? entity.DefaultTime!.Name : null,
                    IsMain = isMain,
                };
            }

            yield return new MetricDraft(
                _names.TakeOne($"average_{name}", $"average_{name}_of_{entity.Name}"),
                $"Average {of}",
                $"Average of {column.Name} over {plural} that have one."
            )
            {
                Synonyms = Distinct($"Average {of}", [.. isMain ? AverageSynonyms(entity) : [], $"mean {of}"]),
                Unit = unit.Unit,
                Currency = currency,
                Entity = entity.Name,
                Agg = "average",
                Expr = expr,
            };
        }
    }

    private string[] AverageSynonyms(EntityDraft entity)
    {
        var one = IdentifierWords.Phrase(entity.Words);
        return
        [
            $"average {one}",
            $"average {one} value",
            $"average {one} amount",
            .. entity.Name == _selling && entity.Words is [.., "sale"] ? ["average selling price"] : Array.Empty<string>(),
        ];
    }

    /// <summary>The quantity of what was sold has names of its own.</summary>
    private static string[] Sold(EntityDraft entity, ImmutableArray<string> words) =>
        words is [.., "quantity"] && entity.Words.Any(w => w is "sale" or "order" or "item" or "line" or "invoice" or "purchase")
            ? ["units sold", "items sold", "quantity sold"]
            : [];

    private IEnumerable<string> MainSynonyms(EntityDraft entity)
    {
        var one = IdentifierWords.Phrase(entity.Words);
        var many = IdentifierWords.Phrase(entity.PluralWords);
        yield return $"total {many}";
        yield return $"{one} amount";
        yield return $"{many} amount";
        yield return $"{one} value";
        yield return $"amount of {many}";
        if (entity.Name == _selling)
        {
            yield return "revenue";
            yield return "total revenue";
            yield return "sales revenue";
            yield return "sales amount";
            yield return "turnover";
        }
    }

    /// <summary>The same rows by their other dates: tickets by the day they were closed.</summary>
    private IEnumerable<MetricDraft> TimedCounts(EntityDraft entity)
    {
        foreach (var time in entity.Times.Where(t => !t.IsDefault && !t.IsTechnical).Take(3))
        {
            var words = IdentifierWords.Split(time.Name);
            var plural = IdentifierWords.Phrase(entity.PluralWords);
            var isDone = words.Length == 1 && TimeDrafter.IsParticiple(words[0]);
            var label = isDone ? $"{IdentifierWords.Label(words)} {plural}" : $"{entity.Plural} by {IdentifierWords.Phrase(IdentifierWords.Split(time.Label))}";
            yield return new MetricDraft(
                _names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(label)), $"{entity.Name}_by_{time.Name}"),
                label,
                $"Number of {plural} that have a date in {time.Column}, counted by it."
            )
            {
                Synonyms = [.. _labels.Add(label) ? time.Synonyms.Where(s => TimeDrafter.IsParticiple(s)).Select(s => $"{s} {plural}") : []],
                Unit = plural,
                Entity = entity.Name,
                Agg = "count",
                Where = time.HasNulls ? $"{time.Expr} is not null" : null,
                Time = time.Name,
            };
        }
    }

    /// <summary>How many different customers bought: the partners of what happened.</summary>
    private IEnumerable<MetricDraft> Partners(EntityDraft entity)
    {
        if (!EntityNumbers.IsEvent(entity))
            yield break;

        foreach (var join in entity.Joins.Where(j => j.Columns.Length == 1 && !j.IsOneToOne && j.To != entity.Name).Take(MostDistinct))
        {
            var other = _byName[join.To];
            var isPlain = join.Role.SequenceEqual(other.Words);
            var role = IdentifierWords.Phrase(IdentifierWords.Plural(isPlain ? other.Words : join.Role));
            var plural = IdentifierWords.Phrase(entity.PluralWords);
            var label = IdentifierWords.Label([.. role.Split(' '), "with", .. plural.Split(' ')]);
            yield return new MetricDraft(
                _names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(label))),
                label,
                $"Number of different {role} among {plural}."
            )
            {
                Synonyms = [$"unique {role} of {plural}", $"distinct {role} of {plural}", $"unique {role}", $"distinct {role}"],
                Unit = role,
                Entity = entity.Name,
                Agg = "count_distinct",
                Expr = ColumnName.Print(join.Columns[0]),
            };
        }
    }

    private static IEnumerable<string> Variants(SurveyedColumn column, string of)
    {
        var raw = IdentifierWords.Phrase(IdentifierWords.Split(column.Name));
        return raw == of ? [] : [raw];
    }

    private static ImmutableArray<string> Distinct(string label, IEnumerable<string> synonyms) =>
        [.. synonyms.Distinct(StringComparer.OrdinalIgnoreCase).Where(s => !string.Equals(s, label, StringComparison.OrdinalIgnoreCase))];
}
