using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>The rows of one entity, with the joins towards one that its expressions ask for, as they ask.</summary>
/// <param name="prefix">Before each alias, where two scans meet in one query.</param>
internal sealed class RowScan(LevelView view, Entity home, string prefix = "")
{
    private const int DeepestNesting = 12;
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal) { [home.Name] = prefix + home.Name };
    private readonly Dictionary<(Grain Grain, SqlExpr Local, int Count), string> _periods = [];
    private readonly List<SqlJoin> _joins = [];
    private readonly List<SqlExpr> _where = [];

    /// <summary>Days that the home's own time is kept to: no other period of a week pattern has to be listed for it.</summary>
    public (DateOnly? From, DateOnly? To) Within { get; init; }

    public Entity Home => home;
    public RowSource From => SourceOf(home, prefix + home.Name);
    public EquatableArray<SqlJoin> Joins => [.. _joins];
    public EquatableArray<SqlExpr> Where => [.. _where];
    private string Zone => view.Layer.Calendar.TimeZone;

    public void AddWhere(SqlExpr condition) => _where.Add(condition);

    /// <summary>A join to something that is no entity: periods, snapshot dates.</summary>
    public void AddJoin(SqlJoin join) => _joins.Add(join);

    public void AddEntityFilter()
    {
        if (home.Where is { } where)
            _where.Add(Qualify(where.Tree, JoinPath.Of(home)));
    }

    /// <summary>An expression over the home's own columns and those of its joins.</summary>
    public SqlExpr Qualify(LayerExpression expression) => Qualify(expression.Tree, JoinPath.Of(home));

    /// <summary>An expression of the entity at the end of a path; NULL where the path leads to no row.</summary>
    public SqlExpr Qualify(ScalarExpr expr, JoinPath path) => OfPresent(path, expr, Condition(expr, path));

    /// <summary>A condition of the entity at the end of a path, as it is written: it alone says what becomes of rows that find no partner.</summary>
    public SqlExpr Condition(ScalarExpr expr, JoinPath path) => Translate(expr, column => Column(column, path, depth: 0), TypesOf(path.Target));

    public SqlExpr Field(FieldPath field) =>
        field.Leaf switch
        {
            DimensionLeaf dimension => Qualify(dimension.Dimension.Expr.Tree, field.Path),
            KeyLeaf key => Key(field.Path, key.Column),
            TimeLeaf time => Qualify(time.Time.Expr.Tree, field.Path),
            PeriodLeaf period => PeriodOf(field, period.Time, period.Grain),
            PartLeaf part => new PeriodPart(Local(field.Path, part.Time), part.Part),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <param name="time">Ends in a <see cref="TimeLeaf"/>.</param>
    public SqlExpr PeriodOf(FieldPath time, Grain grain) => PeriodOf(time, ((TimeLeaf)time.Leaf).Time, grain, Within);

    public SqlExpr PartOf(FieldPath time, string part) => new PeriodPart(Local(time.Path, ((TimeLeaf)time.Leaf).Time), part);

    /// <summary>The local day, for dates as it is stored.</summary>
    public SqlExpr DayOf(FieldPath time) => PeriodOf(time, ((TimeLeaf)time.Leaf).Time, Grain.Day);

    /// <summary>The time as stored, or cut to the layer's zone where <paramref name="isLocal"/>.</summary>
    public SqlExpr TimeOf(FieldPath time, bool isLocal) => isLocal ? Local(time.Path, ((TimeLeaf)time.Leaf).Time) : Field(time);

    /// <summary>Days as a condition on the stored column, so that an index serves it.</summary>
    public void AddRange(FieldPath time, DateOnly? from, DateOnly? to)
    {
        if (from is null && to is null)
            return;
        var stored = Field(time);
        if (from is { } first)
            _where.Add(new SqlBinary(">=", stored, DayBound(time, SqlExpr.OfDay(first))));
        if (to is { } end)
            _where.Add(new SqlBinary("<", stored, DayBound(time, SqlExpr.OfDay(end))));
    }

    /// <summary>The moment at which a day starts, in the type of a stored time.</summary>
    public SqlExpr DayBound(FieldPath time, SqlExpr day) =>
        ((TimeLeaf)time.Leaf).Time.Type switch
        {
            "timestamptz" => new DayStartsAt(day, Zone),
            _ => day,
        };

    private SqlExpr PeriodOf(FieldPath field, EntityTime time, Grain grain, (DateOnly? From, DateOnly? To) within = default)
    {
        var local = Local(field.Path, time);
        if (grain.Unit == GrainUnit.Day && time.Type == "date")
            return local;
        if (!view.Calendar.HasWeekPattern(grain))
            return new PeriodStart(local, grain, view.Calendar.FirstMonthOf(grain), view.Calendar.WeekStartOf(grain));
        return ListedPeriod(local, grain, within is { From: { } from, To: { } to } ? [.. view.Calendar.PeriodsOf(grain, from, to)] : view.ListedPeriods(grain));
    }

    /// <summary>4-5-4 periods are listed and joined: no function of a database knows them.</summary>
    private SqlColumn ListedPeriod(SqlExpr local, Grain grain, ImmutableArray<DateOnly> starts)
    {
        if (!_periods.TryGetValue((grain, local, starts.Length), out var alias))
        {
            alias = $"{prefix}{grain}s";
            for (var i = 2; _aliases.ContainsValue(alias); i++)
                alias = $"{prefix}{grain}s_{i}";
            _periods.Add((grain, local, starts.Length), alias);
            _aliases.Add($"{grain} of {_periods.Count}", alias);
            var listed = new ListedRows(
                [new ListedColumn("starts", Days(starts)), new ListedColumn("ends", Days(starts.Select(s => view.Calendar.EndOf(grain, s))))],
                alias
            );
            _joins.Add(
                new SqlJoin(
                    listed,
                    SqlExpr.And(new SqlBinary(">=", local, new SqlColumn(alias, "starts")), new SqlBinary("<", local, new SqlColumn(alias, "ends"))),
                    IsOuter: true
                )
            );
        }
        return new SqlColumn(alias, "starts");
    }

    public static SqlParameter Days(IEnumerable<DateOnly?> days) =>
        new("date[]", [.. days.Select(d => d is { } day ? QueryValue.Of(day.ToString("O", System.Globalization.CultureInfo.InvariantCulture)) : default)]);

    public static SqlParameter Days(IEnumerable<DateOnly> days) => Days(days.Select(d => (DateOnly?)d));

    private SqlExpr Local(JoinPath path, EntityTime time)
    {
        var stored = Qualify(time.Expr.Tree, path);
        return time.Type == "timestamptz" ? new SqlAtZone(stored, new SqlText(Zone), IsLocal: false) : stored;
    }

    /// <summary>A key is taken from this side of its join where the other side adds nothing.</summary>
    private SqlExpr Key(JoinPath path, string column)
    {
        if (
            path.Joins is [.., { IsOptional: false } last]
            && path.Target.Where is null
            && last.On.Tree is BinaryExpr { Op: "=", Left: ColumnRef left, Right: ColumnRef right }
        )
        {
            var (near, far) = left.Path.Length == 1 ? (left, right) : (right, left);
            if (near.Path.Length == 1 && far.Path.Length == 2 && far.Path[0] == last.Name && far.Path[1] == column)
            {
                var shorter = path with { Joins = [.. path.Joins.Take(path.Joins.Count - 1)], Target = OwnerOf(path) };
                return Column(near, shorter, depth: 0);
            }
        }
        return new SqlColumn(AliasOf(path), column);
    }

    /// <summary>The entity one join before the end.</summary>
    private Entity OwnerOf(JoinPath path)
    {
        var entity = path.Home;
        for (var i = 0; i < path.Joins.Count - 1; i++)
            entity = view.FindEntity(path.Joins[i].To)!;
        return entity;
    }

    private SqlExpr Column(ColumnRef column, JoinPath path, int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidOperationException($"The dimension {column} of {path.Target.Name} is defined through itself ({path.Target.At}).");
        var joins = path.Joins.Count;
        var i = 0;
        if (column.Path.Length > 1 && column.Path[0] == path.Target.Name && path.Target.FindJoin(column.Path[0]) is null)
            i = 1;
        for (; i < column.Path.Length - 1; i++)
        {
            if (path.Target.FindJoin(column.Path[i]) is not { } join || view.FindEntity(join.To) is not { } target)
                throw new InvalidOperationException($"{column} is not found from {path.Target.Name} ({path.Target.At}): {column.Path[i]} is no join.");
            path = path.Then(join, target);
        }
        var name = column.Path[^1];
        if (path.Target.FindDimension(name) is not { } dimension || IsColumn(path.Target, name, dimension))
            return new SqlColumn(AliasOf(path), name);
        var inlined = Translate(dimension.Expr.Tree, inner => Column(inner, path, depth + 1), TypesOf(path.Target));
        return path.Joins.Count > joins ? OfPresent(path, dimension.Expr.Tree, inlined) : inlined;
    }

    /// <summary>What a missing partner is called is nothing: <c>case when amount > 9 then 'big' else 'small' end</c> of no row is not small.</summary>
    private SqlExpr OfPresent(JoinPath path, ScalarExpr expr, SqlExpr value) =>
        path.Joins.Count == 0 || IsNullOfNulls(path.Target, expr, depth: 0)
            ? value
            : new SqlCase(
                Operand: null,
                [new SqlWhen(new SqlIs(new SqlColumn(AliasOf(path), path.Target.Key[0]), "null", IsNegated: true), value)],
                Else: null
            );

    /// <summary>Whether the expression is NULL where all its columns are.</summary>
    private bool IsNullOfNulls(Entity entity, ScalarExpr expr, int depth)
    {
        return Of(expr);

        bool Of(ScalarExpr e) =>
            e switch
            {
                ColumnRef { Path: [var name] } => depth > DeepestNesting
                    || entity.FindDimension(name) is not { } dimension
                    || IsColumn(entity, name, dimension)
                    || IsNullOfNulls(entity, dimension.Expr.Tree, depth + 1),
                // What lies behind another join is NULL by itself where that join finds nothing.
                ColumnRef => true,
                NullLiteral => true,
                UnaryExpr unary => Of(unary.Operand),
                BinaryExpr { Op: "and" or "or" } both => Of(both.Left) && Of(both.Right),
                BinaryExpr { Op: "is distinct from" or "is not distinct from" } => false,
                BinaryExpr either => Of(either.Left) || Of(either.Right),
                CastExpr cast => Of(cast.Operand),
                InExpr isIn => Of(isIn.Operand),
                LikeExpr like => Of(like.Operand) || Of(like.Pattern),
                BetweenExpr between => Of(between.Operand),
                FunctionExpr { Name: "coalesce" or "greatest" or "least" } all => all.Arguments.All(Of),
                FunctionExpr { Name: "concat" or "concat_ws" } => false,
                FunctionExpr function => function.Arguments.Any(Of),
                ExtractExpr extract => Of(extract.From),
                AtTimeZoneExpr zoned => Of(zoned.Operand),
                _ => false,
            };
    }

    /// <summary>A dimension may be named like the column that it shows.</summary>
    private bool IsColumn(Entity entity, string name, Dimension dimension) =>
        entity.Source is TableSource table && view.Layer.FindTable(table.FullName) is { } known
            ? known.FindColumn(name) is not null
            : LevelView.Columns(dimension.Expr.Tree).Any(c => c.Path is [var only] && only == name);

    private string AliasOf(JoinPath path)
    {
        if (_aliases.TryGetValue(path.Name, out var known))
            return known;
        var join = path.Joins[^1];
        var from = path with { Joins = [.. path.Joins.Take(path.Joins.Count - 1)], Target = OwnerOf(path) };
        var fromAlias = AliasOf(from);
        var alias = prefix + join.Name;
        if (_aliases.ContainsValue(alias))
            alias = $"{fromAlias}_{join.Name}";
        while (_aliases.ContainsValue(alias))
            alias += "_2";
        _aliases[path.Name] = alias;
        var on = Translate(
            join.On.Tree,
            column =>
                column.Path.Length == 1 ? new SqlColumn(fromAlias, column.Path[0])
                : column.Path.Length == 2 && column.Path[0] == join.Name ? new SqlColumn(alias, column.Path[1])
                : Column(column, from, depth: 0),
            TypesOf(from.Target)
        );
        // The other side's own filter turns its columns NULL and drops no row of this side.
        if (path.Target.Where is { } where)
            on = SqlExpr.And(
                on,
                Translate(
                    where.Tree,
                    column => column.Path.Length == 1 ? new SqlColumn(alias, column.Path[0]) : Column(column, path, depth: 0),
                    TypesOf(path.Target)
                )
            );
        _joins.Add(new SqlJoin(SourceOf(path.Target, alias), on, IsOuter: true) { Use = new JoinUse(from.Target.Name, join.Name) });
        return alias;
    }

    private static RowSource SourceOf(Entity entity, string alias) =>
        entity.Source switch
        {
            TableSource table => new TableRows(table.FullName, alias) { Entity = entity.Name },
            SqlSource sql => new SqlRows(sql.Sql, alias) { Entity = entity.Name },
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Types of what the expressions of an entity name.</summary>
    private Func<ImmutableArray<string>, ScalarType> TypesOf(Entity entity)
    {
        return names => Of(entity, names, depth: 0);

        ScalarType Of(Entity at, ImmutableArray<string> names, int depth)
        {
            foreach (var step in names.AsSpan()[..^1])
                if (at.FindJoin(step) is { } join && view.Layer.FindEntity(join.To) is { } target)
                    at = target;
                else if (step != at.Name)
                    return ScalarType.Unknown;
            return at.FindDimension(names[^1]) is { } dimension && !IsColumn(at, names[^1], dimension)
                ? depth > DeepestNesting
                    ? ScalarType.Unknown
                    : ExpressionTypes.Infer(dimension.Expr.Tree, inner => Of(at, inner, depth + 1))
                : ExpressionTypes.Of(ColumnTypes.FieldType(view.Layer, at, names[^1]) ?? "");
        }
    }

    /// <param name="types">Of what the expression names, where it has times.</param>
    public static SqlExpr Translate(ScalarExpr expr, Func<ColumnRef, SqlExpr> column, Func<ImmutableArray<string>, ScalarType>? types = null)
    {
        return Go(expr);

        SqlExpr Go(ScalarExpr e) =>
            e switch
            {
                ColumnRef c => column(c),
                NumberLiteral number => new SqlNumber(number.Text),
                TextLiteral text => new SqlText(text.Value),
                BooleanLiteral boolean => new SqlBoolean(boolean.Value),
                NullLiteral => new SqlNull(Type: null),
                TypedLiteral typed => new SqlTypedText(typed.Type, typed.Value),
                UnaryExpr unary => new SqlUnary(unary.Op, Go(unary.Operand)),
                BinaryExpr { Op: "/" } divide => new SafeDivide(Go(divide.Left), Go(divide.Right)),
                BinaryExpr binary => new SqlBinary(binary.Op, Go(binary.Left), Go(binary.Right)),
                CaseExpr cases => new SqlCase(
                    cases.Operand is null ? null : Go(cases.Operand),
                    [.. cases.Whens.Select(w => new SqlWhen(Go(w.When), Go(w.Then)))],
                    cases.Else is null ? null : Go(cases.Else)
                ),
                CastExpr cast => new SqlCast(Go(cast.Operand), cast.Type),
                InExpr isIn => new SqlIn(Go(isIn.Operand), [.. isIn.Items.Select(Go)], isIn.IsNegated),
                LikeExpr like => new SqlLike(Go(like.Operand), Go(like.Pattern), like.IgnoresCase, like.IsNegated),
                BetweenExpr between => new SqlBetween(Go(between.Operand), Go(between.Low), Go(between.High), between.IsNegated),
                IsExpr test => new SqlIs(Go(test.Operand), test.Test, test.IsNegated),
                FunctionExpr function => new SqlCall(function.Name, [.. function.Arguments.Select(Go)]),
                ExtractExpr extract => new SqlExtract(extract.Part, Go(extract.From)),
                AtTimeZoneExpr zoned => new SqlAtZone(
                    Go(zoned.Operand),
                    Go(zoned.Zone),
                    IsLocal: ExpressionTypes.Infer(zoned.Operand, types ?? (_ => ScalarType.Unknown)) is ScalarType.Timestamp or ScalarType.Date
                ),
                _ => throw new System.Diagnostics.UnreachableException(e.GetType().Name),
            };
    }
}
