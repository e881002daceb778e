using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>How many there are of a thing.</summary>
internal sealed partial class FormMeasures
{
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
            if (PathTo(facts, entity) is not { } path || entity.Key is not [var key])
                return null;
            var only = noun.Conditions.Select(c => Sql(c, facts)).ToList();
            return only.Contains(null) || noun.IsWeekday || noun.IsWeekend && only.Count > 0
                ? null
                : new AggMeasure(facts, "count_distinct", path + key) { Where = [.. only.OfType<string>()] };
        }
        foreach (var condition in noun.Conditions)
            if (Sql(condition, home) is { } sql)
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
        if (noun.IsWeekday)
        {
            if (time is null)
                return null;
            where.Add($"extract(dow from {Local(time.Type, time.Expr.Text)}) not in (0, 6)");
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
}
