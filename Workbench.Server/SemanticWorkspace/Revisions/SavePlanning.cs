using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Sets changes against the files as they are: merged with what others changed, refused where they conflict or break the layer.</summary>
internal sealed partial class SavePlanning(ISemanticLayers layers, LayerDisk disk, LayerHistory history, LayerPermissions permissions, NamedTables tables)
{
    private const string WhatToDo =
        "Write the names and types that they have in the warehouse, or discard these files; what is still to come there can be saved when it has come.";

    /// <summary>What is asked of the warehouse is asked before the folder is locked: others do not wait for it.</summary>
    public async Task PrepareAsync(SaveOrder order, CancellationToken cancellationToken)
    {
        if (layers.TryCurrent is { } current && order.Changes.Any(c => c.Path.StartsWith(LayerFormat.WarehouseFolder, StringComparison.Ordinal)))
            await tables.LookAsync(current.Layer.Account, cancellationToken);
    }

    public async Task<SavePlan> PlanAsync(SaveOrder order, CancellationToken cancellationToken)
    {
        var state = disk.Read();
        if (WhyNot(order, state) is { } reason)
            return new SaveRefused(new LayerNotSaved(reason));
        var origins = await history.TextsAsync(order.Changes.Select(c => c.BaseHash).OfType<string>(), cancellationToken);
        var merges = order.Changes.Select(c => SaveMerge.Of(c, OriginOf(c, origins), state.Find(c.Path))).ToList();
        var conflicts = merges.OfType<SaveMerge.Contested>().Select(c => c.Conflict).ToList();
        if (conflicts.Count > 0)
            return new SaveRefused(await ConflictAsync(conflicts, cancellationToken));

        var merged = merges.OfType<SaveMerge.Merged>().ToList();
        ImmutableArray<LayerFileWrite> writes =
        [
            .. merges
                .OfType<SaveMerge.Taken>()
                .Select(t => new LayerFileWrite(t.Path, t.Before, t.After))
                .Concat(merged.Select(m => new LayerFileWrite(m.Path, m.Before, m.After)))
                .Where(w => w.Before != w.After),
        ];
        var after = LayerFolder.With(state.Files, writes.Select(w => (w.Path, w.After)));
        var before = state.Reading;
        var reading = LayerReader.Read(after);
        var content = EffectiveAccess.Complete(reading.Content);
        var added = Added(before, reading);
        if (!permissions.SeesAll(state, order.Level))
            added.AddRange(Reaching(after, writes, content, order.Level));
        var shown = new ShownProblems(after, content, layers.TryCurrent?.Layer.Content, order.Level);
        if (added.Count > 0)
        {
            List<LayerProblem> problems = [.. added.Select(shown.Show)];
            // Each side could be used by itself: only the two together cannot.
            if (merged.Count > 0 && Added(before, LayerReader.Read(LayerFolder.With(state.Files, order.Changes.Select(c => (c.Path, c.Text))))).Count == 0)
                return new SaveRefused(await ConflictAsync([.. merged.Select(m => SaveMerge.ConflictOf(m) with { Problems = problems })], cancellationToken));
            return new SaveRefused(new LayerInvalid(problems));
        }
        var named = await tables.CheckAsync(before.Content, reading.Content, cancellationToken);
        if (!named.Lacking.IsEmpty)
            return new SaveRefused(new LayerInvalid([.. named.Lacking.Select(shown.Show)]) { WhatToDo = WhatToDo });
        return new SaveReady(
            writes,
            after,
            [.. Errors(reading).Select(shown.Show)],
            [.. merged.Where(m => m.Before != m.Change.Text && m.After != m.Before).Select(m => m.Path)],
            named.Unasked
        );
    }

    private string? WhyNot(SaveOrder order, DiskState state)
    {
        if (order.Changes.IsEmpty)
            return "There is nothing to save.";
        if (order.Changes.Length > LayerFolder.MaxFiles)
            return $"A layer has at most {LayerFolder.MaxFiles:N0} files.";
        if (order.Changes.CountBy(c => c.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(c => c.Value > 1).Key is { } twice)
            return $"{twice} is named twice in one save: send one text of each file.";
        foreach (var change in order.Changes)
        {
            if (permissions.Of(order.Level) is { CanEdit: false, Reason: { } never })
                return never;
            if ((LayerPath.WhyNot(layers.Folder, change.Path, state.Files) ?? permissions.WhyNot(change.Path, state, order.Level)) is { } reason)
                return reason;
            if (change.Text is { } text && Encoding.UTF8.GetByteCount(text) is var bytes && bytes > LayerFolder.MaxFileBytes)
                return $"{change.Path} would have {bytes:N0} bytes; files of a layer are read up to {LayerFolder.MaxFileBytes >> 20} MB: split it.";
            if (change.Text?.Contains(HiddenLines.Note, StringComparison.Ordinal) == true)
                return $"{change.Path} has notes in place of what an access level does not show: saved, the hidden parts would be lost.";
        }
        return null;
    }

    private static string? OriginOf(LayerFileChange change, Dictionary<string, string> origins) =>
        change.BaseHash is { Length: > 0 } hash ? origins.GetValueOrDefault(hash) : null;

    private async Task<LayerConflict> ConflictAsync(List<LayerFileConflict> conflicts, CancellationToken cancellationToken)
    {
        List<LayerFileConflict> signed = [];
        foreach (var conflict in conflicts)
        {
            signed.Add(conflict with { By = await history.FindLastAuthorAsync(conflict.Path, cancellationToken) });
            // A merge of it begins with theirs.
            if (conflict.Theirs is { } theirs)
                await history.KeepTextAsync(theirs, cancellationToken);
        }
        return new LayerConflict(signed);
    }

    /// <summary>Names in the changed files that the level does not know of: for it they do not exist, whatever others wrote beside them.</summary>
    private static IEnumerable<SemanticProblem> Reaching(
        ImmutableArray<LayerFileText> after,
        ImmutableArray<LayerFileWrite> writes,
        LayerContent content,
        string level
    ) => HiddenProblems.Reaching([.. after.Where(f => writes.Any(w => w.Path == f.Path)).Select(LayerPart.Read)], new VisibleNames(content, level));

    /// <summary>Errors that the layer did not have: those that are there already do not keep anybody from mending another.</summary>
    private static List<SemanticProblem> Added(LayerReading before, LayerReading after)
    {
        var known = Errors(before).CountBy(KindOf).ToDictionary();
        return [.. Errors(after).GroupBy(KindOf).Where(g => g.Count() > known.GetValueOrDefault(g.Key)).SelectMany(g => g)];
    }

    private static IEnumerable<SemanticProblem> Errors(LayerReading reading) => reading.Problems.Where(p => p.Severity == ProblemSeverity.Error);

    /// <summary>Without its place: a line above it makes no error new.</summary>
    private static (string Code, string File, string Message) KindOf(SemanticProblem problem) =>
        (problem.Code, problem.At.File, Places().Replace(problem.Message, ""));

    [GeneratedRegex(@":\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Places();
}
