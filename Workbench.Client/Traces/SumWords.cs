using Workbench.Client.Components;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>What is below a step, as pages say it.</summary>
internal static class SumWords
{
    public static string Of(StepSum sum) =>
        string.Join(
            " · ",
            (
                (string?[])
                    [
                        Amounts.Count(sum.Steps, "step", "steps"),
                        sum.Tokens > 0 ? Amounts.Count(sum.Tokens, "token", "tokens") : null,
                        Cost(sum),
                        sum.Failed > 0 ? $"{Amounts.Count(sum.Failed)} failed" : null,
                    ]
            ).Where(w => w is not null)
        );

    /// <summary>All decimals, for hovering.</summary>
    public static string Exact(StepSum sum) => $"All steps under this one{(sum.CostUsd is { } cost ? $": {Amounts.ExactCost(cost)}" : "")}";

    /// <summary>Null: no call of a model is among them.</summary>
    private static string? Cost(StepSum sum) =>
        (sum.CostUsd, sum.Unpriced) switch
        {
            (null, 0) => null,
            (null, _) => "unpriced",
            ({ } cost, 0) => Amounts.Cost(cost),
            ({ } cost, var unpriced) => $"{Amounts.Cost(cost)} and {Amounts.Count(unpriced, "unpriced call", "unpriced calls")}",
        };
}
