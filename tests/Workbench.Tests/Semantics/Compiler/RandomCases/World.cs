using System.Globalization;
using System.Text;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>The same scalar twice: as the layer writes it, and as C#.</summary>
internal sealed record Twin(string Text, Func<NaiveRow, object?> Of)
{
    public bool Holds(NaiveRow row) => Of(row) is true;
}

/// <param name="Access">Level that may read it.</param>
internal sealed record NaiveColumn(string Name, string Type, string? Access = null);

internal sealed record NaiveJoin(string Name, string To, string Column, bool IsOptional);

internal sealed record NaiveDimension(string Name, Twin Expr);

internal sealed record NaiveTime(string Name, string Column, bool IsZoned, bool IsDefault);

internal sealed record NaiveSegment(string Name, Twin Where, bool IsDefault);

internal sealed record NaiveEntity(string Name, List<NaiveColumn> Columns, List<string> Key)
{
    public List<NaiveJoin> Joins { get; } = [];
    public List<NaiveDimension> Dimensions { get; } = [];
    public List<NaiveTime> Times { get; } = [];
    public List<NaiveSegment> Segments { get; } = [];
    public Twin? Where { get; set; }

    /// <summary>Written as <c>sql:</c> instead of its table.</summary>
    public bool IsSql { get; init; }

    /// <summary>Its rows hold from <c>valid_from</c> to <c>valid_to</c>, by the time of what joins to it.</summary>
    public bool IsDated { get; init; }

    /// <summary>Joins between such entities match the column <c>part</c> too.</summary>
    public bool IsParted { get; init; }

    public List<NaiveRow> Rows { get; } = [];

    public NaiveTime? DefaultTime => Times.Find(t => t.IsDefault) ?? (Times.Count == 1 ? Times[0] : null);
}

/// <summary>One row, or (without values) the place of one that is missing: all its columns are NULL.</summary>
internal sealed class NaiveRow(World world, NaiveEntity entity, Dictionary<string, object?>? values)
{
    public NaiveEntity Entity => entity;
    public bool IsMissing => values is null;

    public object? this[string column] => values?[column];

    public decimal? Number(string column) => this[column] is { } value ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : null;

    public string? Text(string column) => (string?)this[column];

    public bool? Flag(string column) => (bool?)this[column];

    public NaiveRow Join(string name)
    {
        var join = entity.Joins.Find(j => j.Name == name)!;
        var target = world.Entity(join.To);
        var key = this[join.Column];
        var found = key is null
            ? null
            : target.Rows.Find(r => Equals(r["id"], key) && (target.Where is null || target.Where.Holds(r)) && HoldsFor(target, r) && IsOfSamePart(target, r));
        return found ?? new NaiveRow(world, target, values: null);
    }

    private bool HoldsFor(NaiveEntity target, NaiveRow row)
    {
        if (!target.IsDated)
            return true;
        if (entity.DefaultTime is not { } time)
            return row["valid_to"] is null;
        return NaiveField.DayOf(world, this, time) is { } day
            && row["valid_from"] is DateOnly from
            && day >= from
            && (row["valid_to"] is not DateOnly to || day < to);
    }

    private bool IsOfSamePart(NaiveEntity target, NaiveRow row) =>
        !entity.IsParted || !target.IsParted || (this["part"] is { } part && Equals(part, row["part"]));

    public NaiveRow Follow(IEnumerable<string> joins) => joins.Aggregate(this, (row, join) => row.Join(join));

    public string Sql => $"({string.Join(", ", entity.Columns.Select(c => Literal(this[c.Name])))})";

