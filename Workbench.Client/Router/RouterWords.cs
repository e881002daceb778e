using System.Globalization;
using Workbench.Shared.Router;

namespace Workbench.Client.Router;

/// <summary>Shares and tiers as the router's page writes them.</summary>
internal static class RouterWords
{
    public static IReadOnlyList<RouterTier> Tiers { get; } = Enum.GetValues<RouterTier>();

    /// <summary>With one decimal: <c>70.0%</c>.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A dash where nothing was counted.</summary>
    public static string Share(long part, long all) => all == 0 ? "–" : Percent((double)part / all);

    public static string Bias(double bias) => bias.ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture);

    /// <summary>For an attribute of HTML.</summary>
    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>
    /// What a row shows of a message, and tells when it is pointed at: fifty messages of 100,000 characters would be megabytes on their way to the browser.
    /// </summary>
    public static string Beginning(string text, int most = 500)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "(no words)";
        // Half an emoji is no character.
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
    }

    /// <summary>Which way a bias leans, for people who have not read the formula.</summary>
    public static string Lean(double bias) =>
        bias == 0 ? "the likeliest tier"
        : bias > 0 ? "leans to dearer tiers"
        : "leans to cheaper tiers";
}
