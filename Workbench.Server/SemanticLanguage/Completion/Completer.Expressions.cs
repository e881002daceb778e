using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;
using LayerCompletion = Workbench.Shared.SemanticLayer.LayerCompletion;

namespace Workbench.Server.SemanticLanguage.Completion;

internal sealed partial class Completer
{
    private static readonly string[] Words =
    [
        "case when",
        "then",
        "else",
        "end",
        "and",
        "or",
        "not",
        "in",
        "is null",
        "is not null",
        "between",
        "like",
        "cast(",
    ];

    private IEnumerable<LayerCompletion> Expression(CursorShape at, CursorPlace place, ref int replaceFrom)
    {
        if (OpenText().Match(place.Text) is { Success: true } literal)
        {
            replaceFrom = place.Start + literal.Groups["text"].Index;
            return Literals(at, literal.Groups["column"].Value);
        }
        // In the middle of a text of SQL nothing is a name.
        if (place.Text.Count(c => c == '\'') % 2 == 1 && !place.Text.Contains("''", StringComparison.Ordinal))
            return [];
        var path = Path().Match(place.Text);
        var dot = path.Value.LastIndexOf('.');
        replaceFrom = place.Start + path.Index + dot + 1;
        if (at.Metric is { } metric && CursorShape.Text(metric, "type") == "derived" && at.InputMetric is null)
            return dot >= 0 ? [] : MetricNames(metric).Concat(Functions());
        var home = HomeOf(at);
        if (dot < 0)
            return (home is null ? Columns(at.Table) : OwnColumns(home, at))
                .Select(c => c with { Sort = "1" })
                .Concat(home is null ? [] : names.Joins(home).Select(j => Join(j.Join, j.Target)))
                .Concat(OpenJoin(at))
                .Concat(Functions());
        var steps = path.Value[..dot].Split('.');
        var owner = home;
        foreach (var step in steps)
            owner =
                owner is not null && names.Joins(owner).FirstOrDefault(j => j.Join.Name == step) is { Target: { } target } ? target
                : steps.Length == 1 && CursorShape.Text(at.Written, "name") == step ? names.FindEntity(CursorShape.Text(at.Written, "to") ?? step)
                : null;
        return owner is null
            ? []
            : Columns(owner.Source is TableSource { FullName: var name } ? name : null).Concat(names.Joins(owner).Select(j => Join(j.Join, j.Target)));
    }

    private IEnumerable<LayerCompletion> OwnColumns(Entity home, CursorShape at) =>
        Columns(
            at.Metric is null && at.Table is { } written ? written
            : home.Source is TableSource { FullName: var name } ? name
            : null
        );

    /// <summary>The join that is being written: its own name stands for the other side.</summary>
    private IEnumerable<LayerCompletion> OpenJoin(CursorShape at) =>
        at.Key?.Key == "on"
        && CursorShape.Text(at.Written, "name") is { } name
        && names.FindEntity(CursorShape.Text(at.Written, "to") ?? name) is { } target
        && names.FindEntity(at.Entity)?.FindJoin(name) is null
            ? [new LayerCompletion(LayerCompletionKind.Join, name, name + ".", target.Name, target.Description)]
            : [];

    private IEnumerable<LayerCompletion> MetricNames(IReadOnlyDictionary<string, string> metric)
    {
        var own = CursorShape.Text(metric, "name");
        return names.Metrics.Where(m => m.Name != own).Select(Metric);
    }

    /// <summary>Stored values of the column that the text is compared with.</summary>
    private IEnumerable<LayerCompletion> Literals(CursorShape at, string column)
    {
        var parts = column.Split('.');
        var entity = HomeOf(at);
        foreach (var step in parts[..^1])
            entity = entity is null ? null : names.Joins(entity).FirstOrDefault(j => j.Join.Name == step).Target;
        if (entity is null || names.Dimensions(entity).FirstOrDefault(d => d.Expr.Text.Trim() == parts[^1]) is not { } dimension)
            return [];
        IEnumerable<string> stored = dimension.Values.Declared is { Length: > 0 } declared
            ? declared.Select(d => d.Stored)
            : values($"{entity.Name}.{dimension.Name}");
        return stored.Select(v => new LayerCompletion(LayerCompletionKind.Value, v, v.Replace("'", "''", StringComparison.Ordinal), dimension.Label, null));
    }

    private static LayerCompletion Join(EntityJoin join, Entity target) =>
        new(LayerCompletionKind.Join, join.Name, join.Name + ".", target.Name, target.Description) { Sort = "2" };

    private static IEnumerable<LayerCompletion> Functions() =>
        SqlFunctions
            .All.Select(f => new LayerCompletion(LayerCompletionKind.Function, f.Name, f.Name + "($0)", f.Usage, f.Description, IsSnippet: true) { Sort = "8" })
            .Concat(Words.Select(w => new LayerCompletion(LayerCompletionKind.Value, w, w + " ", null, null) { Sort = "9" }));

    [GeneratedRegex(@"([A-Za-z_][A-Za-z0-9_]*\.)*([A-Za-z_][A-Za-z0-9_]*)?$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Path();

    /// <summary><c>status = 'fai</c>, <c>status in ('a', 'b</c></summary>
    [GeneratedRegex(
        @"(?<column>[A-Za-z_][A-Za-z0-9_.]*)\s*(=|<>|!=|in\s*\(|not\s+in\s*\()\s*('[^']*'\s*,\s*)*'(?<text>[^']*)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1_000
    )]
    private static partial Regex OpenText();
}
