using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Reads a question that says the form of its result ("Return A, B and C for each D, ordered by …") together with its definitions. Every word has to find its place.</summary>
internal sealed partial class FormReader(FormNames names, IValueIndex values, DateOnly today)
{
    private readonly List<string> _quotes = [];
    private readonly List<FormCondition> _set = [];
    private readonly List<FormMeasure> _spans = [];
    private readonly FormDefinitions _definitions = new();
    private readonly FormPeriods _periods = new(today, names.Layer.Calendar);
    private readonly FormRequest _request = new();
    private FormNouns _nouns = null!;
    private FormMeasures _measures = null!;
    private readonly List<string> _orders = [];
    private bool _isRankOpen;
    private bool _isGrainEach;
    private readonly List<FormField> _leadingFields = [];
    private readonly List<Entity> _leadingThings = [];
    private static readonly string[] EitherSides = ["a", "b"];

    public FormRequest Read(string question, string? instructions)
    {
        _nouns = new FormNouns(names, values, _quotes);
        _measures = new FormMeasures(names, _nouns, _definitions) { Today = today };
        _periods.Quotes = _quotes;
        var asked = new FormText(question, _quotes);
        if (!string.IsNullOrWhiteSpace(instructions))
            _definitions.ReadInstructions(new FormText(instructions, _quotes), _periods);
        var sentences = asked.Sentences.Where((s, i) => i == 0 || !IsAside(s)).Select(FormText.Plain).ToList();
        sentences = [.. sentences.Select(_definitions.CutJoins).Where((s, i) => i == 0 || !Represent().IsMatch(s))];
        if (sentences.Count is 0 or > 4)
        {
            _request.Miss(question);
            return _request;
        }
        FindFocus(string.Join(" . ", sentences) + " . " + string.Join(" . ", _definitions.Meanings.Values) + " . " + string.Join(" . ", _definitions.Tables));
        _nouns.Focus = _measures.Focus;
        _nouns.Parts = _measures.Roles;
        foreach (var meaning in _definitions.Meanings.Values)
            FindParts(meaning);
        ReadKinds();
        sentences = [.. sentences.Select(FindRoles)];
        _measures.AsksCount = sentences.Exists(s => HowMany().IsMatch(s));
        foreach (
            var counted in sentences
                .SelectMany(s => SaidCount().Matches(s))
                .Select(m => _nouns.Read(m.Groups["what"].Value, takesActs: true)?.Entity)
                .OfType<Entity>()
        )
            _measures.SaidCounts.Add(counted);
        _request.Periods.AddRange(_definitions.CutPeriods(_periods));
        foreach (var (sentence, i) in sentences.Select((s, i) => (s, i)))
            ReadSentence(sentence, i == 0);
        CountHappened();
        LinkCounts();
        MoveAverages();
        if (
            _measures.GapsOf is { } same
            && !_request.Things.Contains(same)
            && !_request.Fields.Exists(f => f.Entity == same && (f.IsKey || f.Name == same.Title))
        )
            _request.Miss($"days from one row to the next of each {same.Label.ToLowerInvariant()}");
        if (_definitions is { SaysRank: true } && _request.Within.Count == 0 && !_request.Measures.Exists(m => m.Measure is RankMeasure))
            _request.Doubt("an instruction that was not read: a rank", 0.3);
        if (_definitions is { SaysLatest: true } && !_usedLatest)
            _request.Doubt("an instruction that was not read: the latest of each", 0.3);
        if (_definitions is { AveragesOfEach: true } && !_usedAverages)
            _request.Doubt("an instruction that was not read: a number of each first, then their average", 0.3);
        if (_definitions is { LatestRows: var (_, latest, _), UsedLatestRows: false })
            _request.Doubt($"an instruction that was not read: the latest of {latest}", 0.3);
        foreach (var unread in _definitions.Unread)
            _request.Doubt($"an instruction that was not read: {unread}", 0.25);
        _request.Grain ??= _measures.Grain;
        foreach (var order in _orders.Concat(_definitions.Orders))
            ReadOrder(order);
        foreach (var only in _definitions.Conditions)
            ReadOnly(only);
        foreach (var (of, without, sentence) in _definitions.Exclusions)
            ReadExclusion(of, without, sentence);
        foreach (var time in _definitions.Times)
            ReadTime(time);
        _request.FillsGaps |= _definitions.FillsGaps;
        foreach (var assumption in _request.Periods.Select(p => p.Assumption).OfType<string>())
            _request.Doubt(assumption, 0);
        foreach (var doubt in _measures.Doubts)
            _request.Doubts.Add(doubt);
        return _request;
    }

