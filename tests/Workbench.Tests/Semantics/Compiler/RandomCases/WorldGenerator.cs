using System.Globalization;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Small companies: two to five tables, their rows and their layer.</summary>
internal sealed class WorldGenerator(Dice dice)
{
    private static readonly string[] Kinds = ["alpha", "beta", "gamma", "delta"];
    private static readonly string[] Zones = ["America/New_York", "Europe/Berlin", "UTC", "Asia/Kolkata", "Africa/Cairo", "Pacific/Auckland", "America/Havana"];

    private static readonly NaivePattern[] Patterns =
    [
        new("4-5-4", [4, 5, 4], DayOfWeek.Sunday, IsNearest: true),
        new("4-4-5", [4, 4, 5], DayOfWeek.Monday, IsNearest: false),
        new("5-4-4", [5, 4, 4], DayOfWeek.Saturday, IsNearest: true),
    ];

    private static readonly DateOnly[] OddDays =
    [
        new(2024, 2, 29),
        new(2024, 3, 31),
        new(2024, 3, 10),
        new(2024, 11, 3),
        new(2024, 12, 31),
        new(2025, 1, 1),
        new(2025, 2, 28),
        new(2025, 3, 30),
        new(2025, 10, 26),
        new(2024, 4, 26),
        new(2025, 4, 25),
        new(2026, 1, 3),
    ];

    private World _world = null!;
    private bool _isParted;
    private bool _hasSecrets;

    public World Make()
    {
        var today = dice.Chance(40) ? dice.Pick(OddDays).AddDays(dice.Between(0, 2)) : new DateOnly(2024, 6, 1).AddDays(dice.Below(700));
        var calendar = new NaiveCalendar(
            dice.Pick(Zones),
            dice.Chance(70) ? DayOfWeek.Monday : DayOfWeek.Sunday,
            dice.Chance(40) ? 1 : dice.Between(1, 12),
            dice.Chance(50),
            dice.Chance(30) ? dice.Pick(Patterns) : null
        );
        _world = new World(calendar, today);
        _isParted = dice.Chance(20);
        _hasSecrets = dice.Chance(20);
        var parents = new List<NaiveEntity> { Add("area", [], timeCount: dice.Below(2)) };
        if (dice.Chance(75))
            parents.Add(Add("client", parents, timeCount: dice.Between(0, 2)));
        var facts = new List<NaiveEntity> { Add("order", parents, timeCount: dice.Between(1, 2)) };
        if (dice.Chance(60))
            facts.Add(Add("visit", dice.Chance(25) ? [.. parents, facts[0]] : parents, timeCount: dice.Between(1, 2)));
        if (dice.Chance(60))
            AddBalance(dice.Pick(parents));
        foreach (var entity in _world.Entities)
            Complete(entity);
        new MetricGenerator(dice, _world).Add();
        return _world;
    }

