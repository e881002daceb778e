using System.Collections.Immutable;
using DiffPlex;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>
/// Two changed versions of a text and the one that both began with, merged line by line. Lines that only one side changed are taken
/// from it; where both changed the same or neighbouring lines, and not alike, there is a conflict: no line of either side is dropped silently.
/// </summary>
internal static class ThreeWayMerge
{
    /// <returns>Agreed parts and conflicts, in the order of the file, with the line ends of <paramref name="theirs"/>.</returns>
    public static ImmutableArray<MergePart> Run(string origin, string mine, string theirs)
    {
        // Exactly as they are, line ends too, where there is nothing to merge.
        if (mine == origin || mine == theirs)
            return [Agreed(theirs)];
        return theirs == origin ? [Agreed(mine)] : new LineMerge(origin, mine, theirs).Parts(takesOneSided: true);
    }

    /// <summary>As <see cref="Run"/>, but what only one side changed is to be chosen as well: for lines that merge into something that cannot be used.</summary>
    public static ImmutableArray<MergePart> AskForAll(string origin, string mine, string theirs) =>
        new LineMerge(origin, mine, theirs).Parts(takesOneSided: false);

    /// <summary>The merged text; null when there is a conflict.</summary>
    public static string? TextOf(ImmutableArray<MergePart> parts) => parts.Any(p => p.IsConflict) ? null : string.Concat(parts.Select(p => p.Text));

    private static MergePart Agreed(string text) => new(text, null, null, null);

    private sealed class LineMerge(string origin, string mine, string theirs)
    {
        private readonly string _lineEnd = LineEndOf(theirs);
        private readonly string[] _origin = Lines(origin);
        private readonly string[] _mine = Lines(mine);
        private readonly string[] _theirs = Lines(theirs);
        private readonly ImmutableArray<Hunk> _ofMine = Diff(origin, mine);
        private readonly ImmutableArray<Hunk> _ofTheirs = Diff(origin, theirs);

        public ImmutableArray<MergePart> Parts(bool takesOneSided)
        {
            List<Block> blocks = [];
            var (at, i, j, shiftMine, shiftTheirs) = (0, 0, 0, 0, 0);
            while (i < _ofMine.Length || j < _ofTheirs.Length)
            {
                var start = Math.Min(StartOf(_ofMine, i), StartOf(_ofTheirs, j));
                Add(blocks, _origin[at..start]);
                // Changes that overlap or touch are one: nobody wrote these lines side by side.
                var end = start;
                var (beforeMine, beforeTheirs, firstMine, firstTheirs) = (shiftMine, shiftTheirs, i, j);
                while (true)
                {
                    if (StartOf(_ofMine, i) <= end)
                        (end, shiftMine) = (Math.Max(end, _ofMine[i].End), shiftMine + _ofMine[i++].Growth);
                    else if (StartOf(_ofTheirs, j) <= end)
                        (end, shiftTheirs) = (Math.Max(end, _ofTheirs[j].End), shiftTheirs + _ofTheirs[j++].Growth);
                    else
                        break;
                }
                var fromMine = _mine[(start + beforeMine)..(end + shiftMine)];
                var fromTheirs = _theirs[(start + beforeTheirs)..(end + shiftTheirs)];
                if (fromMine.SequenceEqual(fromTheirs, StringComparer.Ordinal))
                    Add(blocks, fromMine);
                else if (takesOneSided && i == firstMine)
                    Add(blocks, fromTheirs);
                else if (takesOneSided && j == firstTheirs)
                    Add(blocks, fromMine);
                else
                    blocks.Add(new Block(null, _origin[start..end], fromMine, fromTheirs));
                at = end;
            }
            Add(blocks, _origin[at..]);
            return [.. blocks.Select((b, n) => Part(b, isLast: n == blocks.Count - 1))];
        }

        private static int StartOf(ImmutableArray<Hunk> hunks, int index) => index < hunks.Length ? hunks[index].Start : int.MaxValue;

        private static void Add(List<Block> blocks, string[] lines)
        {
            if (lines.Length == 0)
                return;
            if (blocks is [.., { Agreed: { } before }])
                blocks[^1] = new Block([.. before, .. lines], null, null, null);
            else
                blocks.Add(new Block(lines, null, null, null));
        }

        private MergePart Part(Block block, bool isLast) =>
            new(Text(block.Agreed, isLast), Text(block.Origin, isLast), Text(block.Mine, isLast), Text(block.Theirs, isLast));

        private string? Text(string[]? lines, bool isLast) =>
            lines is null ? null
            : lines.Length == 0 ? ""
            : string.Join(_lineEnd, lines) + (isLast ? "" : _lineEnd);
    }

    private static string LineEndOf(string text)
    {
        var all = text.AsSpan().Count('\n');
        return all > 0 && text.AsSpan().Count("\r\n") * 2 > all ? "\r\n" : "\n";
    }

    /// <summary>A last line without a line end is followed by none; one with it, by an empty one.</summary>
    private static string[] Lines(string text) => text.Length == 0 ? [] : text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');

    private static ImmutableArray<Hunk> Diff(string from, string to) =>
        [
            .. new Differ()
                .CreateCustomDiffs(from, to, ignoreWhiteSpace: false, Lines)
                .DiffBlocks.Select(b => new Hunk(b.DeleteStartA, b.DeleteStartA + b.DeleteCountA, b.InsertCountB - b.DeleteCountA)),
        ];

    /// <param name="Start">First line of the origin that it replaces.</param>
    /// <param name="End">The line after the last.</param>
    /// <param name="Growth">Lines that the text has more after it.</param>
    private readonly record struct Hunk(int Start, int End, int Growth);

    private sealed record Block(string[]? Agreed, string[]? Origin, string[]? Mine, string[]? Theirs);
}
