using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Reads phrases as numbers: counts, aggregates of columns, metrics of the layer, and what the question defines.</summary>
internal sealed partial class FormMeasures(FormNames names, FormNouns nouns, FormDefinitions definitions)
{
    private const int Deepest = 6;
    private const int MostReads = 2_000;

    private static readonly HashSet<string> Money = new(
        "revenue income turnover sales proceeds earnings amount spend spending spent paid value volume total money".Split(' '),
        StringComparer.Ordinal
    );

    private int _reads;

    /// <summary>Things that the question speaks of, the weightiest first: whose numbers a bare word means.</summary>
    public List<Entity> Focus { get; } = [];

    public List<(string Reason, double Amount)> Doubts { get; } = [];

    /// <summary>The span between two times that was named, for "the number of days".</summary>
    public AggMeasure? Span { get; set; }

    /// <summary>"PMSR = per month sales revenue": the definition says how it is told off.</summary>
    public string? Grain { get; private set; }

    public bool AsksCount { get; set; }

    /// <summary>The words before windows of time: what happened then.</summary>
    public HashSet<string> TimedActs { get; } = new(StringComparer.Ordinal);

    /// <summary>Things whose number is asked for in so many words: their "total" beside it is an amount.</summary>
    public HashSet<Entity> SaidCounts { get; } = [];

    public FormMeasure? Read(string phrase, int depth = 0)
    {
        // Definitions that use one another many times over.
        if (depth > Deepest || ++_reads > MostReads)
            return null;
        var plain = Trim(phrase);
        if (plain.Length == 0)
            return null;
        if (Defined(plain, depth) is { } defined)
            return defined;
        if (Span is { } span && DaysOf().IsMatch(plain))
            return span;
        if (
            SpanOf().Match(plain) is { Success: true } between
            && Between(between.Groups["a"].Value, between.Groups["b"].Value, AggOf(between.Groups["agg"].Value) ?? "average") is { } days
        )
            return Span = Latest(days);
        // "total payments" of a question that counts.
        if (AsksCount && plain.StartsWith("total ", StringComparison.Ordinal) && Plain(plain[6..]) is { } counted)
            return SaidCounts.Contains(counted) && names.MainAmount(counted) is { } amount ? Measure(amount, "sum") : new AggMeasure(counted, "count", null);
        if (names.Metric(plain) is { } metric && !IsAmount(metric, plain))
            return Named(metric);
        // In a formula a verb tells which rows, and not which window of time they go by.
        if (depth > 0 && Counted(plain) is AggMeasure { Time: not null } part)
            return part with { Time = null };
        return Counted(plain) ?? Aggregated(plain, depth) ?? Qualified(plain, depth) ?? Spent(plain, depth);
    }

    /// <summary>"postage spent", "distance travelled": an amount with what was done with it.</summary>
    private FormMeasure? Spent(string plain, int depth)
    {
        var words = FormText.Words(plain);
        if (words is [.., var stem, "out" or "off" or "up" or "in"] && FormNouns.IsParticiple(stem))
            words = words[..^1];
        // "total amount paid out": the amount of what the verb names.
        if (
            words.Length > 1
            && FormNouns.IsParticiple(words[^1])
            && words[..^1].All(w => Money.Contains(w) || AggOf(w) is not null)
            && names.EntityBeginning(FormText.Root(words[^1])) is { } facts
            && names.MainAmount(facts) is { } amount
        )
            return Measure(amount, AggOf(words[0]) ?? "sum");
        if (
            words.Length < 2
            || !FormNouns.IsParticiple(words[^1]) && words[^1] is not "spent"
            || TimedActs.Contains(words[^1]) && !EnglishVerbs.IsLight(words[^1])
        )
            return null;
        if (Read(string.Join(' ', words[..^1]), depth + 1) is not AggMeasure { Agg: not ("count" or "count_distinct") } and not MetricMeasure)
            return null;
        if (!EnglishVerbs.IsLight(words[^1]))
            Doubts.Add(($"an act that names nothing: {words[^1]}", 0.15));
        return Read(string.Join(' ', words[..^1]), depth + 1);
    }

