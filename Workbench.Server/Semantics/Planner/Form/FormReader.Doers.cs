using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Clauses with somebody who does something: "that members have borrowed", "how many orders did adults place", "lent at least 4 times".</summary>
internal sealed partial class FormReader
{
    private (FormMeasure Measure, string Name)? _narrower;

    /// <summary>"genres that child members have borrowed": by rows that lead to both.</summary>
    private bool ReadDoer(Match match, bool isAbsent)
    {
        var verb = match.Groups["verb"].Value;
        if (
            _request.Subject is not { } subject
            || _nouns.Read(match.Groups["who"].Value) is not { Entity: { } who, IsDistinct: false, IsWeekend: false, IsWeekday: false } noun
            || who == subject
            || !IsVerb(verb)
        )
            return false;
        var before = _request.Conditions.Count;
        if (!Has(who, noun.Conditions, isAbsent))
            return false;
        if (_request.Conditions.Count > before && _request.Conditions[^1] is RowsCondition rows)
        {
            if (names.RoleOf(match.Groups["prep"].Value, subject, [rows.Of]) is { } role)
                _request.Conditions[^1] = rows with { Via = role };
            if (!Names(rows.Of, verb) && _measures.HintedFacts().Count == 0)
                _request.Doubt($"{verb} is taken for {rows.Of.LabelPlural.ToLowerInvariant()}", 0.25);
        }
        return true;
    }

    private bool Names(Entity facts, string verb) => names.IsEntityWord(facts, FormText.Root(verb)) || FormNouns.TimeOf(facts, FormText.Root(verb)) is not null;

    private static bool IsVerb(string word) =>
        FormNouns.IsParticiple(word) || word.Length > 3 && word.EndsWith('s') || word is "made" or "have" or "had" or "took" or "bought" or "got" or "read";

    /// <summary>"how many loans did adult members take out": of adult members.</summary>
    private string Did(Match match)
    {
        var words = FormText.Words(match.Groups["who"].Value);
        for (var length = words.Length; length > 0; length--)
        {
            var who = string.Join(' ', words[..length]);
            var rest = words[length..];
            // "how many clients have orders": what they have, and nobody who does something.
            if (rest.Length > 2 || rest.Length == 0 && match.Groups["aux"].Value is "have" or "has" or "had" || _nouns.Read(who) is not { Entity: not null })
                continue;
            if (rest.Length > 0 && !EnglishVerbs.IsLight(rest[0]) && rest[0] is not ("make" or "have" or "get" or "do" or "give"))
                _request.Doubt($"an act that names nothing: {rest[0]}", 0.25);
            return $"how many {match.Groups["what"].Value} of {who}";
        }
        return match.Value;
    }

    private FormRole? _way;

    /// <summary>"to the United States", "airports in Spain": values of what the preposition leads to, or of what was named just before.</summary>
    private List<FormCondition>? OfTheNearest(string phrase, string marker)
    {
        if (_behind is { } behind && marker is "in" or "of" or "from" or "on" && Own(behind) is { } own)
            return own;
        if (marker is not ("from" or "to"))
            return null;
        foreach (var thing in names.Layer.Entities)
            if (names.RoleOf(marker, thing, _measures.Focus) is { } role && Own(thing) is { } ended)
            {
                // "a flight to Norway" says whose end it is; "crates from Norway" could be those of Norwegian clients.
                var isGuess =
                    role.Owner != _behind
                    && (_request.Subject ?? _measures.Focus.FirstOrDefault()) is { } subject
                    && _nouns.Read(phrase, subject) is { Conditions: [FieldCondition { Field.Entity: var other }, ..] }
                    && other != thing;
                return [.. ended.Select(c => c is FieldCondition f ? f with { Field = f.Field with { Via = role.Join }, IsGuess = isGuess } : c)];
            }
        return null;

        List<FormCondition>? Own(Entity entity) =>
            _nouns.Read(phrase, entity) is { Entity: null, IsWeekday: false, IsWeekend: false, Conditions: { Count: > 0 } conditions }
            && conditions.TrueForAll(c => c is FieldCondition f && f.Field.Entity == entity)
                ? [.. conditions.Select(c => c is FieldCondition f ? f with { IsGuess = false } : c)]
                : null;
    }

