using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What the definitions say about rows, times and the parts that things play.</summary>
internal sealed partial class FormReader
{
    /// <summary>A sentence of the question that only says how: whole, or each of its clauses.</summary>
    private bool IsAside(string sentence)
    {
        if (_definitions.ReadAside(sentence, _periods))
            return true;
        var clauses = Clause().Split(FormText.Plain(sentence)).Select(c => c.Trim()).Where(c => c.Length > 0).ToList();
        if (clauses.Count < 2 || !Command().IsMatch(clauses[0]))
            return false;
        foreach (var clause in clauses)
            if (Rounded().Match($" {clause}") is { Success: true } rounded)
                _request.Digits = rounded.Groups["n"].Success ? FormPeriods.Count(rounded.Groups["n"].Value) : 0;
            else if (ShownAs().Match(clause) is { Success: true } shown)
            {
                _definitions.Times.Add(shown.Groups["time"].Value);
                _request.Grain ??= shown.Groups["unit"].Value;
            }
            else if (!_definitions.ReadAside(clause, _periods))
                _request.Doubt($"an instruction that was not read: {clause}", 0.3);
        return true;
    }

    private void ReadKinds()
    {
        foreach (var kind in _definitions.Kinds)
            if (!Define(kind))
                _request.Doubt($"a definition that was not read: {kind.Sentence}", 0.3);
    }

    private bool Define(FormKind kind)
    {
        if (kind.Of.Length > 0)
        {
            if (EntityOf(kind.Of) is not { } of || Meaning(of, kind.Clause) is not { } meaning)
                return false;
            _measures.RememberToday(kind.Kind, of);
            _nouns.Define(kind.Kind, of, meaning);
            return true;
        }
        var words = FormText.Words(kind.Kind);
        for (var at = 1; at < words.Length; at++)
            if (EntityOf(string.Join(' ', words[at..])) is { } thing && Meaning(thing, kind.Clause) is { } condition)
            {
                _nouns.Define(string.Join(' ', words[..at]), thing, condition);
                return true;
            }
        // "a Gmail address has '@gmail.com' in it": a value of the column of that name.
        if (words.Length > 1 && InIt().Match(kind.Clause) is { Success: true } inside && _nouns.Quoted(inside.Groups["q"].Value) is { } text)
            foreach (var field in Called(words[^1], text))
            {
                _nouns.Define(kind.Kind, field.Entity, new FieldCondition(field, "contains", [Workbench.Shared.Queries.QueryValue.Of(text)]));
                return true;
            }
        return false;
    }

    private IEnumerable<FormField> Called(string word, string text) =>
        names
            .Fields(FormNames.Roots(word))
            .Concat(text.Contains('@', StringComparison.Ordinal) ? names.Fields(FormNames.Roots("email")) : [])
            .Where(f => f is { IsBare: false, IsNumber: false, Time: null } && _measures.Focus.Contains(f.Entity))
            .OrderBy(f => _measures.Focus.IndexOf(f.Entity));

    private Entity? EntityOf(string phrase) =>
        names.Entity(FormNames.Roots(phrase)) ?? (_nouns.Read(phrase) is { Conditions.Count: 0 } noun ? noun.Entity : null);

    private FormCondition? Meaning(Entity of, string clause)
    {
        if (_measures.Predicate(of, clause) is { } predicate)
            return predicate;
        // "the status A, B or C".
        var plain = Ownership().Replace(clause, "");
        var fields = names.FieldsOf(of).Where(f => f is { IsBare: false, Time: null, IsKey: false }).ToList();
        foreach (var field in fields.OrderByDescending(f => f.Name.Length))
        {
            var label = FormText.Plain(field.Name);
            if (!plain.StartsWith(label + " ", StringComparison.Ordinal))
                continue;
            var said = Values().Split(Is().Replace(plain[label.Length..].Trim(), "")).Select(v => v.Trim(' ', ',')).Where(v => v.Length > 0).ToList();
            var known = field.Entity.Dimensions.FirstOrDefault(d => d.Name == field.Name)?.Values.Declared ?? [];
            var stored = said.Select(v =>
                    _nouns.Quoted(v) is { } quoted ? FormNouns.StoredAs(field, quoted) : known.FirstOrDefault(k => FormText.Plain(k.Stored) == v)?.Stored
                )
                .ToList();
            if (stored.Count > 0 && !stored.Contains(null))
                return stored is [var one]
                    ? new FieldCondition(field, "=", [Workbench.Shared.Queries.QueryValue.Of(one!)])
                    : FormNouns.AnyOf(field, stored.OfType<string>());
        }
        return _nouns.Read(plain, of) is { Entity: null, Conditions: [var only] } ? only : null;
    }

