using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Server.Yaml;
using Workbench.Shared.SemanticLayer;
using LayerCompletion = Workbench.Shared.SemanticLayer.LayerCompletion;

namespace Workbench.Server.SemanticLanguage.Completion;

/// <summary>What may be written at a place: keys of the format, choices, and names of the layer and the warehouse.</summary>
/// <param name="schema">Of the warehouse as last seen; null when it was not.</param>
/// <param name="values">Stored values of a field, as far as the level may see them.</param>
internal sealed partial class Completer(VisibleNames names, WarehouseSchema? schema, IEnumerable<string> accounts, Func<string, IReadOnlyList<string>> values)
{
    /// <summary>More are cut off; the next letter brings others.</summary>
    public const int Most = 200;

    /// <summary>The field whose stored values would be suggested at a place; null when it is none.</summary>
    public static string? FieldOf(CursorShape at, VisibleNames names, CursorPlace place)
    {
        if (at.Field is { } field && at.Key?.Key is "values" or "is")
            return field;
        if (at.Shape is not TextShape { Form: TextForm.Expression or TextForm.Condition } || OpenText().Match(place.Text) is not { Success: true } literal)
            return null;
        var column = literal.Groups["column"].Value;
        var home = new Completer(names, null, [], _ => []).HomeOf(at);
        return home is not null && names.Dimensions(home).FirstOrDefault(d => d.Expr.Text.Trim() == column) is { } dimension
            ? $"{home.Name}.{dimension.Name}"
            : null;
    }

    public List<LayerCompletion> Complete(LayerFileFormat format, CursorPlace place, out int replaceFrom)
    {
        replaceFrom = place.Start;
        if (CursorShape.Of(format, place.Steps) is not { } at)
            return [];
        if (place.Spot == CursorSpot.Value)
            return Values(at, at.Shape, place, ref replaceFrom);
        var items = new List<LayerCompletion>();
        if (QueryFormat.Of(at.Shape) is ListShape list && !place.IsFlow && place.LastItem is null)
            items.AddRange(Items(at, list, place, ref replaceFrom));
        else if (place.LastItem is not null)
            items.AddRange(Items(at, at.Shape as ListShape ?? new ListShape(at.Shape), place, ref replaceFrom));
        else
        {
            items.AddRange(Keys(at, place, ""));
            if (items.Count == 0 || place.IsFlow || at.Shape is EitherShape)
                items.AddRange(Values(at, at.Shape, place, ref replaceFrom));
        }
        if (place.LastItem is { } last && CursorShape.Of(format, last) is { } inner)
            items.AddRange(Keys(inner, place, "  ").Select(k => k with { Sort = "1" + k.Sort }));
        return items;
    }

    /// <summary>A new item of a list, where no dash is written yet.</summary>
    private IEnumerable<LayerCompletion> Items(CursorShape at, ListShape list, CursorPlace place, ref int replaceFrom)
    {
        if (CursorShape.MapOf(list.Item, at.Written) is { } map)
        {
            var first = map.Keys.FirstOrDefault(k => k.IsRequired) ?? map.Keys[0];
            return
            [
                new LayerCompletion(
                    LayerCompletionKind.Snippet,
                    $"- {first.Key}:",
                    $"- {first.Key}: $0",
                    $"a new {map.Name}",
                    first.Description,
                    IsSnippet: true
                )
                {
                    Sort = "0",
                },
            ];
        }
        return Values(at, list.Item, place, ref replaceFrom).Select(i => i with { Label = $"- {i.Label}", Insert = $"- {i.Insert}" });
    }

    private static IEnumerable<LayerCompletion> Keys(CursorShape at, CursorPlace place, string indent)
    {
        if (CursorShape.MapOf(at.Shape, at.Written) is not { } map)
            yield break;
        for (var i = 0; i < map.Keys.Length; i++)
        {
            var key = map.Keys[i];
            var isWritten = at.Written.ContainsKey(key.Key);
            var isExcluded = map.Exclusive.Any(e => e.Contains(key.Key) && e.Any(o => o != key.Key && at.Written.ContainsKey(o)));
            if (isWritten || isExcluded)
                continue;
            var isNeeded = key.IsRequired || map.OneOf.Any(o => o.Contains(key.Key));
            yield return new LayerCompletion(
                LayerCompletionKind.Key,
                key.Key,
                indent + KeyInsert(key, place.IsFlow, indent),
                FormatWords.TypeOf(key.Shape) + (key.IsRequired ? ", needed" : ""),
                FormatWords.Of(key),
                IsSnippet: true
            )
            {
                Sort = $"{(isNeeded ? '0' : '1')}{(char)('a' + Math.Min(i, 25))}{i}",
            };
        }
    }

