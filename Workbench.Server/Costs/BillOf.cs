using Workbench.Server.Runs;
using Workbench.Shared.Costs;

namespace Workbench.Server.Costs;

/// <summary>A message of a prompt, or the schemas of the tools.</summary>
/// <param name="Size">In bytes: tokens are shared out by it.</param>
/// <param name="IsNew">No earlier call of the run sent it.</param>
internal sealed record PromptPiece(long Size, bool IsNew, bool IsToolOutput);

/// <param name="IsRetry">It failed, or another attempt of its step came after it.</param>
internal sealed record BilledCall(bool IsRetry, UsageEntryRow Usage, IReadOnlyList<PromptPiece> Prompt);

/// <summary>Lays a run's bill out. What a provider counts is a number of tokens for a whole prompt; which message had how many goes by length.</summary>
internal static class BillOf
{
    public static RunBill Run(IReadOnlyList<BilledCall> calls)
    {
        var parts = new decimal[Enum.GetValues<RunBillKind>().Length];
        var tokens = new long[parts.Length];
        foreach (var call in calls)
            Add(call, parts, tokens);
        return new RunBill(
            calls.Sum(c => c.Usage.CostUsd ?? 0),
            [.. Enum.GetValues<RunBillKind>().Select(k => new RunBillPart(k, parts[(int)k], tokens[(int)k]))],
            calls.Count(c => c.Usage.CostUsd is null),
            calls.Count(c => c.IsRetry)
        );
    }

    private static void Add(BilledCall call, decimal[] parts, long[] tokens)
    {
        var usage = call.Usage;
        if (usage.CostUsd is not { } cost)
            return;
        if (call.IsRetry)
        {
            parts[(int)RunBillKind.Retries] += cost;
            return;
        }
        var size = Math.Max(1, call.Prompt.Sum(p => p.Size));
        var known = call.Prompt.Where(p => !p.IsNew).Sum(p => p.Size);
        var fromTools = call.Prompt.Where(p => p is { IsNew: true, IsToolOutput: true }).Sum(p => p.Size);
        // A cache holds the beginning of a prompt: what was sent before.
        var resent = (long)((decimal)usage.Input * known / size);
        var read = Math.Min(resent, usage.CacheRead);
        var missed = resent - read;
        var paid = usage.Input - usage.CacheRead;
        var fresh = usage.Input - resent;
        var tools = known == size ? 0 : (long)((decimal)fresh * fromTools / (size - known));

        var inputUsd = (usage.FreshUsd ?? cost) + (usage.CacheWriteUsd ?? 0);
        var readUsd = usage.CacheReadUsd ?? 0;
        var resentUsd = usage.CacheRead == 0 ? 0 : readUsd * read / usage.CacheRead;
        var missedUsd = paid == 0 ? 0 : inputUsd * Math.Min(missed, paid) / paid;
        var freshUsd = inputUsd + readUsd - resentUsd - missedUsd;
        var toolsUsd = fresh == 0 ? 0 : freshUsd * tools / fresh;
        var writtenUsd = usage.OutputUsd ?? 0;
        var feesUsd = usage.FeesUsd ?? 0;
        Put(RunBillKind.Resent, resentUsd, read);
        Put(RunBillKind.CacheMiss, missedUsd, missed);
        Put(RunBillKind.ToolOutput, toolsUsd, tools);
        Put(RunBillKind.Written, writtenUsd, usage.Output);
        Put(RunBillKind.Fees, feesUsd, 0);
        // The rest, and with it every digit that a division could not keep.
        Put(RunBillKind.New, cost - resentUsd - missedUsd - toolsUsd - writtenUsd - feesUsd, fresh - tools);

        void Put(RunBillKind kind, decimal usd, long count)
        {
            parts[(int)kind] += usd;
            tokens[(int)kind] += count;
        }
    }
}
