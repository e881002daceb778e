using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

internal sealed partial class QueryReader
{
    private ImmutableArray<QueryKey> ReadKeys(ImmutableArray<QueryMetric> metrics)
    {
        var written = new List<(string Field, string Path)>();
        for (var i = 0; i < query.GroupBy.Count; i++)
            if (!written.Exists(w => w.Field == query.GroupBy[i]))
                written.Add((query.GroupBy[i], $"group_by[{i}]"));
        if (query.Time?.Grain is { } grain && !IsWritten(grain, written))
            written.Insert(0, ($"time.{grain}", "time.grain"));
        var grains = written.Select(w => OwnGrain(w.Field, metrics)).OfType<Grain>().ToArray();
        var finest = grains.Length == 0 ? (Grain?)null : grains.MinBy(g => (g.Unit, g.Kind));
        var keys = ImmutableArray.CreateBuilder<QueryKey>();
        foreach (var (field, path) in written)
        {
            var key = ReadKey(field, path, metrics, finest, keys);
            if (key is not null)
                keys.Add(key);
        }
        return WithClearLabels(keys.ToImmutable());
    }

    private bool IsWritten(string grain, List<(string Field, string Path)> written) =>
        view.Calendar.FindGrain(grain) is { } wanted
        && written.Exists(w => w.Field.StartsWith("time.", StringComparison.Ordinal) && view.Calendar.FindGrain(w.Field[5..]) == wanted);

    /// <summary>The grain of <c>time.month</c>, or of another time that is the own time of every metric.</summary>
    private Grain? OwnGrain(string field, ImmutableArray<QueryMetric> metrics)
    {
        if (field.StartsWith("time.", StringComparison.Ordinal))
            return view.Calendar.FindGrain(field[5..]);
        Grain? grain = null;
        foreach (var metric in metrics)
        foreach (var leaf in metric.Leaves)
        {
            if (view.Resolve(leaf.Home, field) is not FieldFound { Field: { Leaf: PeriodLeaf period } found } || leaf.Time is not { Leaf: TimeLeaf own })
                return null;
            if (own.Time.Name != period.Time.Name || leaf.Time.Path.Name != found.Path.Name)
                return null;
            grain = period.Grain;
        }
        return grain;
    }

    private QueryKey? ReadKey(string field, string path, ImmutableArray<QueryMetric> metrics, Grain? finest, IReadOnlyList<QueryKey> before)
    {
        var alias = AliasOf(field, before);
        if (OwnGrain(field, metrics) is { } grain)
        {
            var label = GrainLabel(grain);
            if (grain == finest)
                return before.OfType<PeriodKey>().Any() ? new CoarserKey(field, alias, label, grain) : new PeriodKey(field, alias, label, grain);
            return view.Calendar.Nests(finest!.Value, grain) && !view.Calendar.HasWeekPattern(grain)
                ? new CoarserKey(field, alias, label, grain)
                : new OwnTimeKey(field, alias, label, "date", grain, Part: null);
        }
        if (field.StartsWith("time.", StringComparison.Ordinal))
        {
            var part = field[5..];
            if (FieldReader.Parts.Contains(part))
                return ReadPart(field, alias, part, path, metrics);
            string[] known =
            [
                "day",
                "week",
                "month",
                "quarter",
                "year",
                "fiscal_quarter",
                "fiscal_year",
                "civil_quarter",
                "civil_year",
                "iso_week",
                .. FieldReader.Parts,
            ];
            var nearest = Near(part, known);
            _problems.Add(
                "unknown_field",
                path,
                $"\"{part}\" is no grain of time.{DidYouMean(nearest)} Known: minute, hour, day, week, month, quarter, year, also with civil_, fiscal_ or iso_ before them, and {string.Join(", ", FieldReader.Parts)}.",
                nearest
            );
            return null;
        }
        if (ResolveForAll(field, path, isFilter: false) is not { } byHome)
            return null;
        var sample = byHome.Values.First();
        return new FieldKey(field, alias, LabelOf(sample), sample.Type, byHome);
    }

    private OwnTimeKey? ReadPart(string field, string alias, string part, string path, ImmutableArray<QueryMetric> metrics)
    {
        if (metrics.FirstOrDefault(m => m.Leaves.Any(l => l.Over is not null || l.Steps.Count > 0)) is { } balance)
        {
            _problems.Add(
                "bad_query",
                path,
                $"{balance.Metric.Label} is measured for whole periods, so it has no {part.Replace('_', ' ')}; group it by month or another grain.",
                "time.month"
            );
            return null;
        }
        return new OwnTimeKey(field, alias, Sentence(part), "integer", Grain: null, part);
    }

