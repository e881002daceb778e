using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Entries of the history as pages and programs read them, nothing above a level.</summary>
internal sealed class HistoryViews(LayerHistory history, LayerPermissions permissions, LayerDisk disk)
{
    public static string IdOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<RevisionLine>> ListAsync(string? path, string? before, int limit, CancellationToken cancellationToken)
    {
        var entries = await history.ListAsync(path, LayerHistory.NumberOf(before), Math.Clamp(limit, 1, 500), cancellationToken);
        var newest = await history.FindNewestIdAsync(cancellationToken);
        var files = await history.FilesAsync(entries.Select(e => e.Id), cancellationToken);
        return [.. entries.Select(e => Line(e, newest, files[e.Id]))];
    }

    public async Task<RevisionDetail?> FindAsync(string id, string level, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(id, cancellationToken) is not { } entry)
            return null;
        var newest = await history.FindNewestIdAsync(cancellationToken);
        List<LayerEntryFileRow> files = [.. (await history.FilesAsync([entry.Id], cancellationToken))[entry.Id]];
        var texts = await history.TextsAsync(files.SelectMany(f => new[] { f.Before, f.After }).OfType<string>(), cancellationToken);
        var hidden = await HiddenOfAsync(entry, [.. files.Select(f => f.Path)], level, cancellationToken);
        return new RevisionDetail(
            Line(entry, newest, files),
            [
                .. files.Select(f =>
                    hidden.Contains(f.Path)
                        ? new RevisionFileChange(f.Path, null, null) { IsHidden = true }
                        : new RevisionFileChange(f.Path, TextOf(f.Before, texts), TextOf(f.After, texts))
                ),
            ]
        );
    }

    /// <summary>Files of which a level may not read all: as they were before or after an entry, or are now.</summary>
    public async Task<ImmutableHashSet<string>> HiddenOfAsync(
        LayerEntryRow entry,
        ImmutableArray<string> paths,
        string level,
        CancellationToken cancellationToken
    )
    {
        var now = disk.Read();
        if (permissions.SeesAll(now, level))
            return [];
        var hidden = paths.Where(p => permissions.HasHidden(p, now, level)).ToImmutableHashSet(StringComparer.Ordinal);
        foreach (var state in await StatesAsync(entry, cancellationToken))
        {
            var reading = LayerReader.Read(state);
            var content = EffectiveAccess.Complete(reading.Content);
            hidden = hidden.Union(
                paths.Where(p => HiddenLines.HasAny(p, content, level) || reading.Problems.Any(q => q.Code == LayerProblemCodes.Syntax && q.At.File == p))
            );
        }
        return hidden;
    }

    private async Task<ImmutableArray<ImmutableArray<LayerFileText>>> StatesAsync(LayerEntryRow entry, CancellationToken cancellationToken)
    {
        var after = await history.StateAsync(entry, cancellationToken);
        return entry.Parent is { } parent && await history.FindAsync(IdOf(parent), cancellationToken) is { } before
            ? [after, await history.StateAsync(before, cancellationToken)]
            : [after];
    }

    private static RevisionLine Line(LayerEntryRow entry, long? newest, IEnumerable<LayerEntryFileRow> files) =>
        new(
            IdOf(entry.Id),
            entry.Parent is { } parent ? IdOf(parent) : null,
            entry.Author,
            entry.Message,
            entry.Origin,
            entry.At,
            entry.Id == newest,
            [.. files.Select(f => f.Path)]
        )
        {
            Content = entry.Content,
            IsBroken = entry.IsBroken,
        };

    private static string? TextOf(string? hash, Dictionary<string, string> texts) => hash is null ? null : texts[hash];
}
