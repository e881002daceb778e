using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>What every check of the whole layer needs.</summary>
internal sealed class CheckContext
{
    private readonly Dictionary<string, Metric> _metrics;

    public CheckContext(LayerContent content, LayerDraft draft, LayerProblems problems)
    {
        (Content, Draft, Problems) = (content, draft, problems);
        Columns = new ColumnScope(content);
        _metrics = content.Metrics.DistinctBy(m => m.Name).ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    public LayerContent Content { get; }
    public LayerDraft Draft { get; }
    public LayerProblems Problems { get; }
    public ColumnScope Columns { get; }
    public IEnumerable<string> MetricNames => _metrics.Keys;

    public SourceSpan Place(SourceSpan objectAt, string key) => Draft.PlaceOf(objectAt, key);

    public Metric? Metric(string name) => _metrics.GetValueOrDefault(name);

    /// <summary>The entity, or null after saying that it does not exist (unless it may stand in a file that could not be read).</summary>
    public Entity? Entity(string name, SourceSpan at)
    {
        if (Columns.Entity(name) is { } entity)
            return entity;
        Unknown("entity", name, Columns.EntityNames, at);
        return null;
    }

    public Metric? Metric(string name, SourceSpan at)
    {
        if (Metric(name) is { } metric)
            return metric;
        Unknown("metric", name, MetricNames, at);
        return null;
    }

    public void Unknown(string kind, string name, IEnumerable<string> known, SourceSpan at)
    {
        if (Draft.MayBe(kind, name))
            return;
        var names = known.ToList();
        var suggestion = NearestNames.Suggest(name, names);
        if (suggestion.Length == 0 && names.Count is > 0 and <= 12)
            suggestion = $" There are {string.Join(", ", names)}.";
        Problems.Error(LayerProblemCodes.UnknownReference, at, $"There is no {kind} \"{name}\".{suggestion}");
    }

    /// <summary>Where a part of an expression stands: its first column, else the start.</summary>
    public static SourceSpan PlaceOf(LayerExpression expression, ScalarExpr part)
    {
        if (part.Columns().FirstOrDefault() is not { } column || ExpressionParser.Parse(expression.Text) is not ParsedExpression parsed)
            return expression.At;
        // Parsed again, so columns are told apart by name: the first of that name.
        var written = parsed.Names.FirstOrDefault(n => n.Column.Path.SequenceEqual(column.Path));
        return written is null ? expression.At : TextPlace.Of(expression.At, expression.Text, written.Offset);
    }
}