    public FormMeasures Measures => _measures;

    public FormDefinitions Definitions => _definitions;

    /// <summary>Things spoken of: those that are counted, then those that happen, then the others.</summary>
    private void FindFocus(string text)
    {
        var words = FormText.Words(text);
        var roots = words.Select(FormText.Root).ToArray();
        var found = new List<(Entity Entity, int Rank, int At)>();
        for (var i = 0; i < roots.Length; i++)
        for (var length = Math.Min(4, roots.Length - i); length > 0; length--)
        {
            var entity =
                names.Entity(roots.AsSpan(i, length))
                ?? (length == 1 && names.EntitiesBy(roots[i]) is [var only] && words[i] is not ("status" or "date" or "type" or "name") ? only : null);
            if (entity is null)
                continue;
            var isCounted = i > 1 && words[i - 1] is "of" or "many" or "total" or "unique" && words[i - 2] is "number" or "count" or "how" or "the";
            found.Add(
                (
                    entity,
                    entity.Joins.Length == 0 ? 2
                    : isCounted ? 0
                    : 1,
                    i
                )
            );
            i += length - 1;
            break;
        }
        _measures.Focus.AddRange(found.OrderBy(f => f.Rank).ThenBy(f => f.At).Select(f => f.Entity).Distinct());
        // Joins that are spelt out say whose numbers are meant.
        foreach (var hinted in _measures.HintedFacts().Where(h => _measures.Focus.Remove(h)))
            _measures.Focus.Insert(0, hinted);
    }

    private void ReadSentence(string text, bool isFirst)
    {
        if (_request.Missed is not null)
            return;
        _topFields = null;
        _saysMost = SaysMost().IsMatch(text);
        if (RankEach().Match(text) is { Success: true } ranking)
        {
            ReadRanking(ranking);
            return;
        }
        text = CutLatest(text);
        text = CutForm(text);
        text = CutFlags(text);
        text = CutSnapshot(text);
        var periods = _periods.Cut(ref text);
        _request.Periods.AddRange(periods.Where(p => !_request.Periods.Exists(known => (known.From, known.To) == (p.From, p.To))));
        _measures.TimedActs.UnionWith(periods.Select(p => p.Before).Where(b => b.Length > 0));
        foreach (var period in periods.Where(p => p.Grain is not null))
            _request.Grain ??= period.Grain;
        text = CutPart(text);
        text = CutGrain(text);
        text = CutConditions(text);
        text = CutShares(text);
        text = CutAverages(text);
        text = CutWithin(text);
        text = CutSpans(text);
        text = CutLongest(text);
        text = CutTold(text);
        text = CutOrder(text);
        if (CountBoth().Match(text) is { Success: true } both)
        {
            var counted = both.Groups["what"].Value;
            foreach (var days in both.Groups["days"].Captures.Select(c => c.Value))
                Add($"number of {days.TrimEnd('s')} {counted}", isGroup: false);
            ReadChunks(text[..both.Index], "for", isFirst: false);
            ReadChunks(text[(both.Index + both.Length)..], "in", isFirst: false);
            return;
        }
        if (
            HowManyOfThem().Match(text) is { Success: true } ofThem
            && _measures.Count($"{ofThem.Groups["only"].Value} {ofThem.Groups["what"].Value}") is { } narrower
        )
        {
            text = text[..ofThem.Groups["again"].Index];
            _narrower = (narrower, $"number of {ofThem.Groups["only"].Value} {ofThem.Groups["what"].Value}");
        }
        if (CountTwice().Match(text) is { Success: true } twice)
        {
            var counted = Countable(twice.Groups["what"].Value);
            Add($"number of {counted}", isGroup: false);
            Add($"number of weekend {counted}", isGroup: false);
            ReadChunks(text[..twice.Index], "for", isFirst: false);
            ReadChunks(text[(twice.Index + twice.Length)..], "in", isFirst: false);
            return;
        }
        text = CutWeekend(text);
        if (CountEach().Match(text) is { Success: true } each)
        {
            Add($"number of {each.Groups["what"].Value}", isGroup: false);
            // "did each librarian handle": whose they are is what is asked.
            ReadChunks(
                DoerAndAct()
                    .Replace(
                        each.Groups["of"].Value,
                        m =>
                            _nouns.Read($"{m.Groups["who"].Value} {m.Groups["act"].Value}") is null
                            && _nouns.Read(m.Groups["who"].Value) is { Entity: not null }
                                ? m.Groups["who"].Value + m.Groups["rest"].Value
                                : m.Value
                    ),
                "for each",
                isFirst: false
            );
            return;
        }
        if (Leading().Match(text) is { Success: true } lead)
        {
            ReadChunks(lead.Groups["of"].Value, "for", isFirst: false);
            if (IsEach().IsMatch(lead.Groups["of"].Value))
            {
                _leadingFields.AddRange(_request.Fields);
                _leadingThings.AddRange(_request.Things);
            }
            text = lead.Groups["ask"].Value;
        }
        text = CountDid().Replace(text, Did);
        var verb = Asking().Match(text);
        var isCount = verb.Value.Contains("how many", StringComparison.Ordinal);
        _request.IsListing |= Listing().IsMatch(verb.Value);
        ReadChunks(text[(verb.Success ? verb.Length : 0)..], isCount ? "how many" : "", isFirst);
        if (_narrower is var (only, called))
            Show(only, called);
        _narrower = null;
    }

