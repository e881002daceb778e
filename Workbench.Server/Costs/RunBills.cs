using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Shared.Costs;
using Workbench.Shared.Runs;

namespace Workbench.Server.Costs;

/// <summary>Bills of single runs: their usage rows, laid out over what each prompt was made of.</summary>
internal sealed class RunBills(JournalReader journal, BlobReader blobs)
{
    public async Task<RunBill?> ReadAsync(Guid run, CancellationToken cancellationToken)
    {
        var rows = await journal.ReadAsync(run, cancellationToken);
        if (rows.Usage.Count == 0)
            return null;
        var starts = rows.Steps.Select(s => s.AsStart()).Concat(rows.Open).Where(s => s.Kind == StepKind.Model).ToDictionary(s => s.Seq);
        var hashes = starts.Values.SelectMany(s => (byte[][])[.. s.PromptAdded ?? [], .. s.ToolsHash is { } tools ? new[] { tools } : []]);
        var content = await blobs.ReadAsync([.. hashes], cancellationToken);
        return BillOf.Run([
            .. rows
                .Usage.GroupBy(u => u.Seq)
                .SelectMany(step =>
                {
                    var prompt = starts.TryGetValue(step.Key, out var start) ? PromptOf(start, starts, content) : [];
                    // What was refused before a provider was asked is no retry, and costs nothing.
                    var last = step.Where(u => u.IsSent).Select(u => u.Number).DefaultIfEmpty().Max();
                    return step.Select(u => new BilledCall(u.IsSent && (u.Number < last || u.Error is not null), u, prompt));
                }),
        ]);
    }

    private static List<PromptPiece> PromptOf(StepStartRow start, Dictionary<int, StepStartRow> starts, IReadOnlyDictionary<byte[], byte[]> content)
    {
        var isFirst = start.PromptParent is null;
        List<PromptPiece> pieces = [];
        if (start.ToolsHash is { } tools && content.TryGetValue(tools, out var schemas))
            pieces.Add(new PromptPiece(schemas.Length, isFirst, IsToolOutput: false));
        for (var step = start; step is not null; step = step.PromptParent is { } parent ? starts.GetValueOrDefault(parent) : null)
            foreach (var hash in step.PromptAdded ?? [])
                if (content.TryGetValue(hash, out var message))
                    pieces.Add(new PromptPiece(message.Length, step == start, StoredResults.UnpackMessage(message).Role == ChatRole.Tool));
        return pieces;
    }
}
