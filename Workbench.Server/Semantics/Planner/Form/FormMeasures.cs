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

    /// <summary>Joins that are named by the part that a thing plays: "home branch".</summary>
    public HashSet<string> Roles { get; } = new(StringComparer.Ordinal);

    /// <summary>The day on which the question is asked.</summary>
    public DateOnly Today { get; init; }

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
        if (RunningTotal().Match(plain) is { Success: true } running)
            return running.Groups["what"].Success
                ? Read($"total {running.Groups["what"].Value}", depth + 1) is { } summed
                    ? new RunningMeasure(summed)
                    : null
                : new RunningMeasure(null);
        if (DaysSince(plain) is { } since)
            return since;
        if (Gap(plain) is { } gap)
            return gap;
        if (OnOneDay(plain, depth) is { } day)
            return day;
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
        return Counted(plain) ?? Aggregated(plain, depth) ?? Weekend(plain, depth) ?? Qualified(plain, depth) ?? Spent(plain, depth);
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
        return Trailing().Replace(InUnits().Replace(plain, ""), "").Trim();
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
        if (nouns.Read(meaning) is null && SumOfTwo(meaning) is { } both)
            return both;
        if (Change().IsMatch(meaning))
            return new ChangeMeasure(meaning.Contains('/', StringComparison.Ordinal)) { Text = meaning, IsPercent = Hundred().IsMatch(meaning) };
        if (RunningTotal().IsMatch(meaning) || RunningUpTo().Match(meaning) is { Success: true } upTo && RunningTotal().IsMatch(upTo.Groups["head"].Value))
            return new RunningMeasure(null);
        if (Ranked().Match(meaning) is { Success: true } ranked)
            return Read(ranked.Groups["by"].Value, depth + 1) is { } by ? new RankMeasure(by) : null;
        // "PMR = per month revenue, the sum of …": the second half defines, the first says how it is told off.
        if (PerPeriod().Match(meaning) is { Success: true } period)
        {
            Grain =
                period.Groups["unit"].Value is var unit && unit == "daily" ? "day"
                : unit.EndsWith("ly", StringComparison.Ordinal) ? unit[..^2]
                : unit;
            meaning = meaning.Remove(period.Index, period.Length);
        }
        return OfRows(meaning) ?? Formula(meaning, depth) ?? Read(meaning, depth + 1);
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
        // "total revenue" where revenue is a metric; a statistic of its own of that metric is not known.
        if (agg is not null && names.Entity(FormNames.Roots(rest)) is null && names.Metric(rest) is { } metric && !IsAmount(metric, rest))
        {
            if (agg is "sum")
                return Named(metric);
            if (names.Numbers(FormNames.Roots(rest)).Count == 0)
                return null;
        }
        // Money is no thing that is counted, whatever the names of things begin or end with.
        var isMoney = words.TrueForAll(Money.Contains) && names.Entity(FormNames.Roots(rest)) is null;
        if (
            !isMoney
            && nouns.Read(rest) is { Entity: { } entity, Conditions: var conditions } noun
            && !names.Numbers(FormNames.Roots(rest)).Exists(n => n.Score >= 1)
        )
            return agg is "sum" or null ? OfEntity(entity, noun, conditions, agg is null) : null;
        if (Number(words) is not { } field)
            return null;
        return Measure(field, agg ?? "sum");
    }

    private bool IsPartOfEntity(string word) => Focus.Exists(f => names.IsEntityWord(f, FormText.Root(word)));

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
