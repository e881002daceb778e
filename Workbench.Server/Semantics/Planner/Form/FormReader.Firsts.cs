using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Places inside of groups, and the latest row of each thing.</summary>
internal sealed partial class FormReader
{
    /// <summary>"Rank the dishes within each city by revenue."</summary>
    private void ReadRanking(Match match)
    {
        if (!ReadGroup(match.Groups["what"].Value))
        {
            _request.Miss(match.Groups["what"].Value);
            return;
        }
        if (match.Groups["of"].Success)
        {
            var (fields, things) = (_request.Fields.Count, _request.Things.Count);
            if (!ReadGroup(match.Groups["of"].Value))
            {
                _request.Miss(match.Groups["of"].Value);
                return;
            }
            _request.Within.AddRange(_request.Fields.Skip(fields));
            _request.Within.AddRange(_request.Things.Skip(things).Select(t => names.FieldsOf(t).FirstOrDefault(f => f.IsKey)).OfType<FormField>());
        }
        var by = Rising().Replace(Falling().Replace(match.Groups["by"].Value, " "), " ").Trim(' ', ',');
        if (Item(by) is not { Measure: { } measure })
        {
            _request.Miss(by);
            return;
        }
        Show(measure, by);
        _request.Order.Add((measure, null, !Rising().IsMatch(match.Groups["by"].Value)));
        Show(new RankMeasure(measure), "rank");
    }

    /// <summary>"the latest trade of each client": of the rows of each thing those of its last time.</summary>
    private string CutLatest(string text)
    {
        if (
            LatestOf().Match(text) is not { Success: true } match
            || _nouns.Read(match.Groups["what"].Value) is not { Entity: { DefaultTime: { } time } rows } noun
        )
            return text;
        var said =
            match.Groups["each"].Success ? match.Groups["each"].Value
            : ForEach().Match(text) is { Success: true } lead ? lead.Groups["each"].Value
            : null;
        Entity? each = null;
        var words = said is null ? [] : FormText.Words(said);
        for (var length = Math.Min(3, words.Length); each is null && length > 0; length--)
            each = _nouns.Read(string.Join(' ', words[..length])) is { Entity: { } read, Conditions.Count: 0 } ? read : null;
        if (
            each is null
            || each == rows
            || !names.Reach.Reaches(rows.Name, each.Name)
            || names.FieldsOf(each).FirstOrDefault(f => f.IsKey) is not { } key
            || names.FieldsOf(rows).FirstOrDefault(f => f.Time == time) is not { } at
        )
            return text;
        _request.Conditions.AddRange(noun.Conditions);
        _request.Listed = rows;
        _owned = rows;
        AddThing(each);
        AddField(at);
        _request.Within.Add(key);
        _request.Order.Add((null, at, match.Groups["dir"].Value is not ("first" or "earliest" or "oldest")));
        _request.Limit = 1;
        _usedLatest = true;
        var before = text[..match.Index].TrimEnd();
        return $"{before} of {match.Groups["what"].Value} {(match.Groups["each"].Success ? $"of {said}" : "")} {text[(match.Index + match.Length)..]}"
            .Replace(" of of ", " of ", StringComparison.Ordinal)
            .Replace("of the of ", "of ", StringComparison.Ordinal);
    }

    /// <summary>Whose rows are listed: fields without an owner of their own are theirs.</summary>
    private Entity? _owned;

    private bool _usedLatest;

    [GeneratedRegex(@"^(?:with)?in|^inside|^for (?:each|every)|^of each|^from each|^per$|^across each", RegexOptions.None, Patience)]
    private static partial Regex EachOf();

    [GeneratedRegex(
        @"^rank (?:the |all )*(?<what>[a-z ]+?)(?: (?:within|in|for|inside|of|per) (?:each |every )?(?<of>[a-z ]+?))? (?:by|on|according to|based on)(?: the| their)? (?<by>[a-z ]+)$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex RankEach();

    [GeneratedRegex(
        @"\b(?:the |their |its |his |her )?(?<dir>latest|most recent|last|newest|first|earliest) (?<what>[a-z]+(?: [a-z]+)?)(?: (?:of|for|by|per|made by|from|in) (?:each|every) (?<each>[a-z]+(?: [a-z]+){0,2})|(?=\s*(?:$|,|◇|◈)))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex LatestOf();

    [GeneratedRegex(
        @"\b(?:with|having|have|has|had|made|received|of) (?:the )?(?:most|fewest|highest|lowest|largest|smallest|greatest|least)\b",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex SaysMost();

    [GeneratedRegex(@"^(?:the )?(?<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?<what>[a-z ]+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SoMany();

    [GeneratedRegex(@"\bfor (?:each|every) (?<each>[a-z]+(?: [a-z]+){0,2})\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ForEach();
}
