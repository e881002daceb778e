using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Access;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Entries of the history as pages and programs read them, nothing above a level.</summary>
internal sealed class HistoryViews(LayerHistory history, LayerPermissions permissions, LayerDisk disk)
{
    public static string IdOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>By the entry that a state came with, and level: the files of which the level could not read all: what was does not change any more.</summary>
    private readonly ConcurrentDictionary<(long Entry, string Level), ImmutableHashSet<string>> _hidden = new();

    private const string Unsaid = "A change of parts that your access level does not cover.";

    public async Task<IReadOnlyList<RevisionLine>> ListAsync(string? path, string? before, int limit, Asker asker, CancellationToken cancellationToken)
    {
        var entries = await history.ListAsync(path, LayerHistory.NumberOf(before), Math.Clamp(limit, 1, 500), cancellationToken);
        var newest = await history.FindNewestIdAsync(cancellationToken);
        var files = await history.FilesAsync(entries.Select(e => e.Id), cancellationToken);
        var now = disk.Read();
        var seesAll = permissions.SeesAll(now, asker.Level);
        List<RevisionLine> lines = [];
        foreach (var entry in entries)
            lines.Add(Line(entry, newest, files[entry.Id], asker, !seesAll && IsOfAnother(entry, asker) && await IsPartlyHiddenAsync(entry)));
        return lines;

        async ValueTask<bool> IsPartlyHiddenAsync(LayerEntryRow entry)
        {
            var paths = files[entry.Id].Select(f => f.Path).ToImmutableArray();
            return paths.Any(p => permissions.HasHidden(p, now, asker.Level)) || !(await HiddenOfAsync(entry, paths, asker.Level, cancellationToken)).IsEmpty;
        }
    }

    public async Task<RevisionDetail?> FindAsync(string id, Asker asker, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(id, cancellationToken) is not { } entry)
            return null;
        var newest = await history.FindNewestIdAsync(cancellationToken);
        List<LayerEntryFileRow> files = [.. (await history.FilesAsync([entry.Id], cancellationToken))[entry.Id]];
        var texts = await history.TextsAsync(files.SelectMany(f => new[] { f.Before, f.After }).OfType<string>(), cancellationToken);
        var hidden = await HiddenOfAsync(entry, [.. files.Select(f => f.Path)], asker.Level, cancellationToken);
        return new RevisionDetail(
            Line(entry, newest, files, asker, !hidden.IsEmpty),
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
        hidden = hidden.Union((await HiddenAtAsync(entry, level, cancellationToken)).Intersect(paths));
        // What was before this entry is what was after the one before it.
        if (entry.Parent is { } parent && await history.FindAsync(IdOf(parent), cancellationToken) is { } before)
            hidden = hidden.Union((await HiddenAtAsync(before, level, cancellationToken)).Intersect(paths));
        return hidden;
    }

    private async ValueTask<ImmutableHashSet<string>> HiddenAtAsync(LayerEntryRow entry, string level, CancellationToken cancellationToken)
    {
        if (_hidden.TryGetValue((entry.Id, level), out var known))
            return known;
        var state = await history.StateAsync(entry, cancellationToken);
        // A layer takes its time to be read, and a page may wait for it.
        var hidden = await Task.Run(
            () =>
            {
                var reading = LayerReader.Read(state);
                return HiddenLines
                    .FilesOf(EffectiveAccess.Complete(reading.Content), level)
                    .Concat(reading.Problems.Where(p => p.Code == LayerProblemCodes.Syntax).Select(p => p.At.File))
                    .ToImmutableHashSet(StringComparer.Ordinal);
            },
            cancellationToken
        );
        return _hidden[(entry.Id, level)] = hidden;
    }

    /// <summary>What others wrote may name what a level does not cover.</summary>
    private static bool IsOfAnother(LayerEntryRow entry, Asker asker) => entry.Author is not null && entry.Author != asker.User;

    /// <param name="isPartlyHidden">Then what others wrote of it may name what the level does not cover: "Verified: …".</param>
    private static RevisionLine Line(LayerEntryRow entry, long? newest, IEnumerable<LayerEntryFileRow> files, Asker asker, bool isPartlyHidden) =>
        new(
            IdOf(entry.Id),
            entry.Parent is { } parent ? IdOf(parent) : null,
            entry.Author,
            isPartlyHidden && IsOfAnother(entry, asker) ? Unsaid : entry.Message,
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
