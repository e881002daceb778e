using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Numbers with conditions of their own: "number of loans returned after the due date", "total amount of bills on electricity tariffs".</summary>
internal sealed partial class FormMeasures
{
    private FormMeasure? Qualified(string plain, int depth)
    {
        if (AmountOf().Match(plain) is { Success: true } amounts && OfValue(amounts) is { } valued)
            return valued;
        // The last words first: what is before them may have conditions as well.
        foreach (var cut in Qualifier().Matches(plain).Reverse())
        {
            var head = plain[..cut.Index];
            if (
                head.Length > 0
                && Rows(Read(head, depth + 1)) is { } rows
                && Narrowed(rows, head, cut.Value, plain[(cut.Index + cut.Length)..].Trim()) is { } narrowed
            )
                return narrowed;
        }
        return Happened(plain, depth);
    }

    /// <summary>The number as an aggregate of rows, which conditions can narrow.</summary>
    public AggMeasure? Rows(FormMeasure? measure) =>
        measure switch
        {
            AggMeasure own => own,
            MetricMeasure { Metric: { Definition: SimpleMetric simple, Currency: null, RequiredFilters.IsEmpty: true, Absent: null, Access: null } metric }
                when names.Layer.FindEntity(simple.Entity) is { } home && names.IsOpen(metric) && AggName(simple.Aggregation.Kind) is { } agg => new AggMeasure(
                home,
                agg,
                simple.Expr?.Text
            )
            {
                Where = simple.Where is { } filter ? [filter.Text] : [],
                Time = simple.Time is { } time ? home.Times.FirstOrDefault(t => t.Name == time) : null,
            },
            _ => null,
        };

    private AggMeasure? Narrowed(AggMeasure rows, string head, string preposition, string rest)
    {
        var word = preposition.Trim();
        // "returned after the due date": two times of one row.
        if (
            word is "after" or "before" or "later than" or "earlier than" or "past" or "on or before" or "on or after" or "by"
            && nouns.Read(rest) is null
            && TimeAt(rows.Home, Leading().Replace(rest, "")) is { } limit
        )
        {
            var event_ = TimeBehind(head, rows.Home) ?? rows.Time ?? rows.Home.DefaultTime;
            var op = word switch
            {
                "after" or "later than" or "past" => ">",
                "on or after" => ">=",
                "before" or "earlier than" => "<",
                _ => "<=",
            };
            return event_ is null || event_ == limit ? null : rows with { Where = rows.Where.Add($"{event_.Expr.Text} {op} {limit.Expr.Text}") };
        }
        if (Limit().Match($"{word} {rest}") is { Success: true } number)
            return Numbered(rows, number);
        var phrase = Being().Replace(rest, "");
        // "assessments that have a score": where it is known; "without a score": where not.
        if (
            Having().Match($"{word} {rest}") is { Success: true } known
            && names.Fields(FormNames.Roots(known.Groups["field"].Value)).FirstOrDefault(f => f.Entity == rows.Home && !f.IsKey && f.Type != "boolean")
                is { } filled
            && IsColumn().IsMatch(filled.Expr)
        )
            return rows with { Where = rows.Where.Add($"{filled.Expr} is {(known.Groups["not"].Success ? "" : "not ")}null") };
        if (Predicate(rows.Home, word is "with" or "that" or "which" or "who" or "where" or "of" ? rest : $"{word} {rest}") is { } predicate)
            return rows with { Where = rows.Where.Add(predicate.Sql("")) };
        var isNot = word is "without" || Negated().IsMatch(rest);
        // "fare without taxes", which are a column of their own.
        if (
            isNot
            && word is "without"
            && rows.Expr is { } expr
            && names.Numbers(FormNames.Roots(phrase)).Exists(n => n.Field.Entity == rows.Home && n.Field.Expr != expr)
            && !names.Numbers(FormNames.Roots(phrase)).Exists(n => n.Field.Expr == expr)
        )
            return rows;
        if (isNot)
            return null;
        if (FlagOf(phrase, rows.Home) is { } flag)
            return rows with { Where = rows.Where.Add(flag) };
        // "of all brands": what the rows are grouped by.
        if (word is "of" && names.Fields(FormNames.Roots(AllOf().Replace(phrase, ""))).Exists(f => f.Time is null && PathTo(rows.Home, f.Entity) is not null))
            return rows;
        if (nouns.Read(phrase, rows.Home) is not { IsDistinct: false, IsWeekend: false, IsWeekday: false } noun)
            return null;
        // "the distance covered by those tickets": of the flight of each ticket.
        if (
            noun.Entity is { } many
            && many != rows.Home
            && noun.Conditions.Count == 0
            && rows is { Agg: "sum" or "average", Expr: { } each, Where.IsEmpty: true, LastPer: null }
            && IsColumn().IsMatch(each)
            && Those().IsMatch(rest)
            && PathTo(many, rows.Home) is { } way
        )
            return new AggMeasure(many, rows.Agg, way + each);
        if (noun.Entity is { } entity && entity != rows.Home && !names.Reach.Reaches(rows.Home.Name, entity.Name))
            return null;
        var where = noun.Conditions.Select(c => Sql(c, rows.Home)).ToList();
        return where.Contains(null) || noun.Entity is null && where.Count == 0 ? null : rows with { Where = rows.Where.AddRange(where.OfType<string>()) };
    }