    private NaiveEntity Add(string name, List<NaiveEntity> targets, int timeCount)
    {
        List<NaiveColumn> columns =
        [
            new("id", "integer"),
            new("kind", "text"),
            new("flag", "boolean"),
            new("amount", "integer"),
            new("rate", "numeric(10,2)", _hasSecrets && name == "order" ? "staff" : null),
        ];
        var isDated = name is "area" or "client" && dice.Chance(20);
        var entity = new NaiveEntity(name, columns, ["id"])
        {
            // Columns of hand-written SQL have no level and no type: what is secret or dated stays a table.
            IsSql = !_hasSecrets && !isDated && dice.Chance(15),
            IsDated = isDated,
            IsParted = _isParted && dice.Chance(75),
        };
        if (entity.IsSql)
            entity.Dimensions.Add(new NaiveDimension("id", new Twin("id", r => r["id"])));
        if (entity.IsDated)
            columns.AddRange([new("valid_from", "date"), new("valid_to", "date")]);
        if (entity.IsParted)
            columns.Add(new("part", "integer"));
        foreach (var target in dice.Some(targets, dice.Between(targets.Count == 0 ? 0 : 1, 2)))
        {
            var roles = dice.Chance(25) ? 2 : 1;
            for (var role = 1; role <= roles; role++)
            {
                var join = role == 1 ? target.Name : $"second_{target.Name}";
                entity.Joins.Add(new NaiveJoin(join, target.Name, $"{join}_id", dice.Chance(50)));
                columns.Add(new NaiveColumn($"{join}_id", "integer"));
            }
        }
        string[] names = ["begun", "ended"];
        var isFirstDefault = dice.Chance(70);
        for (var i = 0; i < timeCount; i++)
        {
            var isZoned = dice.Chance(50);
            columns.Add(new NaiveColumn($"{names[i]}_at", isZoned ? "timestamptz" : "date"));
            entity.Times.Add(new NaiveTime(names[i], $"{names[i]}_at", isZoned, timeCount == 2 && isFirstDefault == (i == 0)));
        }
        _world.Entities.Add(entity);
        var count = dice.Chance(8)
            ? 0
            : dice.Between(
                1,
                targets.Count == 0 ? 5
                    : name is "client" ? 10
                    : 40
            );
        for (var id = 1; id <= count; id++)
        {
            var values = CommonValues(id);
            if (entity.IsDated)
            {
                values["valid_from"] = dice.Chance(60) ? _world.Today.AddDays(-900) : Day();
                values["valid_to"] = dice.Chance(60) ? null : Day();
            }
            if (entity.IsParted)
                values["part"] = dice.Chance(8) ? null : dice.Between(1, dice.Chance(70) ? 1 : 2);
            foreach (var join in entity.Joins)
                values[join.Column] = Reference(join);
            foreach (var time in entity.Times)
                values[time.Column] =
                    dice.Chance(6) ? null
                    : time.IsZoned ? Moment()
                    : Day();
            entity.Rows.Add(new NaiveRow(_world, entity, values));
        }
        return entity;
    }

    private void AddBalance(NaiveEntity owner)
    {
        var column = $"{owner.Name}_id";
        List<NaiveColumn> columns =
        [
            new(column, "integer"),
            new("taken_on", "date"),
            new("kind", "text"),
            new("flag", "boolean"),
            new("amount", "integer"),
            new("rate", "numeric(10,2)"),
        ];
        var entity = new NaiveEntity("stock", columns, [column, "taken_on"]);
        entity.Joins.Add(new NaiveJoin(owner.Name, owner.Name, column, dice.Chance(30)));
        entity.Times.Add(new NaiveTime("taken", "taken_on", IsZoned: false, IsDefault: false));
        var step = dice.Pick(["day", "week", "month"]);
        var days = Enumerable.Range(0, 14).Select(i => Step(_world.Today, step, -i)).Where(_ => dice.Chance(75)).ToList();
        foreach (var row in owner.Rows)
        foreach (var day in days)
            if (dice.Chance(70) && entity.Rows.Count < 50)
            {
                var values = CommonValues(0);
                values[column] = row["id"];
                values["taken_on"] = day;
                entity.Rows.Add(new NaiveRow(_world, entity, values));
            }
        _world.Entities.Add(entity);
    }

    private static DateOnly Step(DateOnly day, string step, int count) =>
        step switch
        {
            "day" => day.AddDays(count),
            "week" => day.AddDays(7 * count),
            _ => new DateOnly(day.Year, day.Month, 1).AddMonths(count),
        };

    private Dictionary<string, object?> CommonValues(int id) =>
        new(StringComparer.Ordinal)
        {
            ["id"] = id,
            ["kind"] = dice.Chance(15) ? null : dice.Pick(Kinds),
            ["flag"] = dice.Chance(15) ? null : dice.Chance(60),
            ["amount"] =
                dice.Chance(12) ? null
                : dice.Chance(15) ? 0
                : dice.Between(-20, 90),
            ["rate"] = dice.Chance(12) ? null : dice.Between(0, 12) / 4m,
        };

    private object? Reference(NaiveJoin join)
    {
        var rows = _world.Entity(join.To).Rows;
        if (dice.Chance(12) || rows.Count == 0)
            return null;
        // A row without its partner is expected of an optional join alone.
        return join.IsOptional && dice.Chance(8) ? 900 : dice.Pick(rows)["id"];
    }

    private DateOnly Day()
    {
        if (dice.Chance(25) && dice.Pick(OddDays) is var odd && Math.Abs(odd.DayNumber - _world.Today.DayNumber) < 500)
            return odd;
        return dice.Chance(3) ? _world.Today.AddDays(dice.Between(0, 3)) : _world.Today.AddDays(-dice.Between(1, dice.Chance(50) ? 70 : 480));
    }

