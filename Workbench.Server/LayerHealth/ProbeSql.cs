using System.Globalization;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.LayerHealth;

/// <summary>The statements that measure. Plain SQL over the tables, written apart from the compiler.</summary>
internal static class ProbeSql
{
    /// <summary>Names of the numbers that each statement returns.</summary>
    public static readonly string[] KeyColumns = ["rows", "null_keys", "duplicate_keys", "extra_rows"];

    public static readonly string[] JoinColumns = ["rows", "null_keys", "lost", "excluded", "multiplied", "extra_rows", "duplicate_keys", "shared_keys"];

    /// <summary>Pairs of rows that a condition which is no plain equality is tried on.</summary>
    private const long Pairs = 50_000_000;

    /// <summary>Rows that such a condition is tried for at least, one by one.</summary>
    private const long OneByOne = 5_000;

    /// <summary>Rows of this side that may be looked at whole when the condition has to be tried on each pair.</summary>
    public static long PairedRows(long otherRows) => Math.Max(OneByOne, Pairs / Math.Max(1, otherRows));

    /// <summary>What the catalog knows of a table: can it be sampled, and how many rows has it about.</summary>
    public static string Facts(string fullName) =>
        $"""
            select c.relkind in ('r', 'p', 'm'),
              case when c.relkind = 'p'
                then (select coalesce(sum(greatest(p.reltuples, 0)), 0)::bigint from pg_partition_tree(c.oid) t join pg_class p on p.oid = t.relid and t.isleaf)
                when c.reltuples >= 0 then c.reltuples::bigint
                -- Never analysed: a hundred bytes a row is a low guess of their size, and so a high one of their number.
                else pg_relation_size(c.oid) / 100 end
            from pg_class c where c.oid = to_regclass({RowExpressions.Text(PostgresNames.QuotePath(fullName))})
            """;

    /// <summary>A unique index over some of the columns, none of which may be NULL: then nothing can stand twice.</summary>
    public static string UniqueIndex(string fullName, IEnumerable<string> columns) =>
        $"""
            select i.indexrelid::regclass::text
            from pg_index i
            where i.indrelid = to_regclass({RowExpressions.Text(PostgresNames.QuotePath(fullName))})
              and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
              and not exists (
                select from unnest(i.indkey[0:i.indnkeyatts - 1]) k left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k
                where a.attname is null or not a.attnotnull
                  or a.attname <> all (array[{string.Join(", ", columns.Select(RowExpressions.Text))}]::text[]))
            limit 1
            """;

    public static string Key(Entity entity, SampleOf sample)
    {
        var keys = string.Join(", ", entity.Key.Select(k => Column("f", k)));
        var isNull = string.Join(" or ", entity.Key.Select(k => $"{Column("f", k)} is null"));
        return $"""
            select coalesce(sum(n), 0)::bigint as rows,
              coalesce(sum(n) filter (where has_null), 0)::bigint as null_keys,
              count(*) filter (where n > 1) as duplicate_keys,
              coalesce(sum(n - 1) filter (where n > 1), 0)::bigint as extra_rows
            from (
              select {keys}, ({isNull}) as has_null, count(*) as n
              from {From(entity, sample, "f", entity.Key)}
              group by {string.Join(", ", Enumerable.Range(1, entity.Key.Length + 1).Select(i => i.ToString(CultureInfo.InvariantCulture)))}
            ) as keys
            """;
    }

    /// <param name="wholeTarget">False: only partners of the rows that are looked at, of a table too large to be grouped.</param>
    /// <param name="rows">At most, where each pair of rows has to be tried.</param>
    public static string Join(JoinProbe probe, SampleOf sample, bool wholeTarget, long rows) =>
        EqualitiesOf(probe.Join) is { Count: > 0 } pairs ? ByEquality(probe, pairs, sample, wholeTarget) : RowByRow(probe, sample, rows);

    /// <summary>Whether the join is own column = other column, any number of times: then both sides are grouped by the key and never by row.</summary>
    public static bool IsByEquality(EntityJoin join) => EqualitiesOf(join).Count > 0;