    /// <summary>"home branches", "destination city": which of the ways to a thing is meant.</summary>
    private void FindParts(string sentence)
    {
        var words = FormText.Words(sentence);
        var roots = words.Select(FormText.Root).ToArray();
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (names.Entity([roots[i]]) is not null && names.Entity([roots[i], roots[i + 1]]) is null && !IsRoleField(roots[i], roots[i + 1]))
                continue;
            foreach (var role in names.Roles(roots[i]))
                if (names.Entity([roots[i + 1]]) == role.Target)
                    _measures.Roles.Add(role.Join);
        }
    }

    /// <summary>A word that only tells the plain way from the named one is dropped, and told: "travelling passengers".</summary>
    private string FindRoles(string sentence)
    {
        FindParts(sentence);
        return Adjective()
            .Replace(
                sentence,
                m =>
                {
                    var (word, thing) = (m.Groups["word"].Value, m.Groups["thing"].Value);
                    if (
                        names.Entity([FormText.Root(thing)]) is not { } entity
                        || !names.PlaysParts(entity)
                        || names.Roles(FormText.Root(word)).Any()
                        || names.Fields([FormText.Root(word)]).Count > 0
                        || names.Entity([FormText.Root(word)]) is not null
                        || _nouns.ValueOf(word, entity) is not null
                    )
                        return m.Value;
                    _request.Doubt($"{word} is taken to say which {thing} it is, and to leave none out", 0.25);
                    return thing;
                }
            );
    }

    /// <summary>"the top 3 routes", where a route was said to be a pair of fields.</summary>
    private List<FormField>? PairOf(string phrase)
    {
        foreach (var (name, parts) in _definitions.Pairs)
            if (FormNames.Roots(name).SequenceEqual(FormNames.Roots(phrase)))
            {
                var fields = parts.Select(p => FieldOf(p)).OfType<FormField>().ToList();
                return fields.Count == parts.Length ? fields : null;
            }
        return null;
    }

    private bool IsRoleField(string role, string field) =>
        names.Roles(role).Any(r => names.Fields([field]).Exists(f => f.Entity == r.Target) || names.Entity([field]) == r.Target);

    /// <summary>Whether a restriction could be made of it.</summary>
    private bool Said(string text)
    {
        if (ThatIs().Match(text) is not { Success: true } match || EntityOf(match.Groups["of"].Value) is not { } of)
            return false;
        if (_measures.Predicate(of, match.Groups["clause"].Value) is not { } predicate)
            return false;
        _request.Conditions.Add(predicate);
        return true;
    }

    private void ReadExclusion(string of, string without, string sentence)
    {
        if (without.Length == 0)
        {
            if (ThatIs().Match(of) is { Success: true } match && EntityOf(match.Groups["of"].Value) is { } thing)
            {
                if (_measures.Predicate(thing, match.Groups["clause"].Value) is { } predicate)
                {
                    _request.Conditions.Add(predicate with { Template = $"not coalesce({predicate.Template}, false)" });
                    return;
                }
            }
            else if (_nouns.Read(of) is { Conditions: [FieldCondition { Op: "=" } only] } && only.Values is [{ Boolean: null }])
            {
                _request.Conditions.Add(only with { Op = "<>" });
                return;
            }
        }
        else if (EntityOf(of) is { } owner)
        {
            if (
                names.Fields(FormNames.Roots(without)).FirstOrDefault(f => f.Entity == owner && f is { IsKey: false, Time: not null } or { IsBare: false }) is
                { } field
            )
            {
                _request.Conditions.Add(new FieldCondition(field, "is_not_null", []));
                return;
            }
            if (_measures.Count(without) is { } count && _request.Fields.Count + _request.Things.Count > 0)
            {
                _request.Conditions.Add(new MeasureCondition(count, ">", 0));
                return;
            }
        }
        else if (names.Fields(FormNames.Roots(of)).Count > 0 && _measures.Count(without) is { } counted && _request.Fields.Count > 0)
        {
            _request.Conditions.Add(new MeasureCondition(counted, ">", 0));
            return;
        }
        _request.Doubt($"an instruction that was not read: {sentence}", 0.3);
    }

    /// <summary>The time that numbers go by, where the question says which.</summary>
    private void ReadTime(string phrase)
    {
        var times = _measures.TimesNamed(phrase);
        if (times.Count == 0)
            _request.Doubt($"a time that was not read: {phrase}", 0.25);
        else
            _request.Times.AddRange(times.Where(t => !_request.Times.Contains(t)));
    }

    [GeneratedRegex(@",\s*(?:and )?", RegexOptions.None, Patience)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(?:count|consider|include|use|leave|exclude|ignore|only|round|show the (?:day|week|month|quarter|year))\b", RegexOptions.None, Patience)]
    private static partial Regex Command();

    [GeneratedRegex(
        @"^(?:show|represent|display) (?:the |each )?(?<unit>day|week|month|quarter|year) of (?:the )?(?<time>[a-z ]+?) (?:as|by) (?:its|the) first (?:date|day)(?: (?:of|in) the (?:day|week|month|quarter|year))?$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex ShownAs();

    [GeneratedRegex(@"^(?:an? |the )*(?<q>§\d+§) (?:in|inside|within|as part of) (?:it|its .+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex InIt();

    [GeneratedRegex(@"^(?:(?:an?|the|its|their|with|has|have)\s+)+", RegexOptions.None, Patience)]
    private static partial Regex Ownership();

    [GeneratedRegex(@"\s*,\s*(?:or |and )?|\s+(?:or|and)\s+", RegexOptions.None, Patience)]
    private static partial Regex Values();

    [GeneratedRegex(@"^(?:(?:is|are|of|equals?|one of|either|in|set to|=)\s+)+", RegexOptions.None, Patience)]
    private static partial Regex Is();

    [GeneratedRegex(@"\b(?<word>[a-z]{3,}ing) (?<thing>[a-z]+)\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Adjective();

    [GeneratedRegex(@"^(?:the |all )*(?<of>[a-z ]+?) (?:that|which|who|whose) (?<clause>.+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ThatIs();
}
