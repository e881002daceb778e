using System.Globalization;
using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Client.Costs;
using Workbench.Shared.Costs;
using Workbench.Shared.Router;

namespace Workbench.Client.Router;

/// <summary>What decisions add up to, as the production tab writes it.</summary>
internal static class ProductionView
{
    public static IReadOnlyList<CostFigure> Figures(RouterUse use, RouterSaving? saving)
    {
        var asked = use.Tiers.Sum(t => t.Asked);
        var overrides = use.Tiers.Sum(t => t.Overrides);
        return
        [
            new("Messages routed", Amounts.Count(use.Messages), "", $"{RouterWords.Share(use.Context, use.Messages)} hang on the one before"),
            new("Overridden", RouterWords.Share(overrides, asked), $"{Amounts.Count(overrides)} of {Amounts.Count(asked)}", "a person chose a model instead"),
            new(
                "Retried or edited",
                RouterWords.Share(use.Tiers.Sum(t => t.Retries + t.Edits), asked),
                $"{Amounts.Count(use.Tiers.Sum(t => t.Retries))} retried, {Amounts.Count(use.Tiers.Sum(t => t.Edits))} edited",
                "asked again"
            ),
            new("Disliked", RouterWords.Share(use.Tiers.Sum(t => t.Dislikes), asked), "", "of messages in conversations"),
            new(
                "Decision",
                use.MeanMs is null ? "–" : Amounts.Duration(use.MeanMs),
                "",
                use.P95Ms is null ? "mean" : $"mean; p95 {Amounts.Duration(use.P95Ms)}"
            ),
            Saved(saving),
        ];
    }

    private static CostFigure Saved(RouterSaving? saving) =>
        saving is null ? new("Saved against max", "–", "", "no call of a tier has a price, or models.yml has no tier max") : CostFigures.OfSaving(saving);

    public static ChartFigure? ByDay(RouterUse use)
    {
        // One bar says no more than its number.
        if (use.Days.Count < 2)
            return null;
        var days = use.Days.Select(d => d.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ToList();
        return new ChartFigure
        {
            Type = "bar",
            IsStacked = true,
            XType = "date",
            Height = 240,
            Series = [Series("fast", d => d.Fast), Series("standard", d => d.Standard), Series("max", d => d.Max)],
            Summary = $"Stacked bars of routed messages by day and tier, {Amounts.Count(days.Count, "day", "days")}.",
        };

        ChartSeries Series(string name, Func<RouterDay, long> count) =>
            new(name, days, [.. use.Days.Select(d => (double?)count(d))], [.. use.Days.Select(d => Amounts.Count(count(d), "message", "messages"))]);
    }

    public static string SignalOf(RouterSignal signal, string? overriddenWith) =>
        signal switch
        {
            RouterSignal.Retry => "asked again",
            RouterSignal.Edit => "edited",
            RouterSignal.Override => $"chose {overriddenWith}",
            RouterSignal.Dislike => "disliked",
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "There is no such signal."),
        };
}