    /// <summary>A verb behind what is counted is dropped: "visitors came".</summary>
    private string Countable(string what)
    {
        var words = FormText.Words(what);
        return words.Length > 1 && _measures.Read($"number of {what}") is null && _measures.Read($"number of {string.Join(' ', words[..^1])}") is not null
            ? string.Join(' ', words[..^1])
            : what;
    }

    /// <summary>"that was lent at least 4 times": so many rows of what the verb names, or of what is counted beside it.</summary>
    private string SoOften(Match match, Entity? of)
    {
        var verb = match.Groups["verb"].Value;
        if (of is null || FormPeriods.Count(match.Groups["n"].Value) is var n && n < 1)
            return match.Value;
        var facts = _nouns.FactsOf(FormText.Root(verb), of);
        if (facts is null && _measures.SaidCounts.Where(c => c != of && names.Reach.Reaches(c.Name, of.Name)).ToList() is [var counted])
        {
            _request.Doubt($"{verb} is taken for {counted.LabelPlural.ToLowerInvariant()}", 0.15);
            facts = counted;
        }
        if (facts is null)
            return match.Value;
        var op = match.Groups["op"].Value switch
        {
            "at least" => ">=",
            "at most" => "<=",
            "exactly" => "=",
            "fewer than" or "less than" => "<",
            _ => ">",
        };
        return $" {Place(new MeasureCondition(new AggMeasure(facts, "count", null), op, FormPeriods.Count(match.Groups["n"].Value)))} ";
    }

    /// <summary>Which time is meant, or what a number of days is called, in words that would be cut in two.</summary>
    private string CutTold(string text)
    {
        text = ScheduledTo()
            .Replace(
                text,
                m =>
                {
                    var times = _measures.TimesNamed($"{m.Groups["a"].Value} {m.Groups["b"].Value}");
                    if (times.Count == 0)
                        return m.Value;
                    _request.Times.AddRange(times.Where(t => !_request.Times.Contains(t)));
                    return " ";
                }
            );
        text = GrainOf()
            .Replace(
                text,
                m =>
                {
                    if (_request.Grain is null || _measures.TimesNamed(m.Groups["time"].Value) is not { Count: > 0 } times)
                        return m.Value;
                    _request.Times.AddRange(times.Where(t => !_request.Times.Contains(t)));
                    return " ";
                }
            );
        if (_measures.Span is not null)
            text = DaysItWas().Replace(text, "number of days");
        // "on the website": a value, or a thing.
        return OnThing()
            .Replace(
                text,
                m =>
                    _measures.TimesNamed(m.Groups["what"].Value).Count > 0 ? m.Value
                    : names.Entity(FormNames.Roots(m.Groups["what"].Value)) is not null
                    || names.Entity(FormNames.Roots(FormText.Words(m.Groups["what"].Value)[0])) is not null
                    || _nouns.ValueOf(m.Groups["what"].Value, _measures.Focus.FirstOrDefault()) is not null
                        ? $" of {m.Groups["what"].Value}"
                    : m.Value
            );
    }

    /// <summary>"by how many minutes on average was the arrival after the planned one": from the second to the first.</summary>
    private string Later(Match match)
    {
        var (a, b) = (match.Groups["a"].Value, match.Groups["b"].Value);
        var isBefore = match.Groups["rel"].Value is "before" or "earlier than" or "ahead of";
        if (_measures.Between(isBefore ? a : b, isBefore ? b : a, "average", match.Groups["unit"].Value) is not { } span)
            return match.Value;
        _measures.Span = span;
        _spans.Add(span);
        return FormattableString.Invariant($"what is the average ▲{_spans.Count - 1} ");
    }