    /// <summary>"number of loans returned": those whose time of return is known.</summary>
    private AggMeasure? Happened(string plain, int depth)
    {
        var words = FormText.Words(plain);
        // "total amount bought": the amount of the rows that the verb names by one of their values.
        if (words.Length > 1 && FormNouns.IsParticiple(words[^1]) && !TimedActs.Contains(words[^1]) && Acted(words, depth) is { } acted)
            return acted;
        if (words.Length < 3 || Rows(Read(string.Join(' ', words[..^1]), depth + 1)) is not { } rows)
            return null;
        if (FlagOf(words[^1], rows.Home) is { } flag)
            return rows with { Where = rows.Where.Add(flag) };
        return FormNouns.IsParticiple(words[^1]) && FormNouns.TimeOf(rows.Home, FormText.Root(words[^1])) is { } time && time != rows.Home.DefaultTime
            ? rows with
            {
                Where = rows.Where.Add($"{time.Expr.Text} is not null"),
            }
            : null;
    }

    /// <summary>"total amount of deposits", where deposits are movements of one kind.</summary>
    private AggMeasure? OfValue(System.Text.RegularExpressions.Match match)
    {
        var phrase = match.Groups["what"].Value;
        if (
            names.Entity(FormNames.Roots(phrase)) is not null
            || nouns.Read(phrase) is not { Entity: null, IsWeekend: false, IsWeekday: false, Conditions: [FieldCondition value] }
        )
            return null;
        return
            names.MainAmount(value.Field.Entity) is { } amount
            && Rows(Measure(amount, AggOf(match.Groups["agg"].Value) ?? "sum")) is { } rows
            && Sql(value, rows.Home) is { } where
            ? rows with
            {
                Where = rows.Where.Add(where),
            }
            : null;
    }

    private AggMeasure? Acted(string[] words, int depth)
    {
        var head = string.Join(' ', words[..^1]);
        var rows = Rows(Read(head, depth + 1));
        if (nouns.ValueOf(words[^1], rows?.Home ?? Focus.FirstOrDefault()) is not { } value || FormText.Words(value.Field.Name).Length == 0)
            return null;
        // An amount that is only called so is that of the rows with the value.
        if (rows is null || rows.Agg is not ("count" or "count_distinct") && words[..^1].All(w => Money.Contains(w) || AggOf(w) is not null))
            rows = names.MainAmount(value.Field.Entity) is { } amount && AggOf(words[0]) is { } agg ? Rows(Measure(amount, agg)) ?? rows : rows;
        return rows is not null && Sql(value, rows.Home) is { } where ? rows with { Where = rows.Where.Add(where) } : null;
    }

    private AggMeasure? Numbered(AggMeasure rows, System.Text.RegularExpressions.Match match)
    {
        var phrase = match.Groups["field"].Value.Trim();
        var roots = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(FormText.Root).ToList();
        var field =
            roots.Count == 0
                ? names.MainAmount(rows.Home)
                : names
                    .Numbers(roots)
                    .Where(n => n.Field.Entity == rows.Home || names.Reach.Reaches(rows.Home.Name, n.Field.Entity.Name))
                    .Select(n => n.Field)
                    .FirstOrDefault();
        var op = match.Groups["op"].Value switch
        {
            "at least" or "no less than" => ">=",
            "at most" or "no more than" or "up to" => "<=",
            "under" or "below" or "less than" or "lower than" or "fewer than" => "<",
            _ => ">",
        };
        return
            field is not null
            && decimal.TryParse(match.Groups["n"].Value.TrimStart('$'), NumberStyles.Number, CultureInfo.InvariantCulture, out var limit)
            && Sql(new FieldCondition(field, op, [QueryValue.Of(limit)]), rows.Home) is { } where
            ? rows with
            {
                Where = rows.Where.Add(where),
            }
            : null;
    }

    /// <summary>A column of the row, or of what it leads to, that is true.</summary>
    private string? FlagOf(string phrase, Entity home) =>
        names.Fields(FormNames.Roots(phrase)).Where(f => f.Type == "boolean" && PathTo(home, f.Entity) is not null).ToList() is [var flag]
        && IsColumn().IsMatch(flag.Expr)
            ? PathTo(home, flag.Entity) + flag.Expr
            : null;

    private EntityTime? TimeAt(Entity home, string phrase) =>
        names.Fields(FormNames.Roots(phrase)).FirstOrDefault(f => f.Entity == home && f.Time is not null)?.Time
        ?? Times(phrase).FirstOrDefault(f => f.Entity == home)?.Time;

    private static EntityTime? TimeBehind(string head, Entity home) =>
        FormText.Words(head) is [.., var last] ? FormNouns.TimeOf(home, FormText.Root(last)) : null;
}
