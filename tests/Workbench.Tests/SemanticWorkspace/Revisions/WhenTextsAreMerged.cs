using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workbench.Server.SemanticWorkspace.Revisions;

namespace Workbench.Tests.SemanticWorkspace.Revisions;

public sealed class WhenTextsAreMerged
{
    [Fact]
    public void Changes_of_different_lines_are_both_taken()
    {
        Merge("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nc\nD\ne\n").ShouldBe("a\nB\nc\nD\ne\n");
        Merge("a\nb\nc\n", "c\n", "a\nb\nc\nd\n").ShouldBe("c\nd\n");
        Merge("a\nb", "a\nb\nc", "x\nb").ShouldBe("x\nb\nc");
    }

    [Fact]
    public void The_same_change_of_both_is_taken_once()
    {
        Merge("a\nb\nc\n", "a\nX\nc\n", "a\nX\nc\n").ShouldBe("a\nX\nc\n");
        Merge("a\nb\nc\nd\n", "a\nX\nc\nd\n", "a\nX\nc\nD\n").ShouldBe("a\nX\nc\nD\n");
    }

    [Fact]
    public void Changes_of_the_same_or_of_neighbouring_lines_are_a_conflict_with_the_three_texts()
    {
        var parts = ThreeWayMerge.Run("a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\n");
        parts
            .Select(p => (p.Text, p.Base, p.Mine, p.Theirs))
            .ShouldBe([("a\n", null, null, null), (null, "b\n", "mine\n", "theirs\n"), ("c\n", null, null, null)]);
        Merge("a\nb\nc\n", "a\nB\nc\n", "a\nb\nC\n").ShouldBeNull();
        Merge("", "one\n", "two\n").ShouldBeNull();
    }

    [Fact]
    public void A_line_that_one_removed_and_the_other_changed_is_a_conflict() => Merge("a\nb\nc\n", "a\nc\n", "a\nB\nc\n").ShouldBeNull();

    [Fact]
    public void The_line_ends_are_those_of_the_file_on_disk()
    {
        Merge("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\r\nb\r\nc\r\nD\r\n").ShouldBe("a\r\nB\r\nc\r\nD\r\n");
        Merge("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\nc\r\n").ShouldBe("a\r\nb\r\nc\r\n");
    }

    [Fact]
    public void What_only_one_changed_comes_out_as_it_is()
    {
        Prop.ForAll(Texts, Texts, (origin, x) => Merge(origin, x, origin) == x && Merge(origin, origin, x) == x && Merge(origin, x, x) == x).Check(Fails);
    }

    [Fact]
    public void The_sides_may_be_swapped()
    {
        Prop.ForAll(
                Texts,
                Texts,
                Texts,
                (origin, a, b) =>
                {
                    var (there, back) = (ThreeWayMerge.Run(origin, a, b), ThreeWayMerge.Run(origin, b, a));
                    return there.Select(p => (p.Text, p.Base, p.Mine, p.Theirs)).SequenceEqual(back.Select(p => (p.Text, p.Base, p.Theirs, p.Mine)));
                }
            )
            .Check(Fails);
    }

    [Fact]
    public void A_merge_without_conflict_has_every_line_that_a_side_added_and_none_that_a_side_removed()
    {
        var merges = 0;
        Prop.ForAll(
                Edits("mine"),
                Edits("theirs"),
                (mine, theirs) =>
                {
                    var parts = ThreeWayMerge.Run(Text(Origin), Text(Edited(mine)), Text(Edited(theirs)));
                    if (ThreeWayMerge.TextOf(parts) is not { } merged)
                        // What is not agreed is asked: nothing of either side is missing there.
                        return mine.Added.All(string.Concat(parts.Select(p => p.Text ?? p.Mine)).Split('\n').Contains)
                            && theirs.Added.All(string.Concat(parts.Select(p => p.Text ?? p.Theirs)).Split('\n').Contains);
                    merges++;
                    var kept = Origin.Where(l => !mine.Removed.Contains(l) && !theirs.Removed.Contains(l));
                    return merged.Split('\n').Order().SequenceEqual(kept.Concat(mine.Added).Concat(theirs.Added).Order());
                }
            )
            .Check(Fails);
        merges.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Choosing_one_side_of_every_conflict_gives_that_side_and_what_the_other_changed_elsewhere()
    {
        Prop.ForAll(
                Texts,
                Texts,
                Texts,
                (origin, a, b) =>
                    string.Concat(ThreeWayMerge.AskForAll(origin, a, b).Select(p => p.Text ?? p.Mine)).TrimEnd('\n') == a.TrimEnd('\n')
                    && string.Concat(ThreeWayMerge.AskForAll(origin, a, b).Select(p => p.Text ?? p.Theirs)).TrimEnd('\n') == b.TrimEnd('\n')
            )
            .Check(Fails);
    }

    private static Config Fails => Config.QuickThrowOnFailure.WithMaxTest(400);

    /// <summary>Few words, so that the texts have lines in common.</summary>
    private static Arbitrary<string> Texts =>
        (from lines in Gen.Elements("a", "b", "c", "d", "").ArrayOf() from ends in Gen.Elements("", "\n") select string.Join('\n', lines) + ends).ToArbitrary();

    private static readonly string[] Origin = [.. Enumerable.Range(0, 20).Select(n => $"line {n}")];

    /// <param name="Removed">Lines of the origin.</param>
    /// <param name="Places">Numbers of lines of the origin that a new one stands before.</param>
    private sealed record SideEdits(string Side, string[] Removed, int[] Places)
    {
        public IEnumerable<string> Added => Places.Select(p => $"{Side} {p}");
    }

    private static Arbitrary<SideEdits> Edits(string side) =>
        (
            from removed in Gen.SubListOf(Origin)
            from keep in Gen.Choose(0, 3)
            from places in Gen.SubListOf(Enumerable.Range(0, 20).ToArray())
            from add in Gen.Choose(0, 3)
            select new SideEdits(side, [.. removed.Take(keep)], [.. places.Take(add)])
        ).ToArbitrary();

    private static string[] Edited(SideEdits edits) =>
        [.. Origin.SelectMany((line, n) => (edits.Places.Contains(n) ? new[] { $"{edits.Side} {n}" } : []).Concat(edits.Removed.Contains(line) ? [] : [line]))];

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string? Merge(string origin, string mine, string theirs) => ThreeWayMerge.TextOf(ThreeWayMerge.Run(origin, mine, theirs));
}
