using Workbench.Shared.Router;

namespace Workbench.Server.Cli;

/// <summary>One message of the queue after the other, labelled by keys.</summary>
internal sealed class LabelSession(IRouterLabels labels, IEnumerable<char> keys, TextWriter output)
{
    /// <summary>Read at once, so that a key waits for no look through the log.</summary>
    private const int Ahead = 20;

    private const int MostShown = 1_500;

    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);

    /// <summary>What was done here, for undo: the message that was skipped, or null for a label.</summary>
    private readonly Stack<string?> _done = new();

    private readonly Queue<RouterQueueItem> _waiting = new();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        if (_waiting.Count == 0)
        {
            await output.WriteLineAsync("No message waits for a label. Messages of chats and programs that ask for auto come here.");
            return ExitCode.Done;
        }
        await ShowAsync();
        foreach (var key in keys.Select(char.ToLowerInvariant).TakeWhile(k => k != 'q'))
        {
            if (!await DoAsync(key, cancellationToken))
                continue;
            if (_waiting.Count == 0)
                await ReadAsync(cancellationToken);
            await ShowAsync();
        }
        await output.WriteLineAsync($"{_done.Count(d => d is null)} labelled, {_skipped.Count} skipped.");
        return ExitCode.Done;
    }

    /// <returns>Whether something was done, so that another message comes next.</returns>
    private async Task<bool> DoAsync(char key, CancellationToken cancellationToken)
    {
        switch (key)
        {
            case >= '1' and <= '4' when _waiting.TryPeek(out var item):
                var draft = new RouterLabelDraft(item.Text, item.Place, (RouterTier)(key - '1')) { Run = item.Run };
                if (await labels.AddAsync(draft, cancellationToken) is RouterLabelRejected rejected)
                {
                    await output.WriteLineAsync(rejected.Problem);
                    return false;
                }
                _done.Push(null);
                _waiting.Dequeue();
                await output.WriteLineAsync($"→ {RouterTiers.Name(draft.Tier)}");
                return true;
            case 's' when _waiting.TryDequeue(out var item):
                _done.Push(item.Key);
                _skipped.Add(item.Key);
                await output.WriteLineAsync("→ skipped");
                return true;
            case 'u' when _done.TryPop(out var done):
                if (done is not null)
                    _skipped.Remove(done);
                else
                    await labels.UndoAsync(cancellationToken);
                await output.WriteLineAsync("→ undone");
                // It waits again, at its place.
                await ReadAsync(cancellationToken);
                return true;
            case 'u':
                await output.WriteLineAsync("Nothing was done here yet that could be undone.");
                return false;
            default:
                await output.WriteLineAsync("1 fast  2 standard  3 max  4 context  s skip  u undo  q quit");
                return false;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _waiting.Clear();
        foreach (var item in await labels.QueueAsync(_skipped, Ahead, cancellationToken))
            _waiting.Enqueue(item);
    }

    private async Task ShowAsync()
    {
        if (!_waiting.TryPeek(out var item))
        {
            await output.WriteLineAsync("No more messages wait. u undo  q quit");
            return;
        }
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
