using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>What was sold cost something: its cost, the profit and the margin.</summary>
internal sealed class ProfitDrafter(IReadOnlyDictionary<string, EntityDraft> entities, NameSet names, string? currency)
{
    /// <summary>What was sold cost something: sums of the partner's cost, and what is left of the price.</summary>
    public IEnumerable<MetricDraft> Draft(EntityDraft entity, IReadOnlyList<MetricDraft> metrics)
    {
        if (
            !EntityNumbers.IsEvent(entity)
            || EntityNumbers.MainAmount(entity, currency) is not { } price
            || entity.Table.Columns.Any(c => IdentifierWords.Of(c.Spelt).Contains("cost"))
        )
            yield break;

        if (!NumberRoles.IsMoney(IdentifierWords.Of(price.Spelt)) || EntityNumbers.Currency(entity) is not null || SellingWords.Rank(entity) < 0)
            yield break;

        foreach (var join in entity.Joins.Where(j => j.Columns.Length == 1))
        {
            var other = entities[join.To];
            if (
                EntityNumbers.IsEvent(other)
                || EntityNumbers.Numbers(other).FirstOrDefault(n => n.Words is ["cost"] or ["unit", "cost"] or ["purchase", "price"])
                    is not { Column: { } cost }
            )
            {
                continue;
            }

            var plural = IdentifierWords.Phrase(entity.PluralWords);
            var priceUnit = NumberUnit.Of(price, currency);
            var costUnit = NumberUnit.Of(cost, currency);
            var quantity = entity.Table.Columns.FirstOrDefault(c => IdentifierWords.Of(c.Spelt) is ["quantity"] && c.IsNumber);
            string Expr(string column, NumberUnit unit) => unit.Divisor == 1 ? column : $"{column} / {unit.Divisor}.0";
            var costs = Expr($"{join.Name}.{cost.Expression}", costUnit) + (quantity is null ? "" : $" * {quantity.Expression}");
            var total = new MetricDraft(
                names.TakeOne($"cost_of_{IdentifierWords.Name(entity.PluralWords)}"),
                $"Cost of {plural}",
                $"Sum of {cost.Name} of the {IdentifierWords.Phrase(other.Words)} of each of the {plural}."
            )
            {
                Synonyms = ["cost of goods sold", "total cost"],
                Unit = costUnit.Unit,
                Entity = entity.Name,
                Agg = "sum",
                Expr = costs,
            };
            var profit = new MetricDraft(
                names.TakeOne("gross_profit", $"gross_profit_of_{entity.Name}"),
                "Gross profit",
                $"{price.Name} minus cost, over {plural}."
            )
            {
                Synonyms = ["profit"],
                Unit = priceUnit.Unit,
                Entity = entity.Name,
                Agg = "sum",
                Expr = $"{Expr(price.Expression, priceUnit)} - {costs}",
            };
            yield return total;
            yield return profit;
            if (metrics.FirstOrDefault(m => m.Agg == "sum" && m.Expr == Expr(price.Expression, priceUnit)) is not { } revenue)
                yield break;

            yield return new MetricDraft(
                names.TakeOne("gross_margin", $"gross_margin_of_{entity.Name}"),
                "Gross margin",
                $"Gross profit by what was paid, over {plural}."
            )
            {
                Synonyms = ["profit margin", "margin"],
                Unit = "percent",
                Type = "ratio",
                Numerator = profit.Name,
                Denominator = revenue.Name,
            };
            yield break;
        }
    }
}
