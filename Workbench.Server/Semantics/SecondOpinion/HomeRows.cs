using System.Globalization;
using System.Text;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>
/// The rows of one entity, each once. What they say of others is looked up: of several partners the first by key is taken, so that no lookup can
/// ever double a row, whatever the layer declares and the data holds.
/// </summary>
internal sealed class HomeRows(LevelView view, Entity home, string prefix = "")
{
    private const int DeepestNesting = 12;
    private readonly Dictionary<string, Lookup> _lookups = new(StringComparer.Ordinal);
    private readonly List<Lookup> _inOrder = [];

    public string Alias => prefix + "fact";

    public string Zone => RowExpressions.Text(view.Layer.Calendar.TimeZone);

    /// <summary>The entity's own filter; null where it has none.</summary>
    public string? OwnFilter => home.Where is { } where ? Expression(where.Tree, JoinPath.Of(home)) : null;

    public string Expression(LayerExpression expression) => Expression(expression.Tree, JoinPath.Of(home));

    /// <summary>An expression of the entity at the end of a path; NULL where nothing is found there.</summary>
    public string Expression(ScalarExpr expression, JoinPath path) => Found(path, RowExpressions.Print(expression, c => Column(c, path, depth: 0)));

    public string Key(JoinPath path, string column)
    {
        // What joins by the key alone knows the key by itself, partner or not.
        if (path.Joins is [.., { IsOptional: false } last] && path.Target.Where is null && Equalities(last) is [var (near, far)] && far == column)
            return Reference(Parent(path), near);
        return Reference(path, column);
    }

    /// <summary>A time in the layer's zone, without one.</summary>
    public string Local(JoinPath path, EntityTime time) =>
        time.Type == "timestamptz" ? $"({Expression(time.Expr.Tree, path)} at time zone {Zone})" : Expression(time.Expr.Tree, path);

    public string Day(JoinPath path, EntityTime time) => $"({Local(path, time)})::date";

    /// <summary>The from clause. Ask for it last: by then all lookups are known.</summary>
    public string From()
    {
        var text = new StringBuilder();
        text.Append(SourceOf(home)).Append(" as ").Append(Alias);
        foreach (var lookup in _inOrder)
            text.Append("\n  ").Append(Print(lookup));
        return text.ToString();
    }

    private string Column(ColumnRef column, JoinPath path, int depth)
    {
        if (depth > DeepestNesting)
            throw new NotExpressibleException($"The dimension {column} is defined through itself.");
        var start = path;
        var at = column.Path.Length > 1 && column.Path[0] == path.Target.Name && path.Target.FindJoin(column.Path[0]) is null ? 1 : 0;
        for (; at < column.Path.Length - 1; at++)
            path =
                path.Target.FindJoin(column.Path[at]) is { } join && view.FindEntity(join.To) is { } target
                    ? path.Then(join, target)
                    : throw new NotExpressibleException($"{column} is not found from {path.Target.Name}.");
        var name = column.Path[^1];
        if (path.Target.FindDimension(name) is not { } dimension || IsColumn(path.Target, name, dimension))
            return Reference(path, name);
        var inlined = RowExpressions.Print(dimension.Expr.Tree, c => Column(c, path, depth + 1));
        return path.Joins.Count > start.Joins.Count ? Found(path, inlined) : $"({inlined})";
    }

    private bool IsColumn(Entity entity, string name, Dimension dimension) =>
        entity.Source is TableSource table && view.Layer.FindTable(table.FullName) is { } known
            ? known.FindColumn(name) is not null
            : dimension.Expr.Tree.Columns().Any(c => c.Path is [var only] && only == name);

    private string Found(JoinPath path, string value) => path.Joins.Count == 0 ? $"({value})" : $"(case when {LookupOf(path).Alias}.found then {value} end)";

    private string Reference(JoinPath path, string column)
    {
        if (path.Joins.Count == 0)
            return $"{Alias}.{PostgresNames.Quote(column)}";
        var lookup = LookupOf(path);
        lookup.Columns.Add(column);
        return $"{lookup.Alias}.{PostgresNames.Quote(column)}";
    }