    private DateTimeOffset Moment()
    {
        var minutes = dice.Chance(50) ? dice.Pick([0, 29, 30, 59, 60, 90, 119, 120, 150, 180, 299, 300, 330, 1110, 1320, 1380, 1439]) : dice.Below(1440);
        return new DateTimeOffset(Day().ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMinutes(minutes);
    }

    private void Complete(NaiveEntity entity)
    {
        var twins = new Twins(dice, entity);
        entity.Dimensions.Add(new NaiveDimension("kind", new Twin("kind", r => r["kind"])));
        entity.Dimensions.Add(new NaiveDimension("flag", new Twin("flag", r => r["flag"])));
        if (dice.Chance(60))
            entity.Dimensions.Add(
                new NaiveDimension(
                    "band",
                    new Twin(
                        "case when amount >= 40 then 'high' when amount >= 10 then 'mid' else 'low' end",
                        r =>
                            r.Number("amount") >= 40 ? "high"
                            : r.Number("amount") >= 10 ? "mid"
                            : "low"
                    )
                )
            );
        if (dice.Chance(50))
            entity.Dimensions.Add(new NaiveDimension("sort", new Twin("coalesce(kind, 'none')", r => r["kind"] ?? "none")));
        if (dice.Chance(40))
            entity.Dimensions.Add(new NaiveDimension("amount", new Twin("amount", r => r["amount"])));
        if (entity.Joins.Count > 0 && dice.Chance(30))
        {
            var join = dice.Pick(entity.Joins).Name;
            entity.Dimensions.Add(new NaiveDimension("far", new Twin($"{join}.kind", r => r.Join(join)["kind"])));
        }
        if (dice.Chance(25))
            entity.Where = twins.OwnCondition();
        if (dice.Chance(40))
            entity.Segments.Add(new NaiveSegment("good", twins.OwnCondition(), dice.Chance(60)));
    }
}

/// <summary>Expressions over an entity's columns.</summary>
internal sealed class Twins(Dice dice, NaiveEntity entity)
{
    public Twin OwnCondition() =>
        dice.Below(8) switch
        {
            0 => new Twin("kind <> 'beta'", r => r.Text("kind") is { } k ? k != "beta" : null),
            1 => new Twin("flag", r => r.Flag("flag")),
            2 => new Twin("not flag", r => !r.Flag("flag")),
            3 => new Twin("amount > 5", r => r.Number("amount") is { } a ? a > 5 : null),
            4 => new Twin("kind is null or amount < 60", r => r.Text("kind") is null | (r.Number("amount") is { } a ? a < 60 : (bool?)null)),
            5 => new Twin("kind in ('alpha', 'gamma')", r => r.Text("kind") is { } k ? k is "alpha" or "gamma" : null),
            6 => new Twin("amount between 0 and 70", r => r.Number("amount") is { } a ? a is >= 0 and <= 70 : null),
            _ => new Twin("flag is null", r => r.Flag("flag") is null),
        };

    public Twin Condition()
    {
        if (entity.Joins.Count == 0 || dice.Chance(65))
            return OwnCondition();
        var join = dice.Pick(entity.Joins).Name;
        return dice.Below(3) switch
        {
            0 => new Twin($"{join}.kind = 'alpha'", r => r.Join(join).Text("kind") is { } k ? k == "alpha" : null),
            1 => new Twin($"not {join}.flag", r => !r.Join(join).Flag("flag")),
            _ => new Twin($"{join}.kind is null", r => r.Join(join).Text("kind") is null),
        };
    }

    public Twin Number()
    {
        var join = entity.Joins.Count > 0 && dice.Chance(20) ? dice.Pick(entity.Joins).Name : null;
        return dice.Below(join is null ? 6 : 7) switch
        {
            0 or 1 => new Twin("amount", r => r.Number("amount")),
            2 => new Twin("amount / 100", r => r.Number("amount") / 100m),
            3 => new Twin("amount - coalesce(rate, 0)", r => r.Number("amount") - (r.Number("rate") ?? 0)),
            4 => new Twin("case when kind = 'alpha' then amount end", r => r.Text("kind") == "alpha" ? r.Number("amount") : null),
            5 => new Twin("amount / rate", r => r.Number("rate") is { } rate && rate != 0 ? r.Number("amount") / rate : null),
            _ => new Twin($"{join}.amount", r => r.Join(join!).Number("amount")),
        };
    }

    public static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