    /// <summary>The field from every home entity, or a problem that says from where it cannot be reached.</summary>
    private Dictionary<string, FieldPath>? ResolveForAll(string field, string path, bool isFilter)
    {
        var found = new Dictionary<string, FieldPath>(_homes.Length, StringComparer.Ordinal);
        foreach (var home in _homes)
        {
            switch (view.Resolve(home, field))
            {
                case FieldFound { Field: var reached }:
                    found[home.Name] = reached;
                    break;
                case FieldAmbiguous { Fields: var fields }:
                    ImmutableArray<string> names = [.. fields.Select(f => f.Name)];
                    _problems.Add(
                        "ambiguous_field",
                        path,
                        $"From {home.Name}, \"{field}\" can be reached in more than one way: {string.Join(", ", names)}. Write the one that you mean.",
                        names
                    );
                    return null;
                case FieldHidden:
                    _problems.Add("denied", path, view.DeniedMessage);
                    return null;
                default:
                    AddUnreached(field, path, home, isFilter);
                    return null;
            }
        }
        return found;
    }

    private void AddUnreached(string field, string path, Entity home, bool isFilter)
    {
        if (FieldReader.FindOwner(view, field) is not { } owner)
        {
            var nearest = Near(field, _homes.SelectMany(h => FieldReader.NamesFrom(view, h)));
            var known = nearest.Length > 0 ? nearest : Near(LastName(field), _homes.SelectMany(h => FieldReader.NamesFrom(view, h)));
            _problems.Add("unknown_field", path, $"There is no field \"{field}\".{DidYouMean(known)}", known);
            return;
        }
        var metrics = _metrics.Values.Where(m => m.Leaves.Any(l => l.Home.Name == home.Name)).Select(m => m.Metric.Label).Distinct();
        ImmutableArray<string> able =
        [
            .. view.Metrics.Where(m => !m.IsHidden && HomesOf(m).All(h => view.Resolve(h, field) is FieldFound)).Select(m => m.Name).Take(8),
        ];
        var isFanOut = view.PathsFrom(owner).Any(p => p.Target.Name == home.Name);
        var reason = isFanOut
            ? $"one {home.Label.ToLowerInvariant()} has many {owner.LabelPlural.ToLowerInvariant()}, so its amounts would be counted more than once"
            : $"no join leads from {home.Label.ToLowerInvariant()} to {owner.Label.ToLowerInvariant()}";
        var way = able.Length == 0 ? "No metric can." : $"Metrics that can: {string.Join(", ", able)}.";
        _problems.Add(
            isFilter ? "unreachable_filter"
                : isFanOut ? "fan_out"
                : "unreachable_field",
            path,
            $"{string.Join(" and ", metrics)} cannot be {(isFilter ? "filtered" : "grouped")} by {field}: {reason}. {way}",
            able
        );
    }

    private IEnumerable<Entity> HomesOf(Metric metric) =>
        new MetricReader(view, new ProblemList()).Read(metric, "")?.Leaves.Select(l => l.Home).DistinctBy(h => h.Name) ?? [];

    private static string LastName(string field) => field[(field.LastIndexOf('.') + 1)..];

    private static string AliasOf(string field, IReadOnlyList<QueryKey> before)
    {
        var last = LastName(field);
        if (before.All(k => k.Alias != last))
            return last;
        var names = field.Split('.');
        for (var take = 2; take <= names.Length; take++)
        {
            var alias = string.Join('_', names[^take..]);
            if (before.All(k => k.Alias != alias))
                return alias;
        }
        return $"key_{before.Count + 1}";
    }

    private static string LabelOf(FieldPath field) =>
        field.Leaf switch
        {
            DimensionLeaf dimension => dimension.Dimension.Label,
            KeyLeaf key when field.Path.Target.Key.Length == 1 => field.Path.Target.Label,
            KeyLeaf key => Sentence(key.Column),
            TimeLeaf time => time.Time.Label ?? Sentence(time.Time.Name),
            PeriodLeaf period => $"{period.Time.Label ?? Sentence(period.Time.Name)} ({GrainLabel(period.Grain).ToLowerInvariant()})",
            PartLeaf part => $"{part.Time.Label ?? Sentence(part.Time.Name)} ({part.Part.Replace('_', ' ')})",
            _ => field.Name,
        };

    private static ImmutableArray<QueryKey> WithClearLabels(ImmutableArray<QueryKey> keys) =>
        [.. keys.Select(k => k is FieldKey field && keys.Count(other => other.Label == k.Label) > 1 ? field with { Label = Prefixed(field) } : k)];

    private static string Prefixed(FieldKey key)
    {
        var path = key.ByHome.Values.First().Path;
        return $"{(path.Joins.Count > 0 ? path.Joins[^1].Label ?? path.Target.Label : path.Target.Label)} {key.Label.ToLowerInvariant()}";
    }

    private static string GrainLabel(Grain grain) =>
        grain.Name switch
        {
            "civil_quarter" => "Quarter",
            "civil_year" => "Year",
            "iso_week" => "ISO week",
            "iso_year" => "ISO year",
            var name => Sentence(name),
        };

    private static string Sentence(string name) => name.Length == 0 ? name : $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";
}
