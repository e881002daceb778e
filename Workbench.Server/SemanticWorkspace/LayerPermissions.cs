using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>Who may change what. Whoever does not see all of a file may not change it, so that nothing hidden is lost or guessed.</summary>
internal sealed class LayerPermissions(ISemanticLayers layers, IOptions<AccessOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FolderIsLookedAt = TimeSpan.FromSeconds(2);
    public static readonly string AccessFile = $"{LayerFormat.OperationsFolder}/access.yml";

    private volatile FolderState? _folder;

    public LayerRights Of(string level)
    {
        if (!options.Value.CanEdit)
            return No("This server only shows the layer (Access:CanEdit is false). Change the files in its folder instead.");
        if (ObstacleOfFolder() is { } obstacle)
            return No($"{obstacle} Let the server's user write there, or change the files elsewhere.");
        var access = layers.TryCurrent?.Layer.Access;
        if (access is { Editors: { IsEmpty: false } editors } && !editors.Contains(level, StringComparer.Ordinal))
            return No($"Your access level, {level}, reads the layer and does not change it. {WhomToAsk(access, editors)}");
        return new LayerRights(true, null);
    }

    /// <summary>Why a level may not change a file that is there, or a new one of this path; null when it may.</summary>
    public string? WhyNot(string path, DiskState disk, string level)
    {
        if (Of(level) is { CanEdit: false, Reason: var reason })
            return reason;
        return WhyNotTried(path, disk, level);
    }

    /// <summary>Why a level may not even try a text in place of a file, without saving it: what comes of it would tell what is hidden.</summary>
    public string? WhyNotTried(string path, DiskState disk, string level)
    {
        if (disk.Find(path)?.Fault is { } fault)
            return fault.Message;
        // Whoever changes this file can give himself any level.
        if (path == AccessFile && !IsHighest(disk, level) && !HasNoLevels(disk))
            return $"{path} says who may read what: it is changed at the highest access level, and yours is {level}.";
        return HasHidden(path, disk, level) ? $"Parts of {path} are above your access level, {level}: it cannot be changed at it." : null;
    }

    /// <summary>Whether nothing that the layer holds, or ever held, is above a level. While its levels cannot be read, nobody knows who may see what.</summary>
    public bool SeesAll(DiskState disk, string level) =>
        IsHighest(disk, level) || (HasNoLevels(disk) && disk.Unreadable.IsEmpty && (layers.TryCurrent is not null || disk.Find(AccessFile) is null));

    /// <summary>Whether nothing that the layer holds now, on disk and in use, is above a level: it may be given out whole.</summary>
    public bool SeesWhole(DiskState disk, string level) =>
        SeesAll(disk, level)
        || (
            layers.TryCurrent is { } good
            && disk.Unreadable.IsEmpty
            && !HiddenLines.HasAny(disk.Content, level)
            && !HiddenLines.HasAny(good.Layer.Content, level)
        );

    /// <summary>Whether parts of a file, as it is on disk or as it was last in use, are above a level.</summary>
    public bool HasHidden(string path, DiskState disk, string level)
    {
        if (IsHighest(disk, level))
            return false;
        // What a file without structure holds is judged by what it held when it was last good.
        return disk.Unreadable.Contains(path) && layers.TryCurrent is null
            || HiddenLines.HasAny(path, disk.Content, level)
            || layers.TryCurrent is { } good && HiddenLines.HasAny(path, good.Layer.Content, level);
    }

    private bool IsHighest(DiskState disk, string level)
    {
        // Both: a file that was changed on disk a moment ago does not raise anybody.
        var ranks = new[] { disk.Content.Access, layers.TryCurrent?.Layer.Access }.OfType<LayerAccess>().Where(a => !a.Levels.IsEmpty).ToList();
        return ranks.Count > 0 && ranks.TrueForAll(a => a.IsHighest(level));
    }

    private bool HasNoLevels(DiskState disk) => disk.Content.Access.Levels.IsEmpty && layers.TryCurrent?.Layer.Access.Levels.IsEmpty != false;

    private string? ObstacleOfFolder()
    {
        if (_folder is { } known && time.GetElapsedTime(known.At) < FolderIsLookedAt)
            return known.Obstacle;
        var looked = new FolderState(LayerFolderWrite.ObstacleOf(layers.Folder), time.GetTimestamp());
        _folder = looked;
        return looked.Obstacle;
    }

    private static string WhomToAsk(LayerAccess access, ImmutableArray<string> editors)
    {
        var contacts = access.Levels.Where(l => editors.Contains(l.Name) && l.Contact is not null).Select(l => l.Contact).Distinct(StringComparer.Ordinal);
        return $"Those with {string.Join(" or ", editors)} change it{string.Concat(contacts.Take(1).Select(c => $"; ask {c}"))}.";
    }

    private static LayerRights No(string reason) => new(false, reason);

    private sealed record FolderState(string? Obstacle, long At);
}
