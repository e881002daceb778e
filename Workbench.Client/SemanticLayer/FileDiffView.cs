using DiffPlex;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>What changed in one file, line by line; long stretches without a change are folded.</summary>
public sealed record FileDiffView
{
    /// <summary>Unchanged lines that stay in sight beside a change.</summary>
    private const int Context = 3;

    public required string Path { get; init; }

    /// <summary><c>new</c>, <c>removed</c>, or <c>+2 −1</c>.</summary>
    public required string Change { get; init; }
    public required IReadOnlyList<DiffStretch> Stretches { get; init; }

    /// <summary>Why there are no lines; null when there are.</summary>
    public string? Note { get; init; }

    public static FileDiffView Create(RevisionFileChange change)
    {
        if (change.IsHidden)
            return Without(change.Path, "", "Parts of this file are above your access level.");
        var (before, after) = (Lines(change.Before), Lines(change.After));
        var rows = Rows(change.Before ?? "", change.After ?? "", before, after);
        var added = rows.Count(r => r.Kind is DiffKind.Added or DiffKind.Changed);
        var removed = rows.Count(r => r.Kind is DiffKind.Removed or DiffKind.Changed);
        if (added + removed == 0)
            return Without(change.Path, "", change.Before == change.After ? "Nothing differs." : "Line ends alone differ.");
        return new FileDiffView
        {
            Path = change.Path,
            Change =
                change.Before is null ? "new"
                : change.After is null ? "removed"
                : $"+{added} −{removed}",
            Stretches = Fold(rows),
        };
    }

    private static FileDiffView Without(string path, string change, string note) =>
        new()
        {
            Path = path,
            Change = change,
            Stretches = [],
            Note = note,
        };

    private static List<DiffRow> Rows(string before, string after, string[] old, string[] next)
    {
        List<DiffRow> rows = [];
        var (i, j) = (0, 0);
        foreach (var block in new Differ().CreateCustomDiffs(before, after, ignoreWhiteSpace: false, Lines).DiffBlocks)
        {
            Same(block.DeleteStartA);
            var pairs = Math.Min(block.DeleteCountA, block.InsertCountB);
            for (var n = 0; n < pairs; n++)
                rows.Add(DiffRow.Changed(i + 1, old[i++], j + 1, next[j++]));
            for (var n = pairs; n < block.DeleteCountA; n++)
                rows.Add(new DiffRow(DiffKind.Removed, i + 1, DiffText.Of(old[i++]), null, null));
            for (var n = pairs; n < block.InsertCountB; n++)
                rows.Add(new DiffRow(DiffKind.Added, null, null, j + 1, DiffText.Of(next[j++])));
        }
        Same(old.Length);
        return rows;

        void Same(int until)
        {
            for (; i < until; i++, j++)
                rows.Add(new DiffRow(DiffKind.Same, i + 1, DiffText.Of(old[i]), j + 1, DiffText.Of(next[j])));
        }
    }

    private static List<DiffStretch> Fold(List<DiffRow> rows)
    {
        List<DiffStretch> stretches = [];
        for (var at = 0; at < rows.Count; )
        {
            var end = at;
            while (end < rows.Count && rows[end].Kind == DiffKind.Same == (rows[at].Kind == DiffKind.Same))
                end++;
            if (rows[at].Kind != DiffKind.Same)
                stretches.Add(new DiffStretch(rows[at..end], IsFolded: false));
            else
            {
                var head = at == 0 ? 0 : Math.Min(Context, end - at);
                var tail = end == rows.Count ? 0 : Math.Min(Context, end - at - head);
                // A fold of one line would take as much room as the line.
                if (end - at - head - tail < 2)
                    (head, tail) = (end - at, 0);
                Add(at, at + head, isFolded: false);
                Add(at + head, end - tail, isFolded: true);
                Add(end - tail, end, isFolded: false);
            }
            at = end;
        }
        return stretches;

        void Add(int from, int to, bool isFolded)
        {
            if (to > from)
                stretches.Add(new DiffStretch(rows[from..to], isFolded));
        }
    }

    /// <summary>The line end of the last line makes no line of its own.</summary>
    private static string[] Lines(string? text) =>
        string.IsNullOrEmpty(text) ? [] : (text.EndsWith('\n') ? text[..^1] : text).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\r').Split('\n');
}

public enum DiffKind
{
    Same,
    Changed,
    Removed,
    Added,
}

public sealed record DiffStretch(IReadOnlyList<DiffRow> Rows, bool IsFolded);

/// <param name="Old">Line number before; null when the line is new.</param>
/// <param name="New">Line number after; null when the line was removed.</param>
public sealed record DiffRow(DiffKind Kind, int? Old, DiffText? Before, int? New, DiffText? After)
{
    public string Class => Kind.ToString().ToLowerInvariant();

    public static DiffRow Changed(int old, string before, int next, string after)
    {
        var head = before.AsSpan().CommonPrefixLength(after);
        var tail = 0;
        while (tail < Math.Min(before.Length, after.Length) - head && before[^(tail + 1)] == after[^(tail + 1)])
            tail++;
        return new DiffRow(DiffKind.Changed, old, DiffText.Of(before, head, tail), next, DiffText.Of(after, head, tail));
    }
}

/// <summary>A line, and the part of it that differs.</summary>
public sealed record DiffText(string Head, string Middle, string Tail)
{
    public static DiffText Of(string line) => new(line, "", "");

    public static DiffText Of(string line, int head, int tail) => new(line[..head], line[head..^tail], line[^tail..]);
}
