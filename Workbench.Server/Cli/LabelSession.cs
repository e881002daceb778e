using Workbench.Shared.Router;

namespace Workbench.Server.Cli;

/// <summary>One message of the queue after the other, labelled by keys.</summary>
internal sealed class LabelSession(IRouterLabels labels, IEnumerable<char> keys, TextWriter output)
{
    private const int Ahead = 20;
    private const int MostShown = 1_500;

    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);
    private int _labelled;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var waiting = await NextAsync(cancellationToken);
        if (waiting.Count == 0)
            await output.WriteLineAsync("No message waits for a label. Messages of chats and programs that ask for auto come here.");
        else
            await ShowAsync(waiting[0]);
        using var pressed = keys.GetEnumerator();
        while (waiting.Count > 0 && pressed.MoveNext())
        {
            if (char.ToLowerInvariant(pressed.Current) == 'q')
                break;
            if (!await DoAsync(pressed.Current, waiting[0], cancellationToken))
                continue;
            waiting = await NextAsync(cancellationToken);
            if (waiting.Count > 0)
                await ShowAsync(waiting[0]);
            else
                await output.WriteLineAsync("No more messages wait.");
        }
        await output.WriteLineAsync($"{_labelled} labelled, {_skipped.Count} skipped.");
        return ExitCode.Done;
    }

    /// <returns>Whether another message comes next.</returns>
    private async Task<bool> DoAsync(char key, RouterQueueItem item, CancellationToken cancellationToken)
    {
        switch (char.ToLowerInvariant(key))
        {
            case >= '1' and <= '4':
                var draft = new RouterLabelDraft(item.Text, item.Place, (RouterTier)(key - '1')) { Run = item.Run };
                if (await labels.AddAsync(draft, cancellationToken) is RouterLabelRejected rejected)
                {
                    await output.WriteLineAsync(rejected.Problem);
                    return false;
                }
                await output.WriteLineAsync($"→ {RouterTiers.Name(draft.Tier)}");
                _labelled++;
                return true;
            case 's':
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

    private Task<IReadOnlyList<RouterQueueItem>> NextAsync(CancellationToken cancellationToken) => labels.QueueAsync(_skipped, Ahead, cancellationToken);

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
