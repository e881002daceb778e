using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>"top 5 by revenue", "the three best of each region", "with the most orders".</summary>
internal sealed partial class FormReader
{
    /// <summary>"the top 2 dishes by revenue in each city": the cities are told apart first.</summary>
    private void ReadWithin(string marker, int fieldsBefore, int thingsBefore)
    {
        if (!EachOf().IsMatch(marker) || _topFields is not var (fields, things))
            return;
        foreach (var field in _request.Fields.Skip(fieldsBefore).Where(f => !fields.Contains(f)))
            _request.Within.Add(field);
        foreach (var thing in _request.Things.Skip(thingsBefore).Where(t => !things.Contains(t)))
            if (names.FieldsOf(thing).FirstOrDefault(f => f.IsKey) is { } key)
                _request.Within.Add(key);
    }

    /// <summary>What "top 3 …" of this sentence counts.</summary>
    private (List<FormField> Fields, List<Entity> Things)? _topFields;

    private bool ReadTop(string chunk)
    {
        if (Top().Match(chunk) is not { Success: true } top)
            return false;
        var count = top.Groups["n"].Success ? FormPeriods.Count(top.Groups["n"].Value) : 1;
        if (count < 1 || !ReadGroup(top.Groups["what"].Value))
            return false;
        _request.Limit = count;
        OpenTop();
        _isRankOpen = true;
        _rankDescending = top.Groups["dir"].Value is not ("bottom" or "worst" or "lowest" or "least");
        _request.TopDescending = _rankDescending;
        return true;
    }

    /// <summary>What is told apart from now on are the groups of which each has first rows.</summary>
    private void OpenTop()
    {
        _topFields = ([.. _request.Fields], [.. _request.Things]);
        // "For each city, the top 3 …": what was told apart before counts by itself.
        foreach (var field in _leadingFields)
            if (_topFields is var (counted, _) && counted.Remove(field))
                _request.Within.Add(field);
        foreach (var thing in _leadingThings)
            if (_topFields is var (_, counted) && counted.Remove(thing) && names.FieldsOf(thing).FirstOrDefault(f => f.IsKey) is { } key)
                _request.Within.Add(key);
        _request.WithinPeriods |= _isGrainEach;
    }

    private bool _rankDescending = true;

    private bool ReadRankedBy(string chunk)
    {
        if (!ReadMeasureOf(chunk, out var measure))
            return false;
        _isRankOpen = false;
        _request.Order.Add((measure, null, _rankDescending));
        Show(measure, chunk);
        return true;
    }

    private bool ReadMost(Match most)
    {
        var word = most.Groups["sup"].Value;
        var what = most.Groups["what"].Value;
        var isDescending = word is not ("lowest" or "fewest" or "smallest" or "shortest" or "least" or "minimum" or "earliest");
        FormMeasure? measure =
            FormText.Words(what).Length == 0 ? null
            : SpanMark().IsMatch(what)
                ? _measures.Span is { } span ? span with { Agg = isDescending ? "max" : "min" }
                    : null
            : word is "most" or "fewest" or "least" ? _measures.Read($"number of {what}")
            : FormMeasures.AggOf(FormText.Words(what)[0]) is not null || what.StartsWith("number", StringComparison.Ordinal) ? _measures.Read(what)
            : _measures.Read($"{(isDescending ? "highest" : "lowest")} {what}");
        if (measure is null)
            return false;
        if (SpanMark().IsMatch(what) && measure is AggMeasure longest)
            _measures.Span = longest;
        _request.Order.Add((measure, null, isDescending));
        if (_request.Limit is null && (_request.Things.Count > 0 || _request.Fields.Count > 0))
            OpenTop();
        _request.Limit ??= 1;
        Show(measure, what);
        return true;
    }
}