    /// <summary>An average of what rows lead to, beside a number of those rows: of each row once, where the conditions are the rows' own.</summary>
    private void MoveAverages()
    {
        var homes = _request.Measures.SelectMany(m => m.Measure.Homes).Distinct().ToList();
        if (homes.Count != 2 || homes.Find(h => homes.TrueForAll(o => o == h || names.Reach.Reaches(h.Name, o.Name))) is not { } many)
            return;
        for (var i = 0; i < _request.Measures.Count; i++)
        {
            if (
                _request.Measures[i].Measure is not { } measure
                || _measures.Rows(measure) is not { Expr: { } expr, Agg: "average" or "min" or "max", Where.IsEmpty: true, LastPer: null } rows
                || rows.Home == many
                || _measures.PathTo(many, rows.Home) is not { } path
                || !expr.All(c => char.IsLetterOrDigit(c) || c == '_')
            )
                continue;
            var isBound =
                _request.Periods.Count > 0 && rows.Home.DefaultTime is null
                || _request.Conditions.OfType<FieldCondition>().Any(c => !names.Reach.Reaches(rows.Home.Name, c.Field.Entity.Name))
                || _request.Fields.Exists(f => !names.Reach.Reaches(rows.Home.Name, f.Entity.Name))
                || _request.Things.Exists(t => !names.Reach.Reaches(rows.Home.Name, t.Name));
            if (!isBound)
                continue;
            if (rows.Agg == "average")
                _request.Doubt($"{rows.Home.LabelPlural} are counted once for each of their {many.LabelPlural.ToLowerInvariant()}", 0.1);
            _request.Measures[i] = (new AggMeasure(many, rows.Agg, path + expr), _request.Measures[i].Name);
        }
    }

    [GeneratedRegex(
        @"^(?<who>[a-z ]+?) (?:(?:have|has|had|did|do|does|ever|also|been|were|was) )*(?<verb>[a-z]+)(?: (?<prep>from|to|at|in|on|for|with|out|up|back))?$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex DoneByOthers();

    [GeneratedRegex(
        @"\bhow many (?<what>[a-z][a-z§\d ]*?) (?<aux>did|do|does|have|has|had) (?!each\b|every\b|they\b|he\b|she\b|it\b|we\b|there\b|not\b|no\b|never\b|any\b)(?:the )?(?<who>[a-z]+(?: [a-z]+){1,4})(?=\s*(?:$|,|◇|◈))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex CountDid();

    [GeneratedRegex(
        @"\bhow many (?<what>[a-z]+(?: [a-z]+)?)\b.*?(?<again>,? and how many of (?:them|those|these) (?:are|is|were|was|have been|had been|got|have|had) (?<only>[a-z]+(?: [a-z]+)?))$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex HowManyOfThem();

    [GeneratedRegex(
        @"\b(?:(?:that|which|who) )?(?:(?:has|have|had|was|were|is|are|been) )*(?<verb>[a-z]+(?:ed|nt|ld|en|ght|id)) (?<op>at least|more than|over|fewer than|less than|exactly|at most) (?<n>\d+|two|three|four|five|ten) times\b",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Times();

    [GeneratedRegex(@"\b(?:(?:that|which) )?(?:were|was|are|is|been) (?<a>[a-z]+ed) to (?<b>[a-z]+)(?=\s*◇)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ScheduledTo();

    [GeneratedRegex(
        @"(?<=\s)of (?:the |their |its )?(?<time>[a-z]+(?: [a-z]+)? (?:date|time|day)|scheduled [a-z]+|actual [a-z]+)(?=\s*(?:$|,|◇|\bfor\b|\band\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex GrainOf();

    [GeneratedRegex(
        @"\b(?:number of days|how many days|days) (?:(?:it|he|she|they|that|the [a-z]+) )+(?:was|were|is|are|has been|have been|had been|stayed|spent|took|lasted|worked)\b[^,◇◈]*$",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex DaysItWas();

    [GeneratedRegex(
        @"\b(?:by )?how many (?<unit>days|hours|minutes) (?:late |early )?on average (?:was|were|is|are|did) (?:the |their )?(?<a>[a-z]+(?: [a-z]+)?) (?<rel>after|later than|behind|before|earlier than|ahead of) (?:the |their )?(?<b>[a-z]+(?: [a-z]+)?)(?=\s*(?:$|,|◇|◈|\bin\b|\bfor\b|\bper\b|\bby\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex ByHowMany();

    [GeneratedRegex(@"(?<=[a-z]) (?<prep>from|to|in|for|on|at|with)(?=\s*(?:,|$))", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex EndOfClause();

    [GeneratedRegex(@"\bon (?:an? |the |their |its )(?<what>[a-z]+(?: [a-z]+)?)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex OnThing();
}