    /// <summary>How the result is to look: rounding, percentages, directions.</summary>
    private string CutForm(string text)
    {
        if (BasedOn().Match(text) is { Success: true } based)
        {
            var of = FormText.Words(text[..based.Index]);
            if (of.Length > 1)
                _definitions.Add($"{of[^2]} {of[^1]}", $"total {based.Groups["col"].Value}");
            text = text.Remove(based.Index, based.Length);
        }
        if (Rounded().Match(text) is { Success: true } rounded)
        {
            _request.Digits = rounded.Groups["n"].Success ? FormPeriods.Count(rounded.Groups["n"].Value) : 0;
            text = text.Remove(rounded.Index, rounded.Length);
        }
        if (Percent().Match(text) is { Success: true } percent)
        {
            _request.IsPercent = true;
            text = text.Remove(percent.Index, percent.Length);
        }
        if (Direction().Match(text) is { Success: true } direction)
        {
            _request.Descending = !direction.Groups["up"].Success;
            text = text.Remove(direction.Index, direction.Length);
        }
        text = Remark().Replace(text, " ");
        return FirstAndLast().Replace(text, "first name, last name");
    }

    /// <summary>"in inventory", "working": a column that is true or false, by its own name or by one that the question defines.</summary>
    private string CutFlags(string text)
    {
        var flags = new List<(string Phrase, FormField Field, bool Is)>();
        foreach (var (name, meaning) in _definitions.Meanings)
            if (IsFlag().Match(meaning) is { Success: true } flag && names.Fields(FormNames.Roots(flag.Groups["field"].Value)) is [{ Type: "boolean" } field])
                flags.Add((name, field, flag.Groups["value"].Value == "true"));
        flags.AddRange(names.Flags.Select(f => (f.Phrase, f.Field, true)));
        var words = FormText.Words(text).ToHashSet(StringComparer.Ordinal);
        foreach (var (phrase, field, value) in flags.Where(f => f.Phrase.Split(' ').All(words.Contains)).OrderByDescending(f => f.Phrase.Length))
        {
            var parts = phrase.Split(' ');
            var match = Regex.Match(
                text,
                $@"\b(?:(?:is|are|was|were|that|which|be|still|currently) )+(?<not>(?:not|no longer) (?:yet |anymore )?)?(?:counted as |considered )?(?:the |an? )?{string.Join("(?: the| an?| its| their)? ", parts.Select(Regex.Escape))}\b",
                RegexOptions.None,
                TimeSpan.FromSeconds(1)
            );
            if (!match.Success)
                continue;
            var condition = new FieldCondition(field, "=", [QueryValue.Of(value != match.Groups["not"].Success)]);
            text = text.Remove(match.Index, match.Length).Insert(match.Index, $" {Place(condition)} ");
        }
        return text;
    }

