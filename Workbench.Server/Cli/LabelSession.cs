using Workbench.Shared.Router;

namespace Workbench.Server.Cli;

/// <summary>One message of the queue after the other, labelled by keys.</summary>
internal sealed class LabelSession(IRouterLabels labels, IEnumerable<char> keys, TextWriter output)
{
    private const int MostShown = 1_500;

    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);
    private int _labelled;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var next = await NextAsync(cancellationToken);
        if (next is null)
            await output.WriteLineAsync("No message waits for a label. Messages of chats and programs that ask for auto come here.");
        else
        {
            await ShowAsync(next);
            foreach (var key in keys.Select(char.ToLowerInvariant).TakeWhile(k => k != 'q'))
            {
                if (!await DoAsync(key, next, cancellationToken))
                    continue;
                next = await NextAsync(cancellationToken);
                if (next is not null)
                    await ShowAsync(next);
                else
                    await output.WriteLineAsync("No more messages wait. u undo  q quit");
            }
        }
        await output.WriteLineAsync($"{_labelled} labelled, {_skipped.Count} skipped.");
        return ExitCode.Done;
    }

    /// <returns>Whether another message comes next.</returns>
    private async Task<bool> DoAsync(char key, RouterQueueItem? item, CancellationToken cancellationToken)
    {
        switch (key)
        {
            case >= '1' and <= '4' when item is not null:
                var draft = new RouterLabelDraft(item.Text, item.Place, (RouterTier)(key - '1')) { Run = item.Run };
                if (await labels.AddAsync(draft, cancellationToken) is RouterLabelRejected rejected)
                {
                    await output.WriteLineAsync(rejected.Problem);
                    return false;
                }
                await output.WriteLineAsync($"→ {RouterTiers.Name(draft.Tier)}");
                _labelled++;
                return true;
            case 's' when item is not null:
                _skipped.Add(item.Key);
                await output.WriteLineAsync("→ skipped");
                return true;
            case 'u' when _labelled == 0:
                await output.WriteLineAsync("Nothing was labelled here yet that could be undone.");
                return false;
            case 'u':
                if (await labels.UndoAsync(cancellationToken) is { } undone)
                {
                    _labelled--;
                    await output.WriteLineAsync($"Undone: {TerminalText.Line(undone.Text, 90)}");
                }
                return true;
            default:
                await output.WriteLineAsync("1 fast  2 standard  3 max  4 context  s skip  u undo  q quit");
                return false;
        }
    }

    /// <returns>Null: none waits.</returns>
    private async Task<RouterQueueItem?> NextAsync(CancellationToken cancellationToken) =>
        await labels.QueueAsync(_skipped, 1, cancellationToken) is [var next, ..] ? next : null;

    private async Task ShowAsync(RouterQueueItem item)
    {
        await output.WriteLineAsync();
        if (item.Before is { } before)
            await output.WriteLineAsync($"   before: {TerminalText.Line(before, 120)}");
        await output.WriteLineAsync(TerminalText.Of(item.Text, MostShown));
        await output.WriteLineAsync(
            FormattableString.Invariant(
                $"   [{item.Why}; {item.Version} said {RouterTiers.Name(item.Said)}, {item.Probabilities[item.Said] * 100:0}% sure]  1 fast  2 standard  3 max  4 context  s u q"
            )
        );
    }
}
