using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Conditions with a quoted text or a number, cut out before the text is taken apart.</summary>
internal sealed partial class FormReader
{
    private string Place(FormCondition condition)
    {
        _set.Add(condition);
        return $"◈{_set.Count - 1}";
    }

    /// <summary>Conditions with a quoted text or a number, which a comma or "and" inside would cut in two.</summary>
    private string CutConditions(string text)
    {
        // "whose name starts with A or contains B": of the same field.
        text = SameField().Replace(text, m => $"{m.Groups["first"].Value} or {m.Groups["field"].Value} {m.Groups["op"].Value} §");
        var whole = text;
        text = Within().Replace(whole, m => IsDenied(whole, m) ? Denied(m) : Text(m, "contains", Before(whole, m)));
        whole = text;
        text = Said()
            .Replace(
                whole,
                m =>
                    IsDenied(whole, m)
                        ? Denied(m)
                        : Text(
                            m,
                            m.Groups["op"].Value switch
                            {
                                var op when op.StartsWith("start", StringComparison.Ordinal) || op.StartsWith("begin", StringComparison.Ordinal) =>
                                    "starts_with",
                                var op when op.StartsWith("end", StringComparison.Ordinal) => "ends_with",
                                "is" or "equals" or "equal to" or "=" or "of" or "named" or "called" => "=",
                                _ => "contains",
                            },
                            Before(whole, m)
                        )
            );
        text = Named().Replace(text, m => Text(m, "=", null));
        whole = text;
        text = Times().Replace(whole, m => SoOften(m, Before(whole, m)));
        text = DoneBy().Replace(text, Different);
        whole = text;
        text = Over().Replace(whole, m => Number(m, Before(whole, m)));
        whole = text;
        text = OverBefore().Replace(whole, m => Number(m, Before(whole, m)));
        // One of several is enough.
        while (Either().Match(text) is { Success: true } either)
        {
            var both = EitherSides.Select(g => _set[int.Parse(either.Groups[g].Value, CultureInfo.InvariantCulture)]).ToList();
            var all = both.SelectMany(c =>
                    c is AnyCondition any ? any.Of
                    : c is FieldCondition field ? [field]
                    : Array.Empty<FieldCondition>()
                )
                .ToList();
            if (all.Count < 2)
            {
                _request.Miss("or");
                return text;
            }
            text = text.Remove(either.Index, either.Length).Insert(either.Index, Place(new AnyCondition(all)));
        }
        return text;
    }

    /// <summary>"without 'red' in its name": the opposite, which is not read.</summary>
    private static bool IsDenied(string text, Match match) =>
        FormText.Words(text[..match.Index]).TakeLast(2).Any(w => w is "without" or "not" or "never" or "except" or "excluding" or "neither" or "nor" or "no");

    private string Denied(Match match)
    {
        _request.Miss(match.Value.Trim());
        return match.Value;
    }

    /// <summary>The thing that a condition stands behind: "bills with an amount over 100".</summary>
    private Entity? Before(string text, Match match)
    {
        var words = FormText.Words(text[..match.Index]);
        for (var length = Math.Min(3, words.Length); length > 0; length--)
            if (names.Entity(FormNames.Roots(string.Join(' ', words[^length..]))) is { } entity)
                return entity;
        return words.Length > 0 && _nouns.Read(words[^1]) is { Entity: { } one, Conditions.Count: 0 } ? one : null;
    }

    private string Text(Match match, string op, Entity? of)
    {
        var value = _quotes[int.Parse(match.Groups["q"].Value, CultureInfo.InvariantCulture)];
        var phrase = match.Groups["field"].Value.Trim();
        var field = match.Groups["thing"].Success ? TitleOf(phrase) : FieldOf(phrase, of) ?? FieldOf(phrase.Split(' ')[^1], of);
        if (field is null || field.Time is not null)
        {
            _request.Miss(match.Value);
            return match.Value;
        }
        return $" {Place(new FieldCondition(field, op, [QueryValue.Of(value)]))} ";
    }

    /// <summary>"the vendor named": a thing's title, or a field that ends in "name".</summary>
    private FormField? TitleOf(string phrase)
    {
        var roots = FormNames.Roots(phrase);
        if (roots.Length > 2)
            roots = roots[^1..];
        if (names.Entity(roots) is { Title: { } title } entity)
            return names.FieldsOf(entity).FirstOrDefault(f => f.Name == title);
        return FieldOf(string.Join(' ', FormText.Words(phrase).TakeLast(1)) + " name") ?? FieldOf(phrase);
    }

    /// <summary>"have been treated by more than 2 different doctors".</summary>
    private string Different(Match match)
    {
        if (
            _nouns.Read(match.Groups["what"].Value) is not { Entity: { } entity, Conditions.Count: 0 }
            || FormPeriods.Count(match.Groups["n"].Value) is var count && count < 1
        )
            return match.Value;
        var op = match.Groups["op"].Value switch
        {
            "at least" => ">=",
            "at most" => "<=",
            "exactly" => "=",
            "fewer than" or "less than" => "<",
            _ => ">",
        };
        return $" {Place(new MeasureCondition(new AggMeasure(entity, "count", null), op, FormPeriods.Count(match.Groups["n"].Value)))} ";
    }

    private string Number(Match match, Entity? of)
    {
        var op = match.Groups["op"].Value switch
        {
            "at least" or "no less than" or "not less than" or ">=" => ">=",
            "at most" or "no more than" or "not more than" or "<=" => "<=",
            "exactly" => "=",
            "under" or "below" or "less than" or "fewer than" or "smaller than" or "lower than" or "<" => "<",
            _ => ">",
        };
        if (
            !decimal.TryParse(
                match.Groups["n"].Value.Replace("$", "", StringComparison.Ordinal),
                NumberStyles.Number,
                CultureInfo.InvariantCulture,
                out var limit
            )
        )
            return match.Value;
        var phrase = match.Groups["field"].Value.Trim();
        // "parcels with a weight above 5" of a column weight_kg.
        var named =
            (FieldOf(phrase, of) is { IsNumber: true } own ? own : null)
            ?? (of is null ? null : names.Numbers(FormNames.Roots(phrase)).Where(n => n.Field.Entity == of).Select(n => n.Field).FirstOrDefault());
        if (named is { IsNumber: true, IsBare: false } field)
            return $" {Place(new FieldCondition(field, op, [QueryValue.Of(limit)]))} ";
        // "invoices over $1,000": of that amount, and not so many.
        if (Dollars().IsMatch(match.Value) && names.Entity(FormNames.Roots(phrase)) is { } priced)
        {
            if (names.MainAmount(priced) is { IsBare: false } amount)
                return $" {phrase} {Place(new FieldCondition(amount, op, [QueryValue.Of(limit)]))} ";
            _request.Miss(match.Value);
            return match.Value;
        }
        if ((_measures.Read(phrase) ?? _measures.Count(phrase)) is { } measure)
            return $" {Place(new MeasureCondition(measure, op, limit))} ";
        _request.Miss(match.Value);
        return match.Value;
    }
}