    /// <summary>A thing with nothing that narrows it.</summary>
    private Entity? Plain(string phrase) =>
        names.Entity(FormNames.Roots(phrase))
        ?? (nouns.Read(phrase) is { Conditions.Count: 0, IsDistinct: false, IsWeekend: false, Time: null } noun ? noun.Entity : null);

    private static string Trim(string phrase)
    {
        var plain = Leading().Replace(phrase.Trim(' ', ',', '.', ':'), "");
        return Trailing().Replace(plain, "").Trim();
    }

    /// <summary>A drafted name that several numbers could have is settled by what the question speaks of.</summary>
    private bool IsAmount(Metric metric, string plain) =>
        Focus.Count > 0 && Money.Contains(plain.Split(' ')[^1]) && !names.Reach.HomesOf(metric).Contains(Focus[0].Name, StringComparer.Ordinal);

    public MetricMeasure Named(Metric metric) => new(metric, [.. names.Reach.HomesOf(metric).Select(names.Layer.FindEntity).OfType<Entity>()]);

    private FormMeasure? Defined(string plain, int depth)
    {
        var name = FormDefinitions.Name(plain);
        if (
            !definitions.Meanings.TryGetValue(name, out var meaning)
            && !definitions.Meanings.TryGetValue(name.StartsWith("total ", StringComparison.Ordinal) ? name[6..] : name, out meaning)
        )
            return null;
        if (FormDefinitions.Name(meaning) == name)
            return null;
        if (Change().IsMatch(meaning))
            return new ChangeMeasure(meaning.Contains('/', StringComparison.Ordinal)) { Text = meaning };
        if (Ranked().Match(meaning) is { Success: true } ranked)
            return Read(ranked.Groups["by"].Value, depth + 1) is { } by ? new RankMeasure(by) : null;
        if (PerPeriod().Match(meaning) is { Success: true } period)
        {
            Grain =
                period.Groups["unit"].Value is var unit && unit == "daily" ? "day"
                : unit.EndsWith("ly", StringComparison.Ordinal) ? unit[..^2]
                : unit;
            meaning = meaning.Remove(period.Index, period.Length);
        }
        return Formula(meaning, depth) ?? Read(meaning, depth + 1);
    }

