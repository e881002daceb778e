using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

internal sealed partial class FormReader
{
    private enum Part
    {
        Shown,
        Counted,
        Grouped,
        Ranked,
        Related,
        Of,
    }

    private static readonly HashSet<string> Filling = new(
        (
            "the a an any all each every is are was were be been being has have had do does did made make makes created placed held done recorded there it its their they he she of by with that which who and in on at or "
            + "details information info detail s both then also given period time following question result results database data those these whose whom exist made exists been corresponding respective"
        ).Split(' '),
        StringComparer.Ordinal
    );

    private void ReadChunks(string text, string marker, bool isFirst)
    {
        // "that no flight departs from": what ends a clause belongs to its verb.
        text = EndOfClause().Replace(text, m => "‿" + m.Groups["prep"].Value);
        // "the frame number of the bike": a column, and nothing that is counted.
        text = Protected()
            .Replace(
                text,
                m =>
                    m.Value.StartsWith("number", StringComparison.Ordinal)
                    && FormText.Words(text[..m.Index]) is [.., var named]
                    && names.Fields([FormText.Root(named), FormText.Root("number")]).Count > 0
                        ? m.Value
                        : m.Value.Replace(' ', '‿')
            );
        var pieces = new List<(string Marker, string Text)>();
        var label = marker;
        var at = 0;
        foreach (Match match in Marker().Matches(text))
        {
            pieces.Add((label, text[at..match.Index]));
            label = match.Value.Trim(' ', ',');
            at = match.Index + match.Length;
        }
        pieces.Add((label, text[at..]));
        var part = Part.Shown;
        var before = "";
        for (var i = 0; i < pieces.Count; i++)
        {
            var (kind, piece) = pieces[i];
            _owner = OwnerOf(pieces, i);
            // "classes taught by trainers": who did it, and nothing to group by.
            _wasRelated = part == Part.Related;
            part = kind == "by" && !_isRankOpen && Participle().IsMatch(before) ? Part.Of : PartOf(kind, part);
            before = piece.TrimEnd();
            ReadChunk(piece.Replace('‿', ' '), part, kind);
        }
        _owner = null;
    }

    /// <summary>Whose fields are read now: "the first name and last name of the member".</summary>
    private Entity? _owner;

    /// <summary>Whether what is read now stands behind a clause with a verb: "that have paid a bill by card".</summary>
    private bool _wasRelated;

    private Entity? OwnerOf(List<(string Marker, string Text)> pieces, int at)
    {
        for (var i = at + 1; i < pieces.Count; i++)
            if (pieces[i].Marker == "of")
                return _nouns.Read(pieces[i].Text) is { Conditions.Count: 0 } noun ? noun.Entity : null;
            else if (pieces[i].Marker is not ("," or "and" or ", and"))
                return null;
        return null;
    }

    private Part PartOf(string marker, Part before) =>
        marker switch
        {
            "" or "and" or "or" or "and also" => before is Part.Counted ? Part.Shown : before,
            "how many" => Part.Counted,
            "by" => _isRankOpen ? Part.Ranked : Part.Grouped,
            "for each"
            or "for every"
            or "of each"
            or "in each"
            or "per"
            or "grouped by"
            or "group by"
            or "split by"
            or "broken down by"
            or "from each"
            or "within each"
            or "within every"
            or "inside each"
            or "in every"
            or "across each" => Part.Grouped,
            "that" or "which" or "who" or "whose" or "where" or "having" or "with" or "without" or "but" => Part.Related,
            "for" or "of" or "in" or "from" or "to" or "through" or "via" or "using" or "across" or "among" => Part.Of,
            _ => Part.Shown,
        };