    private static string ByEquality(JoinProbe probe, List<(string Near, string Far)> pairs, SampleOf sample, bool wholeTarget)
    {
        var names = pairs.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"k{i + 1}")).ToList();
        var positions = string.Join(", ", Enumerable.Range(1, pairs.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        var near = string.Join(", ", pairs.Select((p, i) => $"{Column("f", p.Near)} as {names[i]}"));
        var far = string.Join(", ", pairs.Select((p, i) => $"{Column("t", p.Far)} as {names[i]}"));
        var farTuple = string.Join(", ", pairs.Select(p => Column("t", p.Far)));
        var farNotNull = string.Join(" and ", pairs.Select(p => $"{Column("t", p.Far)} is not null"));
        var nearNull = string.Join(" or ", names.Select(n => $"own.{n} is null"));
        var counted = probe.Target.Where is { } where ? $"count(*) filter (where {Print(where.Tree, "t")})" : "count(*)";
        var among = wholeTarget ? "" : $" and ({farTuple}) in (select {string.Join(", ", names)} from own)";
        return $"""
            with own as (
              select {near}, count(*) as n
              from {From(probe.Entity, sample, "f", pairs.Select(p => p.Near))}
              group by {positions}
            ),
            other as (
              select {far}, count(*) as all_rows, {counted} as rows
              from {SourceOf(probe.Target, "t")}
              where {farNotNull}{among}
              group by {positions}
            )
            select coalesce(sum(own.n), 0)::bigint as rows,
              coalesce(sum(own.n) filter (where {nearNull}), 0)::bigint as null_keys,
              coalesce(sum(own.n) filter (where not ({nearNull}) and other.all_rows is null), 0)::bigint as lost,
              coalesce(sum(own.n) filter (where other.all_rows > 0 and other.rows = 0), 0)::bigint as excluded,
              coalesce(sum(own.n) filter (where other.rows > 1), 0)::bigint as multiplied,
              coalesce(sum(own.n * (other.rows - 1)) filter (where other.rows > 1), 0)::bigint as extra_rows,
              (select count(*) from other where rows > 1) as duplicate_keys,
              count(*) filter (where own.n > 1 and not ({nearNull})) as shared_keys
            from own left join other on {string.Join(" and ", names.Select(n => $"other.{n} = own.{n}"))}
            """;
    }

    private static string RowByRow(JoinProbe probe, SampleOf sample, long rows)
    {
        var near = probe.Join.On.Tree.Columns().Where(c => c.Path.Length == 1).Select(c => c.Path[0]).Distinct(StringComparer.Ordinal).ToList();
        var nearNull = near.Count == 0 ? "false" : string.Join(" or ", near.Select(c => $"{Column("own", c)} is null"));
        var on = RowExpressions.Print(probe.Join.On.Tree, c => c.Path.Length == 1 ? Column("own", c.Path[0]) : Column("t", c.Path[^1]));
        var counted = probe.Target.Where is { } where ? $"count(*) filter (where {Print(where.Tree, "t")})" : "count(*)";
        return $"""
            with own as (
              select {string.Join(", ", near.Select(c => Column("f", c)))}
              from {From(probe.Entity, sample, "f", near)}
              limit {rows.ToString(CultureInfo.InvariantCulture)}
            )
            select count(*) as rows,
              count(*) filter (where other.all_rows = 0 and ({nearNull})) as null_keys,
              count(*) filter (where other.all_rows = 0 and not ({nearNull})) as lost,
              count(*) filter (where other.all_rows > 0 and other.rows = 0) as excluded,
              count(*) filter (where other.rows > 1) as multiplied,
              coalesce(sum(other.rows - 1) filter (where other.rows > 1), 0)::bigint as extra_rows,
              null::bigint as duplicate_keys,
              null::bigint as shared_keys
            from own cross join lateral (
              select count(*) as all_rows, {counted} as rows
              from {SourceOf(probe.Target, "t")}
              where {on}
            ) as other
            """;
    }

    /// <summary>Own column and other column; empty when the condition is anything else than such equalities.</summary>
    private static List<(string Near, string Far)> EqualitiesOf(EntityJoin join)
    {
        List<(string, string)> pairs = [];
        foreach (var part in Conjuncts(join.On.Tree))
            switch (part)
            {
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

    private static IEnumerable<ScalarExpr> Conjuncts(ScalarExpr condition) =>
        condition is BinaryExpr { Op: "and" } both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [condition];

    /// <summary>The rows of an entity that are looked at, its own filter applied, for a from clause.</summary>
    /// <param name="columns">That are read: the login may read no others than the layer names.</param>
    private static string From(Entity entity, SampleOf sample, string alias, IEnumerable<string> columns) =>
        sample.Kind switch
        {
            MeasureKind.Sample => string.Create(
                CultureInfo.InvariantCulture,
                $"{SourceOf(entity, alias)} tablesample system ({sample.Share * 100:0.######}) repeatable (1){Where(entity, alias)}"
            ),
            // One more than may be looked at tells that there are more.
            MeasureKind.FirstRows => string.Create(
                CultureInfo.InvariantCulture,
                $"(select {string.Join(", ", columns.Distinct(StringComparer.Ordinal).Select(c => Column(alias, c)))} from {SourceOf(entity, alias)}{Where(entity, alias)} limit {sample.Limit + 1}) as {alias}"
            ),
            _ => SourceOf(entity, alias) + Where(entity, alias),
        };

    private static string SourceOf(Entity entity, string alias) =>
        entity.Source switch
        {
            TableSource table => $"{PostgresNames.QuotePath(table.FullName)} as {alias}",
            SqlSource sql => $"(\n{sql.Sql.Trim().TrimEnd(';')}\n) as {alias}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Where(Entity entity, string alias) => entity.Where is { } where ? $"\n  where {Print(where.Tree, alias)}" : "";

    /// <summary>Of the entity's own columns alone.</summary>
    private static string Print(ScalarExpr expression, string alias) => RowExpressions.Print(expression, c => Column(alias, c.Path[^1]));

    private static string Column(string alias, string name) => $"{alias}.{PostgresNames.Quote(name)}";
}