    /// <summary>"(total revenue - total cost) / total cost * 100".</summary>
    private FormMeasure? Formula(string meaning, int depth)
    {
        if (!Operator().IsMatch(meaning))
            return null;
        var text = new StringBuilder();
        var parts = ImmutableArray.CreateBuilder<FormMeasure>();
        foreach (Match match in Operand().Matches(meaning))
        {
            var piece = match.Value.Trim();
            if (piece.Length == 0)
                continue;
            if (piece is "(" or ")" or "+" or "-" or "*" or "/" or "x" or "×" or "÷")
                text.Append(
                        piece switch
                        {
                            "x" or "×" => "*",
                            "÷" => "/",
                            _ => piece,
                        }
                    )
                    .Append(' ');
            else if (decimal.TryParse(piece.TrimEnd('%'), NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
                text.Append(number.ToString(CultureInfo.InvariantCulture)).Append(' ');
            else if (Read(piece, depth + 1) is { } part and not (ChangeMeasure or RankMeasure or ShareMeasure))
            {
                var at = parts.IndexOf(part);
                text.Append(CultureInfo.InvariantCulture, $"{{{(at < 0 ? parts.Count : at)}}} ");
                if (at < 0)
                    parts.Add(part);
            }
            else
                return null;
        }
        // A number over itself: the share of the whole, where that is said; else a part was not read.
        if (parts is [var whole] && SelfShare().Match(text.ToString()) is { Success: true } self)
            return OfAll().IsMatch(meaning) ? new ShareMeasure(whole, self.Groups["percent"].Success) : null;
        return parts.Count == 0 ? null : new MathMeasure(text.ToString().Trim(), Together(parts.ToImmutable()));
    }

    /// <summary>Parts of one formula are of the same rows where one kind of row leads to the other: the cost of the cars of the sales.</summary>
    private ImmutableArray<FormMeasure> Together(ImmutableArray<FormMeasure> parts)
    {
        var homes = parts.SelectMany(p => p.Homes).Distinct().ToList();
        if (homes.Count != 2)
            return parts;
        var many = homes.Find(h => homes.TrueForAll(o => o == h || names.Reach.Between(h.Name, o.Name).Length == 1));
        if (many is null)
            return parts;
        // Joins that are spelt out say whose rows are meant; else it is a guess which of the two is.
        var isSaid = HintedFacts().Contains(many);
        return
        [
            .. parts.Select(p =>
                p is AggMeasure { Expr: { } expr, Agg: not "count_distinct" } agg
                && agg.Home != many
                && agg.Where.IsEmpty
                && PathTo(many, agg.Home) is { } path
                && IsColumn().IsMatch(expr)
                    ? Moved(agg.Home, agg.Agg, path + expr)
                : p
                    is MetricMeasure
                    {
                        Metric.Definition: SimpleMetric { Expr: { } inner, Where: null } simple,
                        Metric: { Currency: null, RequiredFilters.IsEmpty: true }
                    }
                && simple.Entity != many.Name
                && IsColumn().IsMatch(inner.Text)
                && names.Layer.FindEntity(simple.Entity) is { } owner
                && PathTo(many, owner) is { } way
                && AggName(simple.Aggregation.Kind) is { } name and not ("count" or "count_distinct")
                    ? Moved(owner, name, way + inner.Text)
                : p
            ),
        ];

        AggMeasure Moved(Entity owner, string agg, string expr)
        {
            Doubts.Add(
                ($"{owner.LabelPlural} are counted once for each of their {many.LabelPlural.ToLowerInvariant()}", isSaid || agg is "min" or "max" ? 0 : 0.3)
            );
            return new AggMeasure(many, agg, expr);
        }
    }

    /// <summary>The query's name for it; null for those that a query cannot define.</summary>
    public static string? AggName(AggregationKind kind) =>
        kind switch
        {
            AggregationKind.Count => "count",
            AggregationKind.CountDistinct => "count_distinct",
            AggregationKind.Sum => "sum",
            AggregationKind.Average => "average",
            AggregationKind.Min => "min",
            AggregationKind.Max => "max",
            AggregationKind.Median => "median",
            _ => null,
        };

    /// <summary><c>car.</c> before a column of the car, seen from the sale; null where no single way leads there.</summary>
    public string? PathTo(Entity from, Entity to) =>
        from == to ? ""
        : names.Reach.Between(from.Name, to.Name) is [var only] ? string.Concat(only.Joins.Select(j => j + "."))
        : names.Reach.Between(from.Name, to.Name).OrderBy(p => p.Joins.Length).Take(2).ToList() is [var near, var far] && near.Joins.Length < far.Joins.Length
            ? string.Concat(near.Joins.Select(j => j + "."))
        : null;

    public FormMeasure? Counted(string plain)
    {
        var match = CountOf().Match(plain);
        var phrase =
            match.Success ? match.Groups["what"].Value
            : CountBehind().Match(plain) is { Success: true } behind ? behind.Groups["what"].Value
            : null;
        if (phrase is null)
            return null;
        if (Span is { } span && phrase.StartsWith("days", StringComparison.Ordinal))
            return span;
        return Count(phrase);
    }

    /// <summary>How many there are of a thing: of its rows, or, where another kind of rows is spoken of and "unique" is said, of different ones among those.</summary>
    public FormMeasure? Count(string phrase)
    {
        if (phrase.StartsWith("different ", StringComparison.Ordinal))
            phrase = "unique " + phrase[10..];
        if (nouns.Read(Alias(phrase), Focus.Count > 0 ? Focus[0] : null, takesActs: true) is not { Entity: { } entity } noun)
            return Distinct(phrase) ?? Done(phrase);
        var where = ImmutableArray.CreateBuilder<string>();
        var home = entity;
        // "customers billed" are those with a bill, each once.
        if ((noun.Acts ?? (noun.IsDistinct ? Focus.FirstOrDefault(f => f != entity && names.Reach.Reaches(f.Name, entity.Name)) : null)) is { } facts)
        {
            if (PathTo(facts, entity) is not { } path || entity.Key is not [var key] || noun.Conditions.Count > 0)
                return null;
            return new AggMeasure(facts, "count_distinct", path + key);
        }
        foreach (var condition in noun.Conditions)
            if (condition is FieldCondition field && Sql(field, home) is { } sql)
                where.Add(sql);
            else
                return null;
        var time = noun.Time ?? home.DefaultTime;
        if (noun.IsWeekend)
        {
            if (time is null)
                return null;
            where.Add($"extract(dow from {Local(time.Type, time.Expr.Text)}) in (0, 6)");
        }
        if (noun.Time is { } done && done != home.DefaultTime)
            where.Add($"{done.Expr.Text} is not null");
        return new AggMeasure(home, "count", null) { Where = where.ToImmutable(), Time = noun.Time };
    }

    /// <summary>"loans handled": a verb behind the thing that names nothing else.</summary>
    private FormMeasure? Done(string phrase)
    {
        var words = FormText.Words(phrase);
        // "patients discharged last week": when that was is not known.
        if (words.Length < 2 || !FormNouns.IsParticiple(words[^1]) || TimedActs.Contains(words[^1]) || Count(string.Join(' ', words[..^1])) is not { } count)
            return null;
        if (words[^1] is not "made")
            Doubts.Add(($"an act that names nothing: {words[^1]}", 0.3));
        return count;
    }

    /// <summary>"unique devices": different values of a field.</summary>
    private AggMeasure? Distinct(string phrase)
    {
        if (!phrase.StartsWith("unique ", StringComparison.Ordinal) && !phrase.StartsWith("distinct ", StringComparison.Ordinal))
            return null;
        var fields = names.Fields(FormNames.Roots(phrase[(phrase.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        var home = Focus.FirstOrDefault();
        if (
            home is null
            || fields.Where(f => f.Time is null && PathTo(home, f.Entity) is not null).ToList() is not [var field]
            || !IsColumn().IsMatch(field.Expr)
        )
            return null;
        return new AggMeasure(home, "count_distinct", PathTo(home, field.Entity) + field.Expr);
    }

    /// <summary>A noun that no table has, where joins name just one table of facts: "purchase" of the sales table.</summary>
    private string Alias(string phrase)
    {
        var facts = HintedFacts();
        return facts is [var only] && Purchase().IsMatch(phrase) && names.Entity(["purchas"]) is null
            ? Purchase().Replace(phrase, only.LabelPlural.ToLowerInvariant())
            : phrase;
    }

    public List<Entity> HintedFacts() =>
        [.. definitions.Tables.Select(t => names.Entity(FormNames.Roots(t))).OfType<Entity>().Distinct().Where(e => e.Joins.Length > 0)];

    private FormMeasure? Aggregated(string plain, int depth)
    {
        var words = plain.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var agg = AggOf(words[0]);
        if (agg is not null)
            words.RemoveAt(0);
        while (words.Count > 0 && words[0] is "of" or "the" or "overall" or "monthly" or "number")
            words.RemoveAt(0);
        // "fee per payment": each row is one.
        var per = words.IndexOf("per");
        if (per > 0 && nouns.Read(string.Join(' ', words.Skip(per + 1))) is { Entity: not null, Conditions.Count: 0 })
            words.RemoveRange(per, words.Count - per);
        words.RemoveAll(w =>
            w is "the" or "in" or "from" or "table" or "column" or "of" or "made" or "received"
            && words.Count > 2
            && names.Entity(FormNames.Roots(string.Join(' ', words))) is null
            && !IsPartOfEntity(w)
        );
        if (words.Count == 0)
            return null;
        var rest = string.Join(' ', words);
        if (agg is "sum" && definitions.Meanings.ContainsKey(FormDefinitions.Name(rest)) && Defined(rest, depth) is { } inner)
            return inner;
        if (nouns.Read(rest) is { Entity: { } entity, Conditions: var conditions } noun && !names.Numbers(FormNames.Roots(rest)).Exists(n => n.Score >= 1))
            return agg is "sum" or null ? OfEntity(entity, noun, conditions, agg is null) : null;
        if (Number(words) is not { } field)
            return null;
        return Measure(field, agg ?? "sum");
    }

    private bool IsPartOfEntity(string word) => Focus.Exists(f => names.IsEntityWord(f, FormText.Root(word)));

    /// <summary>"total sales", "total payments received": how many, where the question counts; else their amount.</summary>
    private FormMeasure? OfEntity(Entity entity, FormNoun noun, List<FormCondition> conditions, bool isBare)
    {
        if (isBare && !AsksCount)
            return null;
        if (AsksCount || names.MainAmount(entity) is not { } amount)
            return Counted("number of " + entity.LabelPlural.ToLowerInvariant()) is AggMeasure count ? WithNoun(count, noun, conditions) : null;
        return conditions.Count == 0 ? Measure(amount, "sum") : null;
    }

    private AggMeasure? WithNoun(AggMeasure count, FormNoun noun, List<FormCondition> conditions)
    {
        var where = conditions.OfType<FieldCondition>().Select(c => Sql(c, count.Home)).ToList();
        if (where.Contains(null) || where.Count < conditions.Count)
            return null;
        if (noun.IsWeekend && count.Home.DefaultTime is { } time)
            where.Add($"extract(dow from {Local(time.Type, time.Expr.Text)}) in (0, 6)");
        return count with { Where = [.. where.OfType<string>()] };
    }

    /// <summary>A column that the layer counts in its own way (a balance, one currency at a time, certain rows only) is counted so, or doubted, or not read.</summary>
    private FormMeasure? Measure(FormField field, string agg)
    {
        var over = names.Layer.Metrics.Where(m => !m.IsHidden && IsOver(m, field)).ToList();
        if (over.Exists(m => IsPlain(m) && AggOf(m) == agg) || !over.Exists(m => !IsPlain(m)))
            return new AggMeasure(field.Entity, agg, field.Expr);
        if (over.FindAll(m => AggOf(m) == agg) is [var only])
            return Named(only);
        if (over.Exists(m => m.Currency is not null))
            return null;
        if (!over.Exists(IsPlain))
            Doubts.Add(
                ($"the layer never counts {field.Name.Replace('_', ' ')} as it stands: {string.Join(", ", over.Where(names.IsOpen).Select(m => m.Label))}", 0.3)
            );
        return new AggMeasure(field.Entity, agg, field.Expr);

        static string? AggOf(Metric metric) =>
            metric.Definition switch
            {
                SimpleMetric simple => AggName(simple.Aggregation.Kind),
                SemiAdditiveMetric balance => AggName(balance.Aggregation.Kind),
                _ => null,
            };
    }

    private static bool IsOver(Metric metric, FormField field) =>
        metric.Definition switch
        {
            SimpleMetric simple => simple.Entity == field.Entity.Name && simple.Expr?.Text.Trim() == field.Expr.Trim(),
            SemiAdditiveMetric balance => balance.Entity == field.Entity.Name && balance.Expr?.Text.Trim() == field.Expr.Trim(),
            _ => false,
        };

    /// <summary>Of all rows, as they stand.</summary>
    private static bool IsPlain(Metric metric) => metric is { Definition: SimpleMetric { Where: null }, Currency: null, RequiredFilters.IsEmpty: true };

    /// <summary>The column that these words name; a bare word for money means the amount of what the question speaks of.</summary>
    private FormField? Number(List<string> words)
    {
        var roots = words.Select(FormText.Root).ToList();
        var found = names.Numbers(roots);
        if (found.Count > 0)
        {
            var best = found.Where(f => f.Score >= found[0].Score - 0.01).Select(f => f.Field).ToList();
            // A word that only names part of a column is one guess among others: those in focus first.
            var near = found.Where(f => Focus.Contains(f.Field.Entity)).ToList();
            if (best.Count > 1 || near.Count > 0 && !Focus.Contains(best[0].Entity))
                best = [.. near.Where(f => f.Score >= near[0].Score - 0.01).Select(f => f.Field)];
            if (best.Count > 1)
                best = [.. best.Where(f => f.Entity == best.Select(b => b.Entity).MinBy(e => Focus.IndexOf(e) is var i && i < 0 ? 99 : i))];
            return best is [var one] ? one : null;
        }
        if (
            !words.TrueForAll(w =>
                Money.Contains(w) || names.Entity([FormText.Root(w)]) is not null || Focus.Exists(f => names.IsEntityWord(f, FormText.Root(w)))
            )
        )
            return null;
        var of =
            words.Select(w => names.Entity([FormText.Root(w)])).FirstOrDefault(e => e is not null && names.MainAmount(e) is not null)
            ?? Focus.Find(f => names.MainAmount(f) is not null && f.Joins.Length > 0)
            ?? Focus.Find(f => names.MainAmount(f) is not null);
        return of is null ? null : names.MainAmount(of);
    }

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

    public AggMeasure? Between(string first, string second, string agg)
    {
        var (a, b) = (Times(first), Times(second));
        foreach (var from in a)
        foreach (var to in b)
            if (from.Entity == to.Entity && from != to)
                return Days(to.Entity, Day(from, ""), Day(to, ""), agg);
        foreach (var from in a)
        foreach (var to in b)
            if (from.Entity != to.Entity && PathTo(to.Entity, from.Entity) is { } path)
                return Days(to.Entity, Day(from, path), Day(to, ""), agg);
            else if (from.Entity != to.Entity && PathTo(from.Entity, to.Entity) is { } back)
                return Days(from.Entity, Day(from, ""), Day(to, back), agg);
        return null;
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

    /// <summary>The condition as scalar SQL over the home's columns.</summary>
    public string? Sql(FieldCondition condition, Entity home)
    {
        if (PathTo(home, condition.Field.Entity) is not { } path || !IsColumn().IsMatch(condition.Field.Expr))
            return null;
        var column = path + condition.Field.Expr;
        var texts = condition.Values.Select(v => v.Text is { } text ? Quote(text) : v.ToString()).ToList();
        return condition.Op switch
        {
            "contains" => $"{column} ilike {Quote($"%{Escape(condition.Values[0].Text!)}%")}",
            "starts_with" => $"{column} ilike {Quote($"{Escape(condition.Values[0].Text!)}%")}",
            "ends_with" => $"{column} ilike {Quote($"%{Escape(condition.Values[0].Text!)}")}",
            "is_not_null" => $"{column} is not null",
            "is_null" => $"{column} is null",
            "=" when condition.Values[0].Boolean is { } flag => flag ? column : $"not {column}",
            "=" or ">" or ">=" or "<" or "<=" or "<>" => $"{column} {condition.Op} {texts[0]}",
            _ => null,
        };
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string? AggOf(string word) =>
        word switch
        {
            "total" or "sum" or "overall" or "combined" => "sum",
            "average" or "avg" or "mean" => "average",
            "highest" or "maximum" or "max" or "largest" or "biggest" or "greatest" or "longest" or "latest" => "max",
            "lowest" or "minimum" or "min" or "smallest" or "least" or "shortest" or "earliest" => "min",
            "median" => "median",
            _ => null,
        };
}