    private string CutSnapshot(string text)
    {
        if (Snapshot().Match(text) is not { Success: true } match)
            return text;
        _request.Last = LastRows.OfOneDate;
        return text.Remove(match.Index, match.Length).Insert(match.Index, " in ");
    }

    /// <summary>"by day of the week": a part of the time that comes again.</summary>
    private string CutPart(string text)
    {
        if (TimePart().Match(text) is not { Success: true } match)
            return text;
        var unit = match.Groups["unit"].Value;
        _request.TimePart = unit is "weekday" ? "day_of_week" : $"{unit}_of_{match.Groups["of"].Value}";
        return text.Remove(match.Index, match.Length).Insert(match.Index, " ");
    }

    /// <summary>"the loan that was kept the longest before being returned": by the days between two times of one row.</summary>
    private string CutLongest(string text)
    {
        if (Longest().Match(text) is not { Success: true } match || (Before(text, match) ?? _request.Subject) is not { } thing)
            return text;
        var isLongest = match.Groups["sup"].Value == "longest";
        if (_measures.Lasting(thing, match.Groups["verb"].Value, isLongest ? "max" : "min") is not { } days)
            return text;
        _measures.Span = days;
        _request.Order.Add((days, null, isLongest));
        _request.Limit ??= 1;
        Show(days, "number of days");
        return text.Remove(match.Index, match.Length).Insert(match.Index, " ");
    }

    private string CutGrain(string text)
    {
        if (Grain().Match(text) is not { Success: true } match)
            return text;
        // "daily quotes" of a table of that name.
        if (
            FormText.Words(text[(match.Index + match.Length)..]) is [var next, ..]
            && FormText.Words(match.Value) is [var said]
            && names.Entity([FormText.Root(said), FormText.Root(next)]) is not null
        )
            return text;
        _isGrainEach |= match.Value.Contains("each", StringComparison.Ordinal) || match.Value.Contains("every", StringComparison.Ordinal);
        var word = match.Groups["unit"].Value;
        _request.Grain ??= word switch
        {
            "daily" => "day",
            "yearly" or "annual" => "year",
            _ when word.EndsWith("ly", StringComparison.Ordinal) => word[..^2],
            _ => word,
        };
        return text.Remove(match.Index, match.Length).Insert(match.Index, " ");
    }

    private string CutWeekend(string text)
    {
        if (Weekend().Match(text) is not { Success: true } match)
            return text;
        _request.IsWeekend = true;
        _request.WeekendWords = [.. FormText.Words(text[..match.Index]).Reverse().Take(5)];
        return text.Remove(match.Index, match.Length).Insert(match.Index, " ");
    }

    private string CutSpans(string text) =>
        Spans()
            .Replace(
                LengthOf().Replace(ByHowMany().Replace(text, Later), Length),
                m =>
                {
                    if (names.SpanMetric(m.Value) is { } metric)
                    {
                        var named = _measures.Named(metric);
                        _spans.Add(_definitions.LatestRows is not null && _measures.Rows(named) is { } rows ? _measures.Latest(rows) : named);
                        return $" ▲{_spans.Count - 1} ";
                    }
                    var agg = FormMeasures.AggOf(m.Groups["agg"].Value) ?? "average";
                    if (_measures.Between(m.Groups["a"].Value, m.Groups["b"].Value, agg, m.Groups["unit"].Value) is not { } span)
                        return m.Value;
                    span = _measures.Latest(span);
                    _measures.Span = span;
                    _spans.Add(span);
                    return m.Groups["agg"].Value is "shortest" or "longest" or "least" or "most"
                        ? $" {m.Groups["agg"].Value} ▲{_spans.Count - 1} "
                        : $" ▲{_spans.Count - 1} ";
                }
            );

