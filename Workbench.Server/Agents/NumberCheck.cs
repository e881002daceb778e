using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.Agents;

/// <summary>
/// Holds the numbers of an answer's text against the rows of its run. A number is held when a value rounds to it as it is written (<c>18.4M</c>, <c>6.2%</c>), when it
/// counts rows or groups, when it is the sum of a column, or when the question or the query said it; a year, when the question, the query, a period or a row is of it.
/// </summary>
internal static partial class NumberCheck
{
    private const int MaxCells = 200_000;

    /// <param name="question">And what else may be said again.</param>
    /// <param name="today">Its year needs no row.</param>
    /// <param name="choices">How many alternatives a question back offers.</param>
    /// <returns>As they are written, each once; empty when all are held.</returns>
    public static ImmutableArray<string> Unheld(string text, IReadOnlyCollection<ToolData> results, string question, DateOnly today, int choices = 0)
    {
        var said = SaidNumbers.Read(text);
        if (said.Count == 0)
            return [];
        var held = HeldBy(results, question, today);
        if (choices > 0)
            held.Counts.Add(choices);
        return [.. said.Where(s => !IsHeld(s, held)).Select(s => s.Written).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsHeld(SaidNumber said, Held held) =>
        said.Readings.Any(r => IsHeld(said, r, held)) || (said.Parts is { Length: > 0 } parts && parts.All(p => IsHeld(p, held)));

    private static bool IsHeld(SaidNumber said, NumberReading reading, Held held) =>
        said.IsPercent
            ? held.Shares.Has(reading.Value, reading.Tolerance) || held.Fractions.Has(reading.Value / 100, reading.Tolerance / 100)
            : held.Values.Has(reading.Value, reading.Tolerance)
                || held.Counts.Contains(reading.Value)
                || ((said.IsYear || (held.AsksForYear && said.MayBeYear)) && held.Years.Any(y => y == reading.Value));

    private static Held HeldBy(IReadOnlyCollection<ToolData> results, string question, DateOnly today)
    {
        var held = new Taken();
        held.Years.Add(today.Year);
        held.Say(question);
        foreach (var result in results)
        {
            held.Counts.Add(result.Rows.Count);
            for (var i = 0; i < result.Columns.Count; i++)
                TakeColumn(result, i, held);
            held.Say(result.Query is { } query ? JsonSerializer.Serialize(query, WireJson.Options) : result.Sql);
            foreach (
                var words in result.Warnings.Select(w => w.Message).Concat(result.Sources.Select(s => s.Definition)).Concat(result.Columns.Select(c => c.Label))
            )
                held.Say(words);
            held.Take(result.Period);
            held.Take(result.ComparedTo);
        }
        return new Held(
            new Numbers(held.Values),
            new Numbers(held.Shares),
            new Numbers(held.Fractions),
            held.Counts,
            held.Years,
            WhichYear().IsMatch(question)
        );
    }

    private static void TakeColumn(ToolData result, int column, Taken held)
    {
        var told = result.Columns[column];
        var isMeasured = told.Unit is "seconds" or "minutes" or "hours" or "days" or "milliseconds" or "ms" or "bytes";
        var isCents = told.Name.EndsWith("cents", StringComparison.OrdinalIgnoreCase);
        // A year that does not begin in January may be called after the one in which it ends.
        var isNamedLater =
            told.Unit is { } grain && (grain.StartsWith("fiscal_", StringComparison.Ordinal) || grain.StartsWith("iso_", StringComparison.Ordinal));
        // A count of three is not 3 %, and an amount of 0.03 neither.
        var mayBeShare = told.Unit == "percent" || (told.Unit is null && (result.Origin == AnswerOrigin.FreeSql || told.Type != ColumnType.Integer));
        var distinct = new HashSet<object>();
        var sum = 0m;
        foreach (var row in result.Rows.Take(MaxCells / Math.Max(1, result.Columns.Count)))
        {
            var cell = row[column];
            if (cell.Value is { } value)
                distinct.Add(value);
            if (cell.Number is { } number)
            {
                held.Values.Add(number);
                if (mayBeShare)
                    held.TakeShare(number);
                // Near the limits of a decimal nothing is added up.
                sum = Math.Abs(sum) < 1e27m && Math.Abs(number) < 1e27m ? sum + number : sum;
                if (isCents)
                    held.Values.Add(number / 100);
                if (isMeasured)
                    held.Say(ValueText.Short(cell, told), ofRow: true);
            }
            else if (cell.Date is { } date)
            {
                held.Years.Add(date.Year);
                if (isNamedLater)
                    held.Years.Add(date.Year + 1);
                if (result.Query?.Compare is not null)
                    held.Years.Add(date.Year - 1);
            }
            else if (cell.Value is string text && text.Length < 200 && text.AsSpan().ContainsAnyInRange('0', '9'))
                held.Say(text, ofRow: true);
        }
        held.Counts.Add(distinct.Count);
        // Parts of a whole and changes are not added up.
        if (told.Unit != "percent")
            held.Values.Add(sum);
        if (isCents)
            held.Values.Add(sum / 100);
    }

    /// <summary>What is known, as it is gathered.</summary>
    private sealed class Taken
    {
        public List<decimal> Values { get; } = [];

        /// <summary>As percents are written: 6.2 for 6.2%.</summary>
        public List<decimal> Shares { get; } = [];

        /// <summary>Of a whole: 0.062 for 6.2%.</summary>
        public List<decimal> Fractions { get; } = [];
        public HashSet<decimal> Counts { get; } = [];
        public HashSet<int> Years { get; } = [];

        public void TakeShare(decimal number)
        {
            Shares.Add(number);
            Fractions.Add(number);
        }

        public void Take(ResolvedPeriod? period)
        {
            if (period is null)
                return;
            Say(period.Label);
            if (period.From is { } from)
                Years.Add(from.Year);
            if (period.To is { } to && to > DateOnly.MinValue)
                Years.Add(to.AddDays(-1).Year);
        }

        /// <summary>Every number of a text, in all that it can mean.</summary>
        /// <param name="ofRow">A cell's <c>3 min 20 s</c> is no 3 %.</param>
        public void Say(string text, bool ofRow = false)
        {
            foreach (Match match in AnyDigits().Matches(text))
                if (
                    decimal.TryParse(
                        match.ValueSpan,
                        NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands,
                        CultureInfo.InvariantCulture,
                        out var number
                    )
                )
                    Add(number, mayBeShare: !ofRow);
            foreach (var said in SaidNumbers.Read(text))
            foreach (var reading in said.Readings)
                Add(reading.Value, mayBeShare: !ofRow || said.IsPercent);
        }

        private void Add(decimal number, bool mayBeShare)
        {
            if (number is >= 1900 and <= 2100 && number == Math.Truncate(number))
                Years.Add((int)number);
            Values.Add(number);
            if (mayBeShare)
                TakeShare(number);
        }
    }

    /// <param name="Counts">Of rows, and of different values of a column.</param>
    /// <param name="AsksForYear">Whether "it was 2019" answers the question.</param>
    private sealed record Held(Numbers Values, Numbers Shares, Numbers Fractions, HashSet<decimal> Counts, HashSet<int> Years, bool AsksForYear);

    /// <summary>Without their signs, in order.</summary>
    private sealed class Numbers(IEnumerable<decimal> numbers)
    {
        private readonly ImmutableArray<decimal> _values = [.. numbers.Select(Math.Abs).Order()];

        public bool Has(decimal value, decimal tolerance)
        {
            var from = value - tolerance;
            var at = _values.BinarySearch(from);
            at = at < 0 ? ~at : at;
            // A decimal loses nothing here, but an average of the database has digits without end.
            return (at < _values.Length && _values[at] <= value + tolerance) || (at > 0 && from - _values[at - 1] <= tolerance * 1e-9m);
        }
    }

    [GeneratedRegex(
        @"\b(?:which|what|welche[mns]?|quelle)\s+(?:\w+\s+)?(?:years?|jahre?n?|années?)\b|^\W*(?:when|wann|quand)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex WhichYear();

    [GeneratedRegex(@"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnyDigits();
}