    private static string KeyInsert(KeyShape key, bool isFlow, string indent) =>
        QueryFormat.Of(key.Shape) switch
        {
            ListShape { Item: MapShape or VariantShape } when !isFlow => $"{key.Key}:\n{indent}  - $0",
            ListShape { Item: MapShape or VariantShape } => $"{key.Key}: [{{ $0 }}]",
            ListShape => $"{key.Key}: [$0]",
            MapShape or DictionaryShape => $"{key.Key}: {{ $0 }}",
            _ => $"{key.Key}: $0",
        };

    private List<LayerCompletion> Values(CursorShape at, Shape shape, CursorPlace place, ref int replaceFrom)
    {
        switch (QueryFormat.Of(shape))
        {
            case ChoiceShape choice:
                return
                [
                    .. choice.Choices.Select(c =>
                        Value(c, at.Key?.Default == c ? "default" : null, at.Key?.Key == "type" ? LayerFormat.MeaningOfMetricType(c) : null)
                    ),
                ];
            case FlagShape:
                return [Flag("true", at), Flag("false", at)];
            case ListShape list:
                return Values(at, list.Item, place, ref replaceFrom);
            case EitherShape either:
                var all = new List<LayerCompletion>();
                foreach (var one in either.Shapes)
                    if (one is not (MapShape or VariantShape or DictionaryShape))
                        all.AddRange(Values(at, one, place, ref replaceFrom));
                return all;
            case DictionaryShape { Names: NameKind.Segment }:
                return [.. Segments()];
            case TextShape { Form: TextForm.Expression or TextForm.Condition }:
                return [.. Expression(at, place, ref replaceFrom)];
            case TextShape { Names: not NameKind.None and var kind }:
                return [.. Names(kind, at)];
            case TextShape text:
                return [.. Notations(text.Form, at)];
            default:
                return [];
        }
    }

    private IEnumerable<LayerCompletion> Notations(TextForm form, CursorShape at) =>
        form switch
        {
            TextForm.Grain => LayerFormat.Grains.Append("fiscal_quarter").Append("fiscal_year").Append("iso_week").Select(g => Value(g, null, null)),
            TextForm.ToDate => LayerFormat.Grains.Skip(2).Prepend("all").Append("fiscal_quarter").Append("fiscal_year").Select(g => Value(g, null, null)),
            TextForm.StartOf => LayerFormat.Grains.Skip(2).Prepend("period").Select(g => Value(g, null, null)),
            TextForm.Aggregation => AggregationWords.Select(a => Value(a.Name, null, a.Meaning)),
            TextForm.Duration => Texts("1 day", "2 days", "7 days", "36 hours"),
            TextForm.Period => Texts("7 days", "28 days", "30 days", "1 month", "1 quarter", "1 year"),
            TextForm.WeekPattern => Texts("4-5-4", "4-4-5", "5-4-4"),
            TextForm.TimeZone => TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId).Select(z => Value(z.Id, null, z.DisplayName)),
            TextForm.Type => Types(at),
            _ => [],
        };

    private static ImmutableArray<(string Name, string Meaning)> AggregationWords { get; } =
    [
        ("count", "How many rows; with `expr`, those where it is not NULL."),
        ("count_distinct", "How many different values."),
        ("sum", "Added up."),
        ("average", "Sum over count."),
        ("min", "The smallest."),
        ("max", "The largest."),
        ("median", "The middle one."),
        ("percentile(0.9)", "The value that 90 % stay below."),
        ("first", "The earliest."),
        ("last", "The latest."),
    ];

    /// <summary>The column's own type first.</summary>
    private IEnumerable<LayerCompletion> Types(CursorShape at)
    {
        var live = Live(at.Table) is { } table && at.Name is { } name ? table.FindColumn(name)?.Type : null;
        if (live is not null)
            yield return Value(SqlTypes.Normalise(live) ?? live, "in the warehouse", null) with
            {
                Sort = "0",
            };
        foreach (var type in SqlTypes.Names)
            yield return Value(type, null, null);
    }

    private WarehouseTable? Live(string? table) =>
        table?.Split('.') is [var owner, var name] && schema?.Find(owner, name) is { } live && (names.SeesAll || names.FindTable(table) is not null)
            ? live
            : null;

    private static IEnumerable<LayerCompletion> Texts(params IEnumerable<string> texts) => texts.Select(t => Value(t, null, null));

    private static LayerCompletion Flag(string text, CursorShape at) =>
        new(LayerCompletionKind.Value, text, text, at.Key?.Default == text ? "default" : null, null);

    private static LayerCompletion Value(string text, string? detail, string? meaning) =>
        new(LayerCompletionKind.Value, text, YamlScalar.Write(text, isFlow: true), detail, meaning);
}
