using System.Globalization;
using Workbench.Shared.Playground;

namespace Workbench.Client.Settings;

/// <summary>What the playground's address says. The prompt itself stays in the browser: addresses end up in logs.</summary>
/// <param name="Models">Names, at least one where any are offered.</param>
public sealed record PlaygroundAddress(IReadOnlyList<string> Models, int? MaxOutput, double? Temperature)
{
    /// <param name="models">Names with commas between them.</param>
    public static PlaygroundAddress Read(string? models, string? max, string? temperature, IReadOnlyList<PlaygroundModel> offered)
    {
        var asked = (models ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var known = offered.Select(m => m.Name).Intersect(asked, StringComparer.Ordinal).Take(PlaygroundPrompt.MostModels).ToList();
        return new PlaygroundAddress(
            known.Count > 0 ? known : Usual(offered),
            int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens is >= 1 and <= PlaygroundPrompt.MostOutput
                ? tokens
                : null,
            double.TryParse(temperature, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var warmth) && warmth is >= 0 and <= 2
                ? warmth
                : null
        );
    }

    public string Href
    {
        get
        {
            List<string> parts = [$"models={string.Join(',', Models.Select(Uri.EscapeDataString))}"];
            if (MaxOutput is { } tokens)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"max={tokens}"));
            if (Temperature is { } warmth)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"temperature={warmth}"));
            return $"{SettingsPage.Playground.Href}?{string.Join('&', parts)}";
        }
    }

    /// <summary>The same with one more or one less; the last one stays.</summary>
    public PlaygroundAddress Toggle(string model, IReadOnlyList<PlaygroundModel> offered)
    {
        List<string> chosen = Models.Contains(model, StringComparer.Ordinal) ? [.. Models.Where(m => m != model)] : [.. Models, model];
        if (chosen.Count is 0 or > PlaygroundPrompt.MostModels)
            return this;
        return this with { Models = [.. offered.Select(m => m.Name).Where(chosen.Contains)] };
    }

    /// <summary>The first two models that take any prompt; else what there is.</summary>
    private static List<string> Usual(IReadOnlyList<PlaygroundModel> offered)
    {
        var hosted = offered.Where(m => !m.IsLocal && m.Name != "auto").Select(m => m.Name).Take(2).ToList();
        return hosted.Count > 0 ? hosted : [.. offered.Where(m => m.Name != "auto").Select(m => m.Name).Take(1)];
    }
}
