namespace Workbench.Shared.Costs;

/// <summary>Why a run cost what it did. The parts add up to the bill, to the last digit.</summary>
/// <param name="CostUsd">Of the calls that have a price.</param>
/// <param name="UnpricedCalls">Not in it: nobody knows what they cost.</param>
/// <param name="RetryCalls">Attempts that failed at a provider or were repeated; one that it refused costs nothing and took its time.</param>
public sealed record RunBill(decimal CostUsd, IReadOnlyList<RunBillPart> Parts, int UnpricedCalls, int RetryCalls);

/// <param name="Tokens">Of prompts, shared out by the length of their messages; 0 for retries, whose tokens are not told apart, and for fees.</param>
public sealed record RunBillPart(RunBillKind Kind, decimal CostUsd, long Tokens)
{
    public string Words =>
        Kind switch
        {
            RunBillKind.New => "New in a prompt: instructions, tools, the question",
            RunBillKind.ToolOutput => "Results of tools, sent for the first time",
            RunBillKind.Resent => "Sent again, read from a cache",
            RunBillKind.CacheMiss => "Sent again, and paid in full",
            RunBillKind.Written => "Written by the model",
            RunBillKind.Fees => "Searches that the provider made",
            RunBillKind.Retries => "Attempts that failed or were repeated",
            _ => throw new System.Diagnostics.UnreachableException($"No such part: {Kind}."),
        };
}

public enum RunBillKind
{
    New,
    ToolOutput,
    Resent,
    CacheMiss,
    Written,
    Fees,
    Retries,
}
