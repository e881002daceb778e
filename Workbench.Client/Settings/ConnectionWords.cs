using Workbench.Client.Components;
using Workbench.Shared.Models;
using Workbench.Shared.Playground;

namespace Workbench.Client.Settings;

/// <summary>What came of a test, in words.</summary>
internal static class ConnectionWords
{
    public static string Of(Connected connected)
    {
        var took = $"Connected in {Amounts.Duration(connected.Took.TotalMilliseconds)}; it offers {Amounts.Count(connected.Models, "model", "models")}";
        return connected.Missing.Count switch
        {
            0 => took + ".",
            1 => $"{took}, but not {connected.Missing[0]}. Correct that id in models.yml.",
            _ => $"{took}, but not {string.Join(" and ", connected.Missing)}. Correct these ids in models.yml.",
        };
    }

    public static string Of(PlaygroundEnded ended, string model) =>
        ended.Error is not null
            ? ended.Error
            : $"{model} answered in {Amounts.Duration(ended.Duration.TotalMilliseconds)}, for {(ended.Attempts.Any(a => a.CostUsd is null) ? "an unknown price (unpriced)" : Amounts.Cost(ended.Attempts.Sum(a => a.CostUsd)))}.";
}
