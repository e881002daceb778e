using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Days between two times.</summary>
internal sealed partial class FormMeasures
{
    /// <summary>"Get the latest payment of each sale first": only the last rows of each count.</summary>
    public AggMeasure Latest(AggMeasure rows)
    {
        if (definitions.LatestRows is not var (what, table, each) || (names.Entity(FormNames.Roots(table)) ?? nouns.Read(what)?.Entity) != rows.Home)
            return rows;
        if (nouns.Read(each)?.Entity is not { } per || rows.Home.DefaultTime is null || names.Reach.Between(rows.Home.Name, per.Name).Length != 1)
            return rows;
        definitions.UsedLatestRows = true;
        Doubts.Add(($"Of each {per.Label.ToLowerInvariant()} the {rows.Home.LabelPlural.ToLowerInvariant()} of its last day count", 0));
        return rows with { LastPer = [per.Name] };
    }

    public AggMeasure? Between(string first, string second, string agg, string unit = "")
    {
        var (a, b) = (Times(first), Times(second));
        foreach (var from in a)
        foreach (var to in b)
            if (from.Entity == to.Entity && from != to)
                return Span(to.Entity, (from, ""), (to, ""));
        foreach (var from in a)
        foreach (var to in b)
            if (from.Entity != to.Entity && PathTo(to.Entity, from.Entity) is { } path)
                return Span(to.Entity, (from, path), (to, ""));
            else if (from.Entity != to.Entity && PathTo(from.Entity, to.Entity) is { } back)
                return Span(from.Entity, (from, ""), (to, back));
        return null;

        AggMeasure? Span(Entity home, (FormField Time, string Path) from, (FormField Time, string Path) to)
        {
            if (unit is "" or "days")
                return Days(home, Day(from.Time, from.Path), Day(to.Time, to.Path), agg);
            if (from.Time.Type == "date" || to.Time.Type == "date")
                return null;
            var (start, end) = (from.Path + from.Time.Expr, to.Path + to.Time.Expr);
            return new AggMeasure(home, agg, $"extract(epoch from {end} - {start}) / {(unit == "hours" ? "3600.0" : "60.0")}")
            {
                Where = [$"{end} is not null", $"{start} is not null"],
            };
        }
    }

    /// <summary>From when a row begins to what then happened to it; where that is not said, the one span that the layer has for it.</summary>
    public AggMeasure? Lasting(Entity thing, string verb, string agg)
    {
        var times = names.FieldsOf(thing).Where(f => f.Time is not null).ToList();
        if (verb.Length > 0)
            return
                FormNouns.TimeOf(thing, FormText.Root(verb)) is { } end
                && thing.DefaultTime is { } start
                && start != end
                && times.Find(f => f.Time == start) is { } from
                && times.Find(f => f.Time == end) is { } to
                ? Days(thing, Day(from, ""), Day(to, ""), agg)
                : null;
        var spans =
            from a in times
            from b in times
            where a != b && thing.Dimensions.Any(d => !d.IsHidden && d.Expr.Text == $"{b.Expr} - {a.Expr}")
            select (From: a, To: b);
        return spans.ToList() is [var only] ? Days(thing, Day(only.From, ""), Day(only.To, ""), agg) : null;
    }

    public IReadOnlyList<FormField> TimesNamed(string phrase) => Times(phrase);

    /// <summary>Days from one of the times to that of the row, which leads to it.</summary>
    public string? Sql(WithinCondition within, Entity home, EntityTime? usual)
    {
        var time = FormNouns.TimeOf(home, FormText.Root(within.Verb)) ?? usual;
        if (time is null || names.FieldsOf(home).FirstOrDefault(f => f.Time == time) is not { } event_)
            return null;
        foreach (var from in within.From.Where(f => f.Time != time))
            if (PathTo(home, from.Entity) is { } path)
                return FormattableString.Invariant($"{Day(event_, "")} - {Day(from, path)} >= 0 and {Day(event_, "")} - {Day(from, path)} <= {within.Days}");
        return null;
    }

    private static AggMeasure Days(Entity home, string from, string to, string agg) =>
        new(home, agg, $"{to} - {from}") { Where = [$"{to} is not null", $"{from} is not null"] };

    private string Day(FormField time, string path) => time.Type == "date" ? path + time.Expr : $"cast({Local(time.Type, path + time.Expr)} as date)";

    /// <summary>A moment on the layer's clock: days begin at its midnight.</summary>
    private string Local(string type, string expr) => type == "timestamptz" ? $"({expr} at time zone '{names.Layer.Calendar.TimeZone}')" : expr;

    private List<FormField> Times(string phrase)
    {
        var whole = names.Fields(FormNames.Roots(Leading().Replace(phrase.Trim(), ""))).Where(f => f.Time is not null).ToList();
        if (whole.Count > 0)
            return whole;
        var plain = TimeTalk().Replace(phrase.Trim(), "").Trim();
        var roots = FormNames.Roots(plain);
        if (roots.Length == 0)
            return [];
        var found = names.Fields(roots).Where(f => f.Time is not null).ToList();
        // "payment received date": of what is called so.
        if (names.Entity(roots) is { DefaultTime: { } time } entity)
            found.AddRange(names.FieldsOf(entity).Where(f => f.Time == time && !found.Contains(f)));
        return found;
    }
}