    private Lookup LookupOf(JoinPath path)
    {
        if (_lookups.TryGetValue(path.Name, out var known))
            return known;
        var join = path.Joins[^1];
        var parent = Parent(path);
        // What the condition needs of this side is asked for before the lookup takes its place in the order.
        List<(string Near, string Far)> pairs = [.. Equalities(join).Select(p => (Reference(parent, p.Near), p.Far))];
        var alias = string.Create(CultureInfo.InvariantCulture, $"{prefix}found_{_inOrder.Count + 1}");
        string? condition = null;
        if (pairs.Count == 0)
            condition = RowExpressions.Print(join.On.Tree, c => c.Path.Length == 1 ? Reference(parent, c.Path[0]) : $"other.{PostgresNames.Quote(c.Path[^1])}");
        var lookup = new Lookup(alias, path.Target, pairs, condition);
        _lookups[path.Name] = lookup;
        _inOrder.Add(lookup);
        return lookup;
    }

    private JoinPath Parent(JoinPath path)
    {
        var parent = JoinPath.Of(path.Home);
        foreach (var join in path.Joins.Take(path.Joins.Count - 1))
            parent = parent.Then(join, view.FindEntity(join.To)!);
        return parent;
    }

    private static string Print(Lookup lookup)
    {
        var columns = string.Concat(lookup.Columns.Select(c => $"other.{PostgresNames.Quote(c)}, "));
        var keys = lookup.Target.Key.Select(k => $"other.{PostgresNames.Quote(k)}");
        var where = lookup.Target.Where is { } filter ? RowExpressions.Print(filter.Tree, c => $"other.{PostgresNames.Quote(c.Path[^1])}") : null;
        if (lookup.Condition is { } condition)
            return $"left join lateral (select {columns}true as found from {SourceOf(lookup.Target)} as other where {condition}{(where is null ? "" : $" and {where}")} order by {string.Join(", ", keys)} limit 1) as {lookup.Alias} on true";
        var far = lookup.Pairs.Select(p => $"other.{PostgresNames.Quote(p.Far)}").ToList();
        var by = lookup.Pairs.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{far[i]} as by_{i + 1}"));
        var conditions = far.Select(f => $"{f} is not null").Concat(where is null ? [] : [where]);
        var on = lookup.Pairs.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{lookup.Alias}.by_{i + 1} = {p.Near}"));
        return $"left join (select distinct on ({string.Join(", ", far)}) {columns}{string.Join(", ", by)}, true as found from {SourceOf(lookup.Target)} as other where {string.Join(" and ", conditions)} order by {string.Join(", ", far.Concat(keys))}) as {lookup.Alias} on {string.Join(" and ", on)}";
    }

    private static string SourceOf(Entity entity) =>
        entity.Source switch
        {
            TableSource table => PostgresNames.QuotePath(table.FullName),
            SqlSource sql => $"(\n{sql.Sql.Trim().TrimEnd(';')}\n)",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Own column and other column; empty when the condition is anything else than such equalities.</summary>
    private static List<(string Near, string Far)> Equalities(EntityJoin join)
    {
        List<(string, string)> pairs = [];
        var open = new Stack<ScalarExpr>([join.On.Tree]);
        while (open.TryPop(out var part))
            switch (part)
            {
                case BinaryExpr { Op: "and" } both:
                    open.Push(both.Right);
                    open.Push(both.Left);
                    break;
                case BinaryExpr { Op: "=", Left: ColumnRef { Path: [var near] }, Right: ColumnRef { Path: [_, var far] } }:
                    pairs.Add((near, far));
                    break;
                case BinaryExpr { Op: "=", Left: ColumnRef { Path: [_, var far] }, Right: ColumnRef { Path: [var near] } }:
                    pairs.Add((near, far));
                    break;
                default:
                    return [];
            }
        return pairs;
    }

    private sealed record Lookup(string Alias, Entity Target, List<(string Near, string Far)> Pairs, string? Condition)
    {
        public SortedSet<string> Columns { get; } = new(StringComparer.Ordinal);
    }
}