    private void ReadChunk(string raw, Part part, string marker)
    {
        // What is not read whole is not read at all.
        if (_request.Missed is not null)
            return;
        if (marker == "without" && raw.Contains('◈', StringComparison.Ordinal))
        {
            _request.Miss($"without {raw.Trim()}");
            return;
        }
        var chunk = Spaces().Replace(TakeConditions(raw), " ").Trim(' ', ',', ':');
        // "…, and what is the growth": another thing to show.
        if (AskingAgain().Match(chunk) is { Success: true } again)
            (chunk, part) = (chunk[again.Length..], Part.Shown);
        if (IsFilling(chunk))
            return;
        // "trainers hired", before a window of time that has been read: when, and not what.
        if (
            FormText.Words(chunk) is [.. var rest, var last]
            && rest.Length > 0
            && part != Part.Counted
            && _request.Periods.Exists(p => p.Before == last)
            && IsTimeVerb(last)
            && names.Entity(FormNames.Roots(string.Join(' ', rest))) is not null
        )
            chunk = string.Join(' ', rest);
        var (fieldsBefore, thingsBefore) = (_request.Fields.Count, _request.Things.Count);
        var isRead = part switch
        {
            Part.Counted => ReadCounted(chunk),
            Part.Grouped => marker == "per" && IsEachRow(chunk)
                || marker == "by" && _wasRelated && ReadMeans(chunk)
                || ReadTop(chunk)
                || ReadGroup(chunk)
                || marker == "by" && ReadMeans(chunk),
            Part.Ranked => ReadRankedBy(chunk),
            Part.Related => ReadRelated(chunk, marker == "without")
                || marker is not ("that" or "which" or "who" or "whose" or "where" or "but") && ReadShown(chunk),
            Part.Of => ReadTop(chunk) || ReadOf(chunk, marker) || IsToldAgain(chunk) || marker is "" or "and" && ReadShown(chunk),
            _ => ReadTop(chunk) || ReadExtreme(chunk) || ReadShown(chunk) || ReadRelated(chunk, false),
        };
        if (isRead && part == Part.Grouped)
            ReadWithin(marker, fieldsBefore, thingsBefore);
        if (!isRead)
            _request.Miss(chunk);
    }

    /// <summary>"average litres per collection": each row is one.</summary>
    private bool IsEachRow(string chunk) =>
        _request.Measures.Count > 0
        && _request.Measures[^1].Measure is var measure
        && (
            measure is AggMeasure { Agg: "average" or "median" }
            || measure is MetricMeasure { Metric.Definition: SimpleMetric { Aggregation.Kind: AggregationKind.Average } }
        )
        && _nouns.Read(chunk) is { Conditions.Count: 0, Entity: { } entity }
        && measure.Homes.Contains(entity);

    /// <summary>"the OFS of litres collected": what the defined number is made of.</summary>
    private bool IsToldAgain(string chunk) =>
        _request.Measures is [{ Measure: MathMeasure math }] && _measures.Read(chunk) is { } part && part.Homes.All(math.Homes.Contains);

