using System.Globalization;
using Workbench.Client.Costs;
using Workbench.Shared.Costs;
using Workbench.Shared.Router;

namespace Workbench.Client.Router;

/// <summary>Which decisions the production tab shows: its address.</summary>
internal sealed record ProductionFilter(RoutedFilter Shown)
{
    /// <summary>What the address says; without days, the 30 up to today. A word that is none of its kind is passed over.</summary>
    public static ProductionFilter Read(string? from, string? to, string? tier, string? verdict, string? signal, string? version, DateOnly today)
    {
        var days = CostRange.Read(from, to, by: null, today);
        return new ProductionFilter(
            new RoutedFilter(days.From, days.To)
            {
                Tier = WordOf<RouterTier>(tier),
                Verdict = WordOf<RouterTier>(verdict),
                Signal = WordOf<RouterSignal>(signal),
                Version = string.IsNullOrEmpty(version) ? null : version,
            }
        );
    }

    public bool IsNarrowed => Shown is not { Tier: null, Verdict: null, Signal: null, Version: null };

    public CostQuery Costs => new(Shown.From, Shown.To, CostGrouping.Tier);

    public string Href
    {
        get
        {
            List<string> parts = [string.Create(CultureInfo.InvariantCulture, $"from={Shown.From:yyyy-MM-dd}&to={Shown.To:yyyy-MM-dd}")];
            Add("tier", Shown.Tier?.ToString().ToLowerInvariant());
            Add("verdict", Shown.Verdict?.ToString().ToLowerInvariant());
            Add("signal", Shown.Signal?.ToString().ToLowerInvariant());
            Add("version", Shown.Version);
            return $"{RouterTab.Production.Href}?{string.Join('&', parts)}";

            void Add(string name, string? value)
            {
                if (value is not null)
                    parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    public static T? WordOf<T>(string? word)
        where T : struct, Enum =>
        // Numbers, and several words with commas between them, are read by the framework as values too.
        word is not null
        && word.All(char.IsAsciiLetter)
        && Enum.TryParse<T>(word, ignoreCase: true, out var value)
            ? value
            : null;
}