    public static string Literal(object? value) =>
        value switch
        {
            null => "null",
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            bool flag => flag ? "true" : "false",
            DateOnly day => $"'{day:yyyy-MM-dd}'",
            DateTimeOffset moment => $"'{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss}+00'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}

/// <summary>A schema with rows, and the layer over it.</summary>
internal sealed record World(NaiveCalendar Calendar, DateOnly Today)
{
    public List<NaiveEntity> Entities { get; } = [];
    public List<NaiveMetric> Metrics { get; } = [];

    public bool HasSecrets => Entities.Exists(e => e.Columns.Exists(c => c.Access is not null));

    public NaiveEntity Entity(string name) => Entities.Find(e => e.Name == name)!;

    public NaiveMetric Metric(string name) => Metrics.Find(m => m.Name == name)!;

    /// <summary>All ways over joins, the entity itself first.</summary>
    public IEnumerable<(List<string> Joins, NaiveEntity Target)> PathsFrom(NaiveEntity home)
    {
        yield return ([], home);
        foreach (var join in home.Joins)
        foreach (var (joins, target) in PathsFrom(Entity(join.To)))
            yield return ([join.Name, .. joins], target);
    }

    public string Sql(string schema)
    {
        var text = new StringBuilder($"create schema {schema};\n");
        foreach (var entity in Entities)
        {
            text.Append($"create table {schema}.\"{entity.Name}\" ({string.Join(", ", entity.Columns.Select(c => $"{c.Name} {c.Type}"))});\n");
            if (entity.Rows.Count > 0)
                text.Append($"insert into {schema}.\"{entity.Name}\" values\n  {string.Join(",\n  ", entity.Rows.Select(r => r.Sql))};\n");
        }
        return text.ToString();
    }

    public Dictionary<string, string> Files(string schema)
    {
        var tables = new StringBuilder($"schema: {schema}\ntables:\n");
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["layer.yml"] = "name: Random\naccount: random\nversion: 1\n",
            ["5-operations/calendar.yml"] = CalendarYaml(),
        };
        if (HasSecrets)
            files["5-operations/access.yml"] = "levels:\n  - { name: everyone, login: everyone }\n  - { name: staff, login: staff }\n";
        foreach (var entity in Entities)
        {
            tables.Append($"  - name: {entity.Name}\n    columns:\n");
            foreach (var column in entity.Columns)
                tables.Append($"      - {{ name: {column.Name}, type: {Quoted(column.Type)}{(column.Access is null ? "" : $", access: {column.Access}")} }}\n");
            files[$"2-entities/{entity.Name}.yml"] = EntityYaml(entity, schema);
        }
        files["1-warehouse/all.yml"] = tables.ToString();
        files["3-metrics/all.yml"] = "metrics:\n" + string.Concat(Metrics.Select(m => $"  - {{ name: {m.Name}, {m.Yaml} }}\n"));
        return files;
    }

    private string CalendarYaml()
    {
        var month = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(Calendar.FirstMonth).ToLowerInvariant();
        var pattern = "";
        if (Calendar.Pattern is { } weeks)
        {
            var anchor = Calendar.StartOf("fiscal_year", new DateOnly(2024, 6, 1));
            pattern = $", pattern: {weeks.Name}, anchor: {anchor:yyyy-MM-dd}, ends_on: {(weeks.IsNearest ? "nearest_to_month_end" : "last_of_month")}";
        }
        return $"time_zone: {Calendar.Zone}\nweek_start: {Calendar.WeekStart.ToString().ToLowerInvariant()}\nfiscal_year: {{ starts: {month}{pattern} }}\ndefault_periods: {(Calendar.IsFiscalDefault ? "fiscal" : "civil")}\n";
    }

    private static string EntityYaml(NaiveEntity entity, string schema)
    {
        var source = entity.IsSql ? $"sql: select * from {schema}.\"{entity.Name}\"" : $"table: {schema}.{entity.Name}";
        var text = new StringBuilder($"entity: {entity.Name}\n{source}\nkey: [{string.Join(", ", entity.Key)}]\n");
        if (entity.IsDated)
            text.Append("valid: { from: valid_from, to: valid_to }\n");
        if (entity.IsParted)
            text.Append("partition: [part]\n");
        if (entity.Where is { } where)
            text.Append($"where: {Quoted(where.Text)}\n");
        Append(
            "times",
            entity.Times.Select(t => $"name: {t.Name}, expr: {t.Column}, type: {(t.IsZoned ? "timestamptz" : "date")}{(t.IsDefault ? ", default: true" : "")}")
        );
        Append("dimensions", entity.Dimensions.Select(d => $"name: {d.Name}, expr: {Quoted(d.Expr.Text)}{(entity.IsSql ? $", type: {TypeOf(d.Name)}" : "")}"));
        Append("segments", entity.Segments.Select(s => $"name: {s.Name}, where: {Quoted(s.Where.Text)}{(s.IsDefault ? ", default: true" : "")}"));
        Append(
            "joins",
            entity.Joins.Select(j => $"name: {j.Name}, to: {j.To}, on: {j.Column} = {j.Name}.id, type: many_to_one{(j.IsOptional ? ", optional: true" : "")}")
        );
        return text.ToString();

        void Append(string key, IEnumerable<string> items)
        {
            var lines = string.Concat(items.Select(i => $"  - {{ {i} }}\n"));
            if (lines.Length > 0)
                text.Append($"{key}:\n{lines}");
        }
    }

    /// <summary>Columns of hand-written SQL have no types in the layer.</summary>
    private static string TypeOf(string dimension) =>
        dimension switch
        {
            "flag" => "boolean",
            "amount" or "id" => "integer",
            _ => "string",
        };

    public static string Quoted(string expr) => $"\"{expr}\"";

    public World With(Action<World> change)
    {
        var copy = new World(Calendar, Today);
        foreach (var entity in Entities)
        {
            var twin = new NaiveEntity(entity.Name, entity.Columns, entity.Key)
            {
                Where = entity.Where,
                IsSql = entity.IsSql,
                IsDated = entity.IsDated,
                IsParted = entity.IsParted,
            };
            twin.Joins.AddRange(entity.Joins);
            twin.Dimensions.AddRange(entity.Dimensions);
            twin.Times.AddRange(entity.Times);
            twin.Segments.AddRange(entity.Segments);
            twin.Rows.AddRange(
                entity.Rows.Select(r => new NaiveRow(copy, twin, entity.Columns.ToDictionary(c => c.Name, c => r[c.Name], StringComparer.Ordinal)))
            );
            copy.Entities.Add(twin);
        }
        copy.Metrics.AddRange(Metrics);
        change(copy);
        return copy;
    }
}