    private string TakeConditions(string text) =>
        ConditionMark()
            .Replace(
                text.Replace("◇", " ", StringComparison.Ordinal),
                m =>
                {
                    _request.Conditions.Add(_set[int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture)]);
                    return " ";
                }
            );

    /// <summary>Nothing but small words, and verbs that a window of time belongs to.</summary>
    private bool IsFilling(string chunk) =>
        FormText
            .Words(chunk)
            .All(w =>
                Filling.Contains(w) && (w != "make" || names.Fields([FormText.Root(w)]).Count == 0)
                || _request.Grain is { } grain && w.TrimEnd('s') == grain
                || _request.Periods.Exists(p => p.Before == w && IsTimeVerb(w))
            );

    private bool IsTimeVerb(string word) => names.Layer.Entities.Any(e => FormNouns.TimeOf(e, FormText.Root(word)) is not null);

    /// <summary>A count that the whole question is about: its adjectives hold for every number.</summary>
    private bool ReadMeasureOf(string phrase, out FormMeasure measure)
    {
        measure = null!;
        if (
            CountPhrase().Match(phrase) is { Success: true } count
            && _nouns.Read(count.Groups["what"].Value) is { Entity: { } entity, IsDistinct: false, IsWeekend: false } noun
            && noun.Conditions.Count > 0
        )
        {
            _request.Conditions.AddRange(noun.Conditions);
            measure = new AggMeasure(entity, "count", null) { Time = noun.Time };
            return true;
        }
        if (Item(phrase) is not { Measure: { } found })
            return false;
        measure = found;
        return true;
    }

    private bool Add(string phrase, bool isGroup)
    {
        if (isGroup || _measures.Read(phrase) is not { } measure)
        {
            _request.Miss(phrase);
            return false;
        }
        Show(measure, phrase);
        return true;
    }

    private void Show(FormMeasure measure, string name)
    {
        if (!_request.Measures.Exists(m => IsSame(m.Measure, measure)))
            _request.Measures.Add((measure, name));
        foreach (var home in measure.Homes.Where(h => h.Joins.Length > 0 && !_measures.Focus.Contains(h)))
            _measures.Focus.Insert(0, home);
    }

    public static bool IsSame(FormMeasure a, FormMeasure b) =>
        (a, b) switch
        {
            (AggMeasure x, AggMeasure y) => x.Home == y.Home
                && x.Agg == y.Agg
                && x.Expr == y.Expr
                && x.Where.SequenceEqual(y.Where)
                && x.LastPer is null == y.LastPer is null
                && (x.Time ?? x.Home.DefaultTime) == (y.Time ?? y.Home.DefaultTime),
            (MetricMeasure x, MetricMeasure y) => x.Metric == y.Metric,
            (RankMeasure x, RankMeasure y) => IsSame(x.By, y.By),
            (ShareMeasure x, ShareMeasure y) => IsSame(x.Of, y.Of),
            (MathMeasure x, MathMeasure y) => x.Text == y.Text && x.Parts.Length == y.Parts.Length && x.Parts.Zip(y.Parts).All(p => IsSame(p.First, p.Second)),
            _ => false,
        };

    private bool ReadShown(string chunk)
    {
        var phrase = ListOf().Replace(chunk, "").Trim();
        // "the 2 authors with the most papers".
        if (
            _saysMost
            && SoMany().Match(phrase) is { Success: true } many
            && FormPeriods.Count(many.Groups["n"].Value) is > 0 and var limit
            && ReadGroup(many.Groups["what"].Value)
        )
        {
            _request.Limit = limit;
            return true;
        }
        if (Item(phrase) is not { } item)
            // "which usernames have opened a ticket": the verb stands without a "that".
            return HaveDone().Match(phrase) is { Success: true } done && ReadShown(done.Groups["who"].Value) && ReadRelated(done.Groups["what"].Value, false);
        if (item.Measure is { } measure)
            Show(measure, phrase);
        else if (item.Field is { } field)
            AddField(field);
        else if (item.Noun is { Entity: { } entity } noun)
        {
            AddThing(entity);
            _request.Conditions.AddRange(noun.Conditions);
        }
        else if (item.Noun is { } narrowing)
            _request.Conditions.AddRange(narrowing.Conditions);
        return true;
    }

    /// <summary>"a payment by card": what was done with, and nothing to group by.</summary>
    private bool ReadMeans(string chunk)
    {
        if (_nouns.Read(chunk, _request.Subject) is not { Entity: null, IsWeekday: false } noun || noun.Conditions.Count == 0)
            return false;
        _request.Conditions.AddRange(noun.Conditions);
        return true;
    }

    private bool _saysMost;

    private void AddThing(Entity entity)
    {
        _request.Subject ??= entity;
        if (!_request.Things.Contains(entity))
            _request.Things.Add(entity);
    }

    private void AddField(FormField field)
    {
        _request.Subject ??= field.Entity;
        if (!_request.Fields.Contains(field))
            _request.Fields.Add(field);
    }

    private bool ReadGroup(string chunk)
    {
        var phrase = Each().Replace(chunk, "").Trim();
        if (phrase.Length == 0)
            return true;
        var roots = FormNames.Roots(phrase);
        if (PairOf(phrase) is { } pair)
        {
            foreach (var part in pair)
                AddField(part);
            return true;
        }
        if (names.Entity(roots) is { } whole)
        {
            AddThing(whole);
            return true;
        }
        if (FieldOf(phrase) is { } field)
        {
            AddField(field);
            return true;
        }
        if (_nouns.Read(phrase) is not { Entity: { } entity, IsDistinct: false } noun)
            return false;
        AddThing(entity);
        _request.Conditions.AddRange(noun.Conditions);
        return true;
    }

    /// <summary>What the last "of …" or "to …" was about: "airports in Spain" are not passengers from there.</summary>
    private Entity? _behind;

    private bool ReadOf(string chunk, string marker)
    {
        if (Superlative().IsMatch(chunk))
            return ReadRelated(chunk, false);
        var phrase = Each().Replace(chunk, "").Trim();
        if (OfTheNearest(phrase, marker) is { } near)
        {
            _request.Conditions.AddRange(near);
            return true;
        }
        _behind = null;
        if (_nouns.Read(phrase, _request.Subject) is not { } noun)
            return Each().IsMatch(chunk) && ReadGroup(chunk) || ReadHappened(phrase);
        _request.Conditions.AddRange(noun.Conditions);
        _request.IsWeekend |= noun.IsWeekend;
        if (noun.Entity is { } entity)
        {
            _behind = entity;
            _way = names.RoleOf(marker, entity, _measures.Focus);
            if (_way is { } way)
                _measures.Roles.Add(way.Join);
            if (IsEach().IsMatch(chunk))
                AddThing(entity);
            _request.Subject ??= entity;
            _request.Mentioned.Add(entity);
        }
        return true;
    }

    /// <summary>"classes taught by trainers", "cars sold": a thing with an act whose words name nothing else.</summary>
    private bool ReadHappened(string phrase)
    {
        var words = FormText.Words(phrase);
        if (words.Length < 2 || !FormNouns.IsParticiple(words[^1]) && words[^1] is not "made")
            return false;
        if (_nouns.Read(string.Join(' ', words[..^1]), _request.Subject) is not { Entity: { } entity } noun)
            return false;
        _request.Conditions.AddRange(noun.Conditions);
        _request.Subject ??= entity;
        _request.Mentioned.Add(entity);
        if (names.Entity([FormText.Root(words[^1])]) is { } facts && facts != entity)
            return Has(facts, [], false);
        // "the average price of the books lent", beside the loans that are counted.
        var isCounted = _request.Measures.SelectMany(m => m.Measure.Homes).Any(h => h != entity && names.Reach.Reaches(h.Name, entity.Name));
        _request.Doubt(
            $"an act that names nothing: {words[^1]}",
            words[^1] is "made" ? 0
                : isCounted ? 0.25
                : 0.3
        );
        return true;
    }

    private bool ReadRelated(string chunk, bool isWithout)
    {
        chunk = Working().Replace(chunk, "");
        if (Superlative().IsMatch(Aux().Replace(chunk, "")))
            chunk = Aux().Replace(chunk, "");
        if (Superlative().Match(chunk) is { Success: true } most)
            return ReadMost(most);
        if (isWithout)
            return HasNoun(chunk, true);
        if (None().Match(chunk) is { Success: true } none)
            return HasNoun(none.Groups["what"].Value, true)
                // "have not rented any machine", which is a column of the rentals.
                || none.Groups["verb"].Success
                    && Acts(none.Groups["verb"].Value) is { } without
                    && names.Fields(FormNames.Roots(none.Groups["what"].Value)).Exists(f => f.Entity == without)
                    && Has(without, [], true);
        var phrase = Aux().Replace(chunk, "").Trim();
        if (FormText.Words(phrase) is [var verb] && (names.Entity([FormText.Root(verb)]) ?? Acts(verb)) is { } act)
            return Has(act, [], false);
        // "farms that joined": all of them, or those whose time is known.
        if (
            FormText.Words(phrase) is [var done]
            && (_request.Subject ?? Counted()) is { } subject
            && FormNouns.TimeOf(subject, FormText.Root(done)) is { } time
        )
        {
            if (time != subject.DefaultTime && names.FieldsOf(subject).FirstOrDefault(f => f.Time == time) is { } known)
                _request.Conditions.Add(new FieldCondition(known, "is_not_null", []));
            return true;
        }
        // "that were never paid"; of a verb that nothing is called by, the rows that joins were said to go over.
        if (NeverDone().Match(chunk) is { Success: true } never && (Acts(never.Groups["verb"].Value) ?? Unnamed(never.Groups["verb"].Value)) is { } undone)
            return Has(undone, [], true);
        if (_nouns.Read(phrase, _request.Subject) is { Entity: null } narrowing)
        {
            _request.Conditions.AddRange(narrowing.Conditions);
            return true;
        }
        // "the number of unique members who borrowed": those of the rows that are counted.
        if (
            FormNouns.IsParticiple(phrase)
            && _request.Measures is [.., { Measure: AggMeasure { Agg: "count_distinct" } distinct }]
            && FormNouns.TimeOf(distinct.Home, FormText.Root(phrase)) is null
        )
        {
            _request.Doubt($"{phrase} is taken for {distinct.Home.LabelPlural.ToLowerInvariant()}", 0.25);
            return true;
        }
        if (DoneByOthers().Match(chunk) is { Success: true } others && ReadDoer(others, isAbsent: false))
            return true;
        return HasNoun(Act().Replace(phrase, "").Trim(), false);
    }

    /// <summary>A verb that names no rows: those over which joins were said to go, else the only ones that lead to the thing, which is a guess.</summary>
    private Entity? Unnamed(string verb)
    {
        if (!FormNouns.IsParticiple(verb) || _request.Subject is not { } subject || FormNouns.TimeOf(subject, FormText.Root(verb)) is not null)
            return null;
        if (_measures.HintedFacts().Where(h => h != subject && names.Reach.Reaches(h.Name, subject.Name)).ToList() is [var hinted])
            return hinted;
        var leading = names.Layer.Entities.Where(e => e != subject && names.Reach.Between(e.Name, subject.Name).Any(p => p.Joins.Length == 1)).ToList();
        if (leading is not [var only])
            return null;
        _request.Doubt($"{verb} is taken for {only.LabelPlural.ToLowerInvariant()}", 0.2);
        return only;
    }

    private Entity? Counted() => _request.Measures is [.., { Measure: AggMeasure { Agg: "count" } count }] ? count.Home : null;

    private Entity? Acts(string verb) => FormNouns.IsParticiple(verb) && _request.Subject is { } subject ? _nouns.FactsOf(FormText.Root(verb), subject) : null;
}
