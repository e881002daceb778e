using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Numbers that a sentence says in more than one phrase: shares of those that are so, averages of each, spans that must not pass.</summary>
internal sealed partial class FormReader
{
    private bool _usedAverages;

    /// <summary>"what percentage of clients is suspended in each country".</summary>
    private string CutShares(string text)
    {
        if (ShareOf().Match(text) is not { Success: true } match || _measures.Count(match.Groups["what"].Value) is not AggMeasure { Agg: "count" } all)
            return text;
        var (what, link, only) = (match.Groups["what"].Value, match.Groups["link"].Value, match.Groups["only"].Value.Trim());
        var part =
            Narrower($"number of {only} {what}")
            ?? Narrower($"number of {what} {(link is "is" or "are" or "was" or "were" ? "that " : "")}{link} {only}")
            ?? Narrower($"number of {what} {only}");
        if (part is null)
            return text;
        var isPercent = match.Groups["kind"].Value.StartsWith("percent", StringComparison.Ordinal);
        _spans.Add(new MathMeasure(isPercent ? "{0} * 100.0 / {1}" : "{0} * 1.0 / {1}", [part, all]));
        _request.Subject ??= all.Home;
        return text.Remove(match.Index, match.Length).Insert(match.Index, FormattableString.Invariant($" ▲{_spans.Count - 1} "));

        AggMeasure? Narrower(string phrase) =>
            _measures.Rows(_measures.Read(phrase)) is { Agg: "count" } rows && rows.Home == all.Home && rows.Where.Length > all.Where.Length ? rows : null;
    }

    /// <summary>"the average number of trades per client": of those that made any, unless the others are said to count.</summary>
    private string CutAverages(string text)
    {
        if (
            AveragePer().Match(text) is not { Success: true } match
            || _nouns.Read(match.Groups["each"].Value) is not { Entity: { Key: [var key] } each, Conditions.Count: 0 }
            || _measures.Rows(_measures.Read(match.Groups["sum"].Success ? match.Groups["sum"].Value : $"number of {match.Groups["what"].Value}"))
                is not { } rows
            || rows.Home == each
        )
            return text;
        // "authors per paper", where each author has several: the rows that lead to both are counted.
        if (_measures.PathTo(rows.Home, each) is null && rows is { Agg: "count", Where.IsEmpty: true } && Linking(each, rows.Home) is { } linking)
            rows = new AggMeasure(linking, "count", null);
        if (_measures.PathTo(rows.Home, each) is not { } path)
            return text;
        var withNone = match.Groups["none"].Success || _definitions.AveragesWithNone;
        if (!withNone && !match.Groups["any"].Success)
            _request.Doubt($"{each.LabelPlural} without {rows.Home.LabelPlural.ToLowerInvariant()} are left out of the average", 0.1);
        FormMeasure under = withNone
            ? new AggMeasure(each, "count", null)
            : new AggMeasure(rows.Home, "count_distinct", path + key) { Where = rows.Where, Time = rows.Time };
        _usedAverages = true;
        _spans.Add(new MathMeasure("{0} * 1.0 / {1}", [rows, under]));
        return text.Remove(match.Index, match.Length).Insert(match.Index, FormattableString.Invariant($" ▲{_spans.Count - 1} "));
    }

    /// <summary>"reported within 10 days of the start of the treatment".</summary>
    private string CutWithin(string text)
    {
        if (WithinDays().Match(text) is not { Success: true } match)
            return text;
        var days = FormPeriods.Count(match.Groups["n"].Value) * (match.Groups["unit"].Value.StartsWith("week", StringComparison.Ordinal) ? 7 : 1);
        var phrase = TurnedAround().Replace(match.Groups["what"].Value, "${b} ${a}");
        if (days < 1 || _measures.TimesNamed(phrase) is not { Count: > 0 } times)
            return text;
        var words = FormText.Words(text[..match.Index]);
        _request.Conditions.Add(new WithinCondition(times, days, words.Length == 0 ? "" : words[^1]));
        return text.Remove(match.Index, match.Length).Insert(match.Index, " ");
    }

    /// <summary>"the oldest patient", "the 3 most expensive drugs": by one of its own columns.</summary>
    private bool ReadExtreme(string chunk)
    {
        if (Extreme().Match(chunk) is not { Success: true } match || _nouns.Read(match.Groups["what"].Value) is not { Entity: { } thing } noun)
            return false;
        var word = match.Groups["ext"].Value;
        var fields = names.FieldsOf(thing);
        var usual = fields.FirstOrDefault(f => f.Time is not null && f.Time == thing.DefaultTime);
        (FormField? Field, bool Descending) by = word switch
        {
            "oldest" or "youngest" when Named("birth", "dob", "born") is { } born => (born, word == "youngest"),
            "oldest" or "youngest" when Named("age") is { IsNumber: true } age => (age, word == "oldest"),
            "oldest" or "earliest" => (usual, false),
            "youngest" or "newest" or "latest" or "most recent" => (usual, true),
            _ => (Named("price", "cost", "fee", "rate", "charge") is { IsNumber: true } price ? price : null, word == "most expensive"),
        };
        if (by.Field is not { IsBare: false } field)
            return false;
        AddThing(thing);
        _request.Conditions.AddRange(noun.Conditions);
        AddField(field);
        _request.Order.Add((null, field, by.Descending));
        _request.Limit = match.Groups["n"].Success ? FormPeriods.Count(match.Groups["n"].Value) : 1;
        return true;

        FormField? Named(params string[] any) =>
            fields.Where(f => !f.IsKey && FormText.Words(f.Expr.Replace('_', ' ')).Any(any.Contains)).Distinct().ToList() is [var only] ? only : null;
    }

