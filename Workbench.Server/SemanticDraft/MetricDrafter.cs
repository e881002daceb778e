using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>What is sensibly counted: rows, amounts, averages, shares, durations, and the different partners of what happened.</summary>
internal sealed class MetricDrafter
{
    private const int MostDistinct = 4;
    private const int MostOutcomes = 5;

    // What people call revenue, from the most to the least direct.
    private static readonly string[] Selling =
    [
        "sale",
        "order",
        "invoice",
        "booking",
        "purchase",
        "subscription",
        "reservation",
        "rental",
        "transaction",
        "payment",
        "ticket",
    ];

    private static readonly FrozenSet<string> Outcomes = FrozenSet.ToFrozenSet(
        (
            "paid unpaid completed complete cancelled canceled won lost failed failure delivered approved rejected declined refunded returned resolved success successful succeeded churned closed overdue "
            + "expired late shipped confirmed converted accepted abandoned defaulted no_show noshow admitted passed"
        ).Split(' '),
        StringComparer.Ordinal
    );

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
                Numbers(e).Where(n => n.Role > NumberRole.Attribute).Select(n => IdentifierWords.Phrase(Amount(n.Words))).Distinct(StringComparer.Ordinal)
            )
        )
        {
            _amountNames[words] = _amountNames.GetValueOrDefault(words) + 1;
        }

        _selling = entities
            .Where(e => !e.Table.IsSecondHand && Array.IndexOf(Selling, e.Words[^1]) >= 0 && Main(e) is not null)
            .OrderBy(e => Array.IndexOf(Selling, e.Words[^1]))
            .ThenBy(e => e.Words.Length)
            .FirstOrDefault()
            ?.Name;
    }

    public ImmutableDictionary<string, ImmutableArray<MetricDraft>> Run()
    {
        // Counts first: the plain names are theirs.
        var counts = _entities.ToDictionary(e => e.Name, Count, StringComparer.Ordinal);
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
                    metrics.AddRange(Shares(e, counts[e.Name]));
                    metrics.AddRange(DurationDrafter.Metrics(e, _byName, _names));
                    metrics.AddRange(Costs(e, metrics).ToList());
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
        var main = Main(entity);
        foreach (var (column, words, role) in Numbers(entity))
        {
            if (role <= NumberRole.Attribute)
                continue;

            var currency = Currency(entity);
            var unit = NumberUnit.Of(column, currency is null ? _currency : null);
            currency = unit.Unit is null && NumberRoles.IsMoney(words) ? currency : null;
            var expr = unit.Divisor == 1 ? column.Expression : $"{column.Expression} / {unit.Divisor}.0";
            var shown = Amount(words);
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
            var isBalance = role == NumberRole.Balance && IsSnapshot(entity) && entity.DefaultTime is not null;
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

    /// <summary>Without its unit, and without the word that its sum has anyway.</summary>
    private static ImmutableArray<string> Amount(ImmutableArray<string> words) =>
        NumberWords.Shown(words).RemoveAll(w => w == "total") is { IsEmpty: false } rest ? rest : ["amount"];

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
                Where = time.HasNulls ? $"{ColumnName.Print(time.Column)} is not null" : null,
                Time = time.Name,
            };
        }
    }

    /// <summary>How many different customers bought: the partners of what happened.</summary>
    private IEnumerable<MetricDraft> Partners(EntityDraft entity)
    {
        if (!IsEvent(entity))
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

    private IEnumerable<MetricDraft> Shares(EntityDraft entity, MetricDraft count)
    {
        var plural = IdentifierWords.Phrase(entity.PluralWords);
        var parts = new List<(string Label, string Where)>();
        foreach (var dimension in entity.Dimensions.Where(d => !entity.IsPersonal(d.Column)))
        {
            if (dimension.Type == "boolean")
            {
                parts.Add((WithFlag(dimension, plural), dimension.Expr));
            }
            else if (dimension.Values == ValuesDraft.Listed && dimension.Listed.Length <= 12)
            {
                parts.AddRange(
                    dimension
                        .Listed.Where(v =>
                            Outcomes.Contains(string.Join('_', IdentifierWords.Split(v)))
                            || IdentifierWords.Split(v) is [.., var last] && Outcomes.Contains(last)
                        )
                        .Take(MostOutcomes)
                        .Select(v =>
                            (
                                $"{IdentifierWords.Phrase(IdentifierWords.Split(v))} {plural}",
                                $"{dimension.Expr} = '{v.Replace("'", "''", StringComparison.Ordinal)}'"
                            )
                        )
                );
            }
        }

        foreach (var (words, where) in parts)
        {
            var label = IdentifierWords.Label(words.Split(' '));
            if (IsSnapshot(entity))
            {
                if (entity.Dimensions.FirstOrDefault(d => d.Type == "boolean" && d.Expr == where) is { } flag && Standing(entity, flag) is { } standing)
                    yield return standing;

                continue;
            }

            // The same words already count by another date: this one only serves the share.
            var isTold = !_labels.Add(label);
            var part = new MetricDraft(
                _names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(words)), $"{IdentifierWords.Name(IdentifierWords.Split(words))}_count"),
                label,
                $"Number of {plural} with {where}."
            )
            {
                Unit = plural,
                Entity = entity.Name,
                Agg = "count",
                Where = where,
                IsHidden = isTold,
            };
            yield return part;
            var rate = words.EndsWith(" " + plural, StringComparison.Ordinal) ? words[..^plural.Length].Trim() : null;
            yield return new MetricDraft(
                _names.TakeOne($"share_of_{IdentifierWords.Name(IdentifierWords.Split(words))}"),
                $"Share of {words}",
                $"{label} by all {plural}."
            )
            {
                Synonyms =
                [
                    .. rate is null ? Array.Empty<string>() : [$"{rate} rate", $"{rate} {IdentifierWords.Phrase(entity.Words)} rate"],
                    $"percentage of {words}",
                ],
                Unit = "percent",
                Type = "ratio",
                Numerator = part.Name,
                Denominator = count.Name,
            };
        }
    }

    /// <summary>"active accounts", "cars in inventory", "accounts with single sign-on".</summary>
    private static string WithFlag(DimensionDraft flag, string plural)
    {
        var words = IdentifierWords.Of(flag.Column);
        var shown = IdentifierWords.Phrase(IdentifierWords.Of(flag.Label));
        return words is ["has", ..] ? $"{plural} with {shown}"
            : shown.StartsWith("in ", StringComparison.Ordinal) || shown.StartsWith("on ", StringComparison.Ordinal) ? $"{plural} {shown}"
            : $"{shown} {plural}";
    }

    /// <summary>How many things stand so at the last look: cars in inventory.</summary>
    private MetricDraft? Standing(EntityDraft entity, DimensionDraft flag)
    {
        if (entity.Joins.Where(j => j.Columns.Length == 1).ToList() is not [var only])
            return null;

        var things = IdentifierWords.Phrase(_byName[only.To].PluralWords);
        var label = IdentifierWords.Label(WithFlag(flag, things).Split(' '));
        return new MetricDraft(
            _names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(label))),
            label,
            $"Number of {things} whose last row of {entity.Table.Name} up to the end of the period says {flag.Column}."
        )
        {
            Unit = things,
            Type = "semi_additive",
            Entity = entity.Name,
            Agg = "sum",
            Expr = $"case when {flag.Expr} then 1 else 0 end",
            Over = entity.DefaultTime!.Name,
            Per = only.Name,
        };
    }

    /// <summary>What was sold cost something: sums of the partner's cost, and what is left of the price.</summary>
    private IEnumerable<MetricDraft> Costs(EntityDraft entity, IReadOnlyList<MetricDraft> metrics)
    {
        if (!IsEvent(entity) || Main(entity) is not { } price || entity.Table.Columns.Any(c => IdentifierWords.Of(c.Name).Contains("cost")))
            yield break;

        if (!NumberRoles.IsMoney(IdentifierWords.Of(price.Name)) || Currency(entity) is not null || Array.IndexOf(Selling, entity.Words[^1]) < 0)
            yield break;

        foreach (var join in entity.Joins.Where(j => j.Columns.Length == 1))
        {
            var other = _byName[join.To];
            if (
                IsEvent(other)
                || Numbers(other).FirstOrDefault(n => n.Words is ["cost"] or ["unit", "cost"] or ["purchase", "price"]) is not { Column: { } cost }
            )
            {
                continue;
            }

            var plural = IdentifierWords.Phrase(entity.PluralWords);
            var priceUnit = NumberUnit.Of(price, _currency);
            var costUnit = NumberUnit.Of(cost, _currency);
            var quantity = entity.Table.Columns.FirstOrDefault(c => IdentifierWords.Of(c.Name) is ["quantity"] && c.IsNumber);
            string Expr(string column, NumberUnit unit) => unit.Divisor == 1 ? column : $"{column} / {unit.Divisor}.0";
            var costs = Expr($"{join.Name}.{cost.Expression}", costUnit) + (quantity is null ? "" : $" * {quantity.Expression}");
            var total = new MetricDraft(
                _names.TakeOne($"cost_of_{IdentifierWords.Name(entity.PluralWords)}"),
                $"Cost of {plural}",
                $"Sum of {cost.Name} of the {IdentifierWords.Phrase(other.Words)} of each of the {plural}."
            )
            {
                Synonyms = ["cost of goods sold", "total cost"],
                Unit = costUnit.Unit,
                Entity = entity.Name,
                Agg = "sum",
                Expr = costs,
            };
            var profit = new MetricDraft(
                _names.TakeOne("gross_profit", $"gross_profit_of_{entity.Name}"),
                "Gross profit",
                $"{price.Name} minus cost, over {plural}."
            )
            {
                Synonyms = ["profit"],
                Unit = priceUnit.Unit,
                Entity = entity.Name,
                Agg = "sum",
                Expr = $"{Expr(price.Expression, priceUnit)} - {costs}",
            };
            yield return total;
            yield return profit;
            if (metrics.FirstOrDefault(m => m.Agg == "sum" && m.Expr == Expr(price.Expression, priceUnit)) is not { } revenue)
                yield break;

            yield return new MetricDraft(
                _names.TakeOne("gross_margin", $"gross_margin_of_{entity.Name}"),
                "Gross margin",
                $"Gross profit by what was paid, over {plural}."
            )
            {
                Synonyms = ["profit margin", "margin"],
                Unit = "percent",
                Type = "ratio",
                Numerator = profit.Name,
                Denominator = revenue.Name,
            };
            yield break;
        }
    }

    private static IEnumerable<(SurveyedColumn Column, ImmutableArray<string> Words, NumberRole Role)> Numbers(EntityDraft entity)
    {
        var joined = entity.Joins.SelectMany(j => j.Columns).ToHashSet(StringComparer.Ordinal);
        foreach (
            var column in entity.Columns.Where(c =>
                c.IsNumber && !entity.IsPersonal(c.Name) && !joined.Contains(c.Name) && !entity.Key.Columns.Contains(c.Name)
            )
        )
        {
            var words = IdentifierWords.Of(column.Name);
            yield return (column, words, words is [.., "id" or "key" or "fk" or "sk"] ? NumberRole.Identifier : NumberRoles.Of(column, words, IsEvent(entity)));
        }
    }

    /// <summary>The amount of money that a row is about.</summary>
    private SurveyedColumn? Main(EntityDraft entity) =>
        !IsEvent(entity)
            ? null
            : Numbers(entity)
                .Where(n =>
                    n.Role is NumberRole.Amount
                    && NumberRoles.IsMoney(n.Words)
                    && !n.Words.Any(w => w is "tax" or "discount" or "fee" or "tip" or "cost" or "refund" or "commission")
                )
                .OrderByDescending(n => NumberUnit.Of(n.Column, Currency(entity) is null ? _currency : null).Unit is not null)
                .ThenByDescending(n =>
                    n.Words.Any(w => w is "total" or "grand") ? 2
                    : n.Words.Any(w => w is "amount" or "price" or "revenue" or "value") ? 1
                    : 0
                )
                .ThenByDescending(n => n.Words.Intersect(entity.Words).Count())
                .Select(n => n.Column)
                .FirstOrDefault();

    private static bool IsEvent(EntityDraft entity) =>
        entity.DefaultTime is { IsTechnical: false } || (entity.Joins.Length > 0 && entity.DefaultTime is not null);

    /// <summary>The same things again and again, each with how it stood on a date.</summary>
    private static bool IsSnapshot(EntityDraft entity) =>
        entity.DefaultTime is { IsTechnical: false } time
        && entity.Joins.Length > 0
        && (
            entity.Words.Any(w => w is "snapshot" or "balance" or "position" or "holding" or "level" or "history")
            || (entity.Key.Columns.Length > 1 && entity.Key.Columns.Contains(time.Column))
            || time.Column.Contains("snapshot", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>A column that says in which currency each row's amount is, when there are several.</summary>
    private static string? Currency(EntityDraft entity) =>
        entity.Dimensions.FirstOrDefault(d => IdentifierWords.Of(d.Column) is [.., "currency"] or ["currency", "code"]) is { } found
        && entity.Table.FindColumn(found.Column) is { Profile.Distinct: > 1 }
            ? $"{entity.Name}.{found.Name}"
            : null;

    private static IEnumerable<string> Variants(SurveyedColumn column, string of)
    {
        var raw = IdentifierWords.Phrase(IdentifierWords.Split(column.Name));
        return raw == of ? [] : [raw];
    }

    private static ImmutableArray<string> Distinct(string label, IEnumerable<string> synonyms) =>
        [.. synonyms.Distinct(StringComparer.OrdinalIgnoreCase).Where(s => !string.Equals(s, label, StringComparison.OrdinalIgnoreCase))];
}