    /// <summary>"the average length of treatments": from when each begins to when it ends.</summary>
    private string Length(Match match)
    {
        if (_nouns.Read(match.Groups["what"].Value) is not { Entity: { } thing } noun || FormMeasures.AggOf(match.Groups["agg"].Value) is not { } agg)
            return match.Value;
        if (_measures.Lasting(thing, "", agg) is not { } days)
            return match.Value;
        _request.Conditions.AddRange(noun.Conditions);
        _request.Subject ??= thing;
        _measures.Span = days;
        _spans.Add(days);
        return FormattableString.Invariant($" ▲{_spans.Count - 1} ");
    }

    private string CutOrder(string text)
    {
        if (Ordered().Match(text) is not { Success: true } match)
            return text;
        _orders.Add(match.Groups["by"].Value);
        return text[..match.Index];
    }

    private void ReadOrder(string by)
    {
        foreach (var part in OrderSeparator().Split(by))
        {
            var text = part.Replace("◇", " ", StringComparison.Ordinal).Trim();
            bool? isDescending =
                Falling().IsMatch(text) ? true
                : Rising().IsMatch(text) ? false
                : _request.Descending;
            text = Rising().Replace(Falling().Replace(text, " "), " ").Trim(' ', ',');
            if (text.Length == 0)
                continue;
            if (_request.Grain is { } grain && (text == grain || text is "date" or "time"))
                _request.Order.Add((null, null, isDescending ?? false));
            else if (ShownBy(text) is { } shown)
                _request.Order.Add((shown, null, isDescending ?? false));
            else if (Item(text) is { } measured && measured.Measure is { } measure)
                _request.Order.Add((measure, null, isDescending ?? false));
            else if (FieldOf(text) is { } field)
                _request.Order.Add((null, field, isDescending ?? false));
            else
                _request.Miss(text);
        }
    }

    /// <summary>"from most to least sales", "by the sale price": a number that is shown anyway.</summary>
    private FormMeasure? ShownBy(string text)
    {
        // "the average", "the count": of those that are shown the one of that kind.
        if (
            FormText.Words(text).Where(w => w is not ("the" or "this" or "that" or "value")).ToArray() is [var kind]
            && (kind is "count" or "number" ? "count" : FormMeasures.AggOf(kind) ?? (kind is "percentage" or "share" or "ratio" or "rate" ? "" : null))
                is { } agg
            && _request.Measures.Select(m => m.Measure).Where(m => Kind(m) == agg).ToList() is [var one]
        )
            return one;
        var entity = names.Entity(FormNames.Roots(text));
        var field = FieldOf(text);
        if (field is { IsNumber: true } && _request.Fields.Contains(field))
            return null;
        return _request
            .Measures.Select(m => m.Measure)
            .FirstOrDefault(m =>
                m switch
                {
                    AggMeasure { Agg: "count", Expr: null } count => count.Home == entity,
                    AggMeasure agg => field is { IsNumber: true } && agg.Home == field.Entity && agg.Expr == field.Expr,
                    MetricMeasure { Metric.Definition: SimpleMetric { Aggregation.Kind: AggregationKind.Count, Expr: null } simple } => simple.Entity
                        == entity?.Name,
                    // "the highest sale price … by the sale price": the layer's own metric of that column.
                    MetricMeasure { Metric.Definition: SimpleMetric { Expr: { } expr } simple } => field is { IsNumber: true }
                        && simple.Entity == field.Entity.Name
                        && expr.Text.Trim() == field.Expr,
                    _ => false,
                }
            );
    }

    private static string? Kind(FormMeasure measure) =>
        measure switch
        {
            AggMeasure agg => agg.Agg == "count_distinct" ? "count" : agg.Agg,
            MetricMeasure { Metric.Definition: SimpleMetric simple } => FormMeasures.AggName(simple.Aggregation.Kind),
            MathMeasure => "",
            _ => null,
        };

    private void ReadOnly(string text)
    {
        if (Said(text))
            return;
        if (SettledBy().Match(text) is { Success: true } filled && FieldOf(filled.Groups["field"].Value) is { } field)
            _request.Conditions.Add(new FieldCondition(field, filled.Groups["not"].Success ? "is_not_null" : "is_null", []));
        else if (_nouns.Read(text) is { } noun && noun.Conditions.Count > 0)
            _request.Conditions.AddRange(noun.Conditions);
        else
            _request.Doubt($"a restriction that was not read: {text}", 0.3);
    }
}
