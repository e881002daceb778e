using Workbench.Client.Chat;
using Workbench.Client.Components.Results;
using Workbench.Shared.Answers;
using Workbench.Shared.LayerHealth;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>A metric: what it means, what it is made of, and what it says now.</summary>
public sealed record MetricView(
    string Name,
    string Label,
    string? Description,
    IReadOnlyList<string> Tags,
    string Definition,
    string Place,
    string Href,
    string? Synonyms,
    IReadOnlyList<string> MadeOf,
    IReadOnlyList<string> UsedBy,
    IReadOnlyList<FilterView> Filters,
    IReadOnlyList<FieldGroup> Fields,
    string? Sql
)
{
    /// <summary>Entities whose rows it counts.</summary>
    public IReadOnlyList<string> Homes { get; init; } = [];

    public IReadOnlyList<MetricJoin> Joins { get; init; } = [];

    /// <summary>The file that declares it.</summary>
    public string Path => Place[..Place.LastIndexOf(':')];

    public static MetricView Create(MetricDetail metric) =>
        new(
            metric.Line.Name,
            metric.Line.Label,
            metric.Line.Description,
            [
                .. new[]
                {
                    metric.Line.Type.Replace('_', ' '),
                    metric.Line.Unit,
                    metric.Better is { } better ? $"better {better}" : null,
                    metric.Access,
                }.OfType<string>(),
            ],
            metric.Definition,
            $"{metric.Line.File}:{metric.Line.Line}",
            LayerAddress.FileHref(metric.Line.File, metric.Line.Line),
            metric.Synonyms.Count == 0 ? null : string.Join(", ", metric.Synonyms),
            metric.MadeOf,
            metric.UsedBy,
            [.. metric.Filters.Select(FilterView.Create)],
            [
                .. metric
                    .Fields.GroupBy(f => f.Split('.')[0])
                    .Select(g => new FieldGroup(
                        g.Key,
                        [.. g.Select(f => f.Contains('.', StringComparison.Ordinal) ? f[(f.IndexOf('.', StringComparison.Ordinal) + 1)..] : f)]
                    )),
            ],
            metric.Sql
        )
        {
            Homes = metric.Homes,
            Joins = metric.Joins,
        };

    /// <summary>A metric that cannot be read yet: its text is all that is known.</summary>
    /// <param name="line">Where the cursor is: in its text, or in that of another metric when it has just moved.</param>
    public static MetricView Unsaved(string name, string path, int line, string text)
    {
        var lines = text.Split('\n');
        var first = Array.FindIndex(lines, l => IsBeginOf(l, name)) is var own and >= 0 ? own : Math.Clamp(line - 1, 0, lines.Length - 1);
        while (
            first > 0
            && lines[first].TrimStart() is var begins
            && !begins.StartsWith("- name:", StringComparison.Ordinal)
            && !begins.StartsWith("- { name:", StringComparison.Ordinal)
        )
            first--;
        var indent = lines[first].Length - lines[first].TrimStart().Length;
        var body = lines.Skip(first + 1).TakeWhile(l => l.Trim().Length > 0 && l.Length - l.TrimStart().Length > indent);
        List<string> definition = [lines[first], .. body];
        var label = definition
            .Select(l => l.Trim())
            .FirstOrDefault(l => l.StartsWith("label: ", StringComparison.Ordinal))
            ?["label: ".Length..].Trim(' ', '"', '\'');
        return new MetricView(
            name,
            string.IsNullOrEmpty(label) ? name : label,
            "Not saved yet.",
            [],
            string.Join('\n', definition.Select(l => l.Length >= indent + 2 ? l[(indent + 2)..] : l)),
            $"{path}:{first + 1}",
            LayerAddress.FileHref(path, first + 1),
            null,
            [],
            [],
            [],
            [],
            null
        );
    }

    /// <summary>Whether an entry of a list begins here that has this name.</summary>
    private static bool IsBeginOf(string line, string name)
    {
        var begins = line.AsSpan().TrimStart();
        if (!begins.StartsWith("- ", StringComparison.Ordinal))
            return false;
        begins = begins[2..].TrimStart().TrimStart('{').TrimStart();
        if (!begins.StartsWith("name:", StringComparison.Ordinal))
            return false;
        begins = begins[5..].Trim().TrimStart("'\"");
        return begins.StartsWith(name, StringComparison.Ordinal)
            && (begins.Length == name.Length || !char.IsLetterOrDigit(begins[name.Length]) && begins[name.Length] != '_');
    }
}

/// <summary>A key or a join that a metric leans on or may be split over, with what was measured of it.</summary>
/// <param name="Join">Null: the key of an entity whose rows it counts.</param>
/// <param name="IsTaken">The metric's own query goes over it, whatever it is split by.</param>
/// <param name="Claim">Null where it is not known.</param>
public sealed record LeanedOn(string Entity, JoinLine? Join, bool IsTaken, ClaimView? Claim)
{
    public string Name => Join is null ? $"{Entity} (key)" : $"{Entity}.{Join.Name}";

    public string Kind => Join is null ? "one row each" : Join.Type.Replace('_', ' ') + (Join.IsOptional ? ", optional" : "");

    /// <summary>The number itself is wrong, or may be.</summary>
    public bool SpoilsNumber => IsTaken && Claim?.State == HealthState.Red;

    public static IReadOnlyList<LeanedOn> Of(MetricView metric, HealthView? health)
    {
        ClaimView? ClaimOf(string entity, string? join) => health?.Claims.FirstOrDefault(c => c.Entity == entity && c.Join == join);
        return
        [
            .. metric.Homes.Select(home => new LeanedOn(home, Join: null, IsTaken: true, ClaimOf(home, null))).Where(home => home.Claim is not null),
            .. metric.Joins.Select(join => new LeanedOn(join.Entity, join.Join, join.IsTaken, ClaimOf(join.Entity, join.Join.Name))),
        ];
    }
}

/// <summary>Fields of one entity that a metric can be grouped by.</summary>
public sealed record FieldGroup(string Entity, IReadOnlyList<string> Fields);

/// <summary>The latest number of a metric and how it came there.</summary>
public sealed record PreviewView(string? Value, string? Exact, string? When, ChartFigure? Chart, string? Error)
{
    public static PreviewView Create(MetricPreview preview)
    {
        if (preview.Error is not null)
            return new PreviewView(null, null, null, null, preview.Error);
        var result = ResultView.Create(preview.Columns, preview.Rows);
        var at = result.IndexOf(preview.Metric);
        if (at < 0)
            at = preview.Columns.Count - 1;
        var last = preview.Rows.LastOrDefault(r => !r[at].IsNull);
        var time = preview.Columns.ToList().FindIndex(c => c.Type is ColumnType.Date or ColumnType.Timestamp);
        return new PreviewView(
            last is null ? null : ValueText.Short(last[at], preview.Columns[at]),
            last is null ? null : ValueText.Exact(last[at], preview.Columns[at]),
            last is null || time < 0 ? null : ValueText.Short(last[time], preview.Columns[time]),
            preview.Chart is { } chart ? ChartFigure.Create(result, chart, chart.Type) : null,
            last is null ? "No rows in the preview's periods." : null
        );
    }
}