    /// <summary>"the number of doctors" of each patient: different ones among the rows that lead to both.</summary>
    private void LinkCounts()
    {
        var grouped = _request.Things.Concat(_request.Fields.Select(f => f.Entity)).Distinct().ToList();
        if (grouped.Count == 0)
            return;
        for (var i = 0; i < _request.Measures.Count; i++)
            _request.Measures[i] = (Linked(_request.Measures[i].Measure), _request.Measures[i].Name);
        for (var i = 0; i < _request.Conditions.Count; i++)
            if (_request.Conditions[i] is MeasureCondition limit)
                _request.Conditions[i] = limit with { Measure = Linked(limit.Measure) };
        for (var i = 0; i < _request.Order.Count; i++)
            if (_request.Order[i].Measure is { } by)
                _request.Order[i] = (Linked(by), null, _request.Order[i].Descending);

        FormMeasure Linked(FormMeasure measure)
        {
            if (_measures.Rows(measure) is not { Agg: "count", Expr: null, Where.IsEmpty: true, LastPer: null, Home: { Key: [var key] } home })
                return measure;
            if (grouped.Find(g => !names.Reach.Reaches(home.Name, g.Name)) is not { } group || Linking(group, home) is not { } rows)
                return measure;
            if (_measures.PathTo(rows, home) is not { } path || !grouped.TrueForAll(g => names.Reach.Reaches(rows.Name, g.Name)))
                return measure;
            _request.Doubt($"{home.LabelPlural} of {rows.LabelPlural.ToLowerInvariant()} are counted once each", 0.05);
            return new AggMeasure(rows, "count_distinct", path + key);
        }
    }

    [GeneratedRegex(@"^(?:also )?(?:what (?:is|are|was|were)|return|calculate|compute|show|give) (?:also )?(?:the )?(?=[a-z▲])", RegexOptions.None, Patience)]
    private static partial Regex AskingAgain();

    [GeneratedRegex(
        @"\b(?:what |the )?(?<kind>percentage|percent|share|proportion|fraction) of (?:all |the )*(?<what>[a-z ]+?) (?<link>is|are|was|were|has been|have been|(?:that|which|who) (?:is|are|was|were|have|has|had)|had|have|has|with|made|in|from|on) (?<only>[a-z0-9 ]+?)(?=\s*(?:$|,|◇|◈|\b(?:for|in|of|by) (?:each|every)\b|\bper\b|\bby\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex ShareOf();

    [GeneratedRegex(
        @"\b(?:average|avg|mean) (?:(?:number|count) of (?<what>[a-z ]+?)|(?<sum>total [a-z ]+?)) (?:(?:made |placed |given |done )?(?:per|by each|for each|of each|for every|each)) (?<each>[a-z]+(?: [a-z]+)?)(?=\s*(?:$|,|◇|\bamong\b|\bincluding\b|\bfor\b|\bthat\b|\bwho\b|\bwith\b|\bcounting\b))(?:\s*,?\s*(?:(?:including|counting) (?:those |[a-z ]+ )?(?:without any|with none|with no [a-z ]+|with zero[a-z ]*|that have none|without [a-z ]+)(?<none>)|(?:(?:among|for|of|only|counting only|considering only) )+(?:the |those )?[a-z ]*?(?:that|who|which|with) (?:have |has |had |made |placed |took )*(?:any|at least one|one or more)(?: [a-z]+)*(?<any>)))?",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex AveragePer();

    [GeneratedRegex(
        @"\b(?:with)?in (?:the first )?(?<n>\d+|one|two|three|four|five|six|seven|ten|fourteen|thirty) (?<unit>days?|weeks?) (?:of|after|from|following) (?:the |their |its )*(?<what>[a-z ]+?)(?=\s*(?:$|,|◇|◈|\bfor each\b|\bper\b|\bby\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex WithinDays();

    [GeneratedRegex(@"^(?<a>[a-z]+(?: date| time)?) of (?:the |an? |their |its )*(?<b>[a-z ]+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex TurnedAround();

    [GeneratedRegex(
        @"^(?:the )?(?:(?<n>\d+|two|three|four|five|ten) )?(?<ext>oldest|youngest|newest|latest|earliest|most recent|most expensive|cheapest|least expensive) (?<what>[a-z ]+)$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Extreme();

    [GeneratedRegex(
        @"\b(?<agg>average|avg|mean|median|longest|shortest|maximum|minimum) (?:length|duration)(?: of time)?(?: \(?in days\)?)? of (?:all |the )*(?<what>[a-z]+(?: [a-z]+)?)(?=\s*(?:$|,|◇|◈|\b(?:that|which|who|for|in|by|per|with)\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex LengthOf();

    [GeneratedRegex(
        @"\b(?:(?:that|which|who) )?(?:(?:have|has|had|were|was|are|been) )+[a-z]+ (?:by|with|from|in|at|to|for|on) (?<op>more than|at least|over|fewer than|less than|exactly|at most) (?<n>\d+|one|two|three|four|five|ten) (?:(?:different|distinct|unique|separate) )?(?<what>[a-z]+(?: [a-z]+)?)(?=\s*(?:$|,|◇|\band\b|\bor\b|\bin\b|\bfor\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex DoneBy();
}
