using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Arithmetic of several numbers, which are counted of the same rows.</summary>
internal sealed partial class FormMeasures
{
    /// <summary>"average of (first reading - last reading)": of two columns of each row.</summary>
    private AggMeasure? OfRows(string meaning)
    {
        if (RowFormula().Match(meaning.Trim()) is not { Success: true } match || AggOf(match.Groups["agg"].Value) is not { } agg)
            return null;
        var found =
            from a in Columns(match.Groups["a"].Value)
            from b in Columns(match.Groups["b"].Value)
            where a.Entity == b.Entity && a != b
            orderby Focus.IndexOf(a.Entity) is var at && at < 0 ? 99 : at
            select (A: a, B: b);
        return found.FirstOrDefault() is { A: { } left, B: { } right } && IsColumn().IsMatch(left.Expr) && IsColumn().IsMatch(right.Expr)
            ? new AggMeasure(left.Entity, agg, $"{left.Expr} {match.Groups["op"].Value} {right.Expr}")
            : null;

        IEnumerable<FormField> Columns(string phrase) => names.Fields(FormNames.Roots(Leading().Replace(phrase.Trim(), ""))).Where(f => f.IsNumber && !f.IsKey);
    }

    /// <summary>"(total revenue - total cost) / total cost * 100".</summary>
    private FormMeasure? Formula(string meaning, int depth)
    {
        if (!Operator().IsMatch(meaning))
            return null;
        var text = new StringBuilder();
        var parts = ImmutableArray.CreateBuilder<FormMeasure>();
        foreach (Match match in Operand().Matches(meaning))
        {
            var piece = match.Value.Trim();
            if (piece.Length == 0)
                continue;
            if (piece is "(" or ")" or "+" or "-" or "*" or "/" or "x" or "×" or "÷")
                text.Append(
                        piece switch
                        {
                            "x" or "×" => "*",
                            "÷" => "/",
                            _ => piece,
                        }
                    )
                    .Append(' ');
            else if (decimal.TryParse(piece.TrimEnd('%'), NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
                text.Append(number.ToString(CultureInfo.InvariantCulture)).Append(' ');
            else if (Read(piece, depth + 1) is { } part and not (ChangeMeasure or RankMeasure or ShareMeasure))
            {
                var at = parts.IndexOf(part);
                text.Append(CultureInfo.InvariantCulture, $"{{{(at < 0 ? parts.Count : at)}}} ");
                if (at < 0)
                    parts.Add(part);
            }
            else
                return null;
        }
        // A number over itself: the share of the whole, where that is said; else a part was not read.
        if (parts is [var whole] && SelfShare().Match(text.ToString()) is { Success: true } self)
            return OfAll().IsMatch(meaning) ? new ShareMeasure(whole, self.Groups["percent"].Success) : null;
        return parts.Count == 0 ? null : new MathMeasure(text.ToString().Trim(), Together(parts.ToImmutable()));
    }

    /// <summary>Parts of one formula are of the same rows where one kind of row leads to the other: the cost of the cars of the sales.</summary>
    private ImmutableArray<FormMeasure> Together(ImmutableArray<FormMeasure> parts)
    {
        var homes = parts.SelectMany(p => p.Homes).Distinct().ToList();
        if (homes.Count != 2 || definitions.AddsApart)
            return parts;
        var many = homes.Find(h => homes.TrueForAll(o => o == h || names.Reach.Between(h.Name, o.Name).Length == 1));
        if (many is null)
            return parts;
        // Joins that are spelt out say whose rows are meant; else it is a guess which of the two is.
        var isSaid = HintedFacts().Contains(many);
        return
        [
            .. parts.Select(p =>
                p is AggMeasure { Expr: { } expr, Agg: not "count_distinct" } agg
                && agg.Home != many
                && agg.Where.IsEmpty
                && PathTo(many, agg.Home) is { } path
                && IsColumn().IsMatch(expr)
                    ? Moved(agg.Home, agg.Agg, path + expr)
                : p
                    is MetricMeasure
                    {
                        Metric.Definition: SimpleMetric { Expr: { } inner, Where: null } simple,
                        Metric: { Currency: null, RequiredFilters.IsEmpty: true }
                    }
                && simple.Entity != many.Name
                && IsColumn().IsMatch(inner.Text)
                && names.Layer.FindEntity(simple.Entity) is { } owner
                && PathTo(many, owner) is { } way
                && AggName(simple.Aggregation.Kind) is { } name and not ("count" or "count_distinct")
                    ? Moved(owner, name, way + inner.Text)
                : p
            ),
        ];

        AggMeasure Moved(Entity owner, string agg, string expr)
        {
            Doubts.Add(
                ($"{owner.LabelPlural} are counted once for each of their {many.LabelPlural.ToLowerInvariant()}", isSaid || agg is "min" or "max" ? 0 : 0.3)
            );
            return new AggMeasure(many, agg, expr);
        }
    }
}
