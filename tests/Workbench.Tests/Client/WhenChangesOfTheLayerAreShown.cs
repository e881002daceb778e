using Shouldly;
using Workbench.Client.SemanticLayer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Tests.Client;

public sealed class WhenChangesOfTheLayerAreShown
{
    private static string Numbered(int from, int to) => string.Concat(Enumerable.Range(from, to - from + 1).Select(n => $"line {n}\n"));

    [Fact]
    public void Changed_lines_stand_beside_each_other_with_what_differs_in_them()
    {
        var diff = FileDiffView.Create(new RevisionFileChange("a.yml", "a\nexpr: paid * 12\nb\n", "a\nexpr: paid * 11\nb\nc\n"));

        diff.Change.ShouldBe("+2 −1");
        diff.Stretches.SelectMany(s => s.Rows)
            .Select(r => (r.Kind, r.Old, r.New, r.Before?.Middle, r.After?.Middle))
            .ShouldBe([(DiffKind.Same, 1, 1, "", ""), (DiffKind.Changed, 2, 2, "2", "1"), (DiffKind.Same, 3, 3, "", ""), (DiffKind.Added, null, 4, null, "")]);
    }

    [Fact]
    public void Long_stretches_without_a_change_are_folded_but_for_the_lines_beside_one()
    {
        var diff = FileDiffView.Create(new RevisionFileChange("a.yml", Numbered(1, 100), Numbered(1, 49) + "fifty\n" + Numbered(51, 100)));

        diff.Stretches.Select(s => (s.IsFolded, s.Rows.Count)).ShouldBe([(true, 46), (false, 3), (false, 1), (false, 3), (true, 47)]);
        diff.Stretches.SelectMany(s => s.Rows).Select(r => r.Old).ShouldBe(Enumerable.Range(1, 100).Select(n => (int?)n));
    }

    [Theory]
    [InlineData(null, "a\n", "new")]
    [InlineData("a\n", null, "removed")]
    [InlineData("a\r\nb\r\n", "a\nb\n", "")]
    [InlineData("a\n", "a\n", "")]
    [InlineData("", "", "")]
    public void Files_that_are_new_removed_or_the_same_say_so(string? before, string? after, string change) =>
        FileDiffView.Create(new RevisionFileChange("a.yml", before, after)).Change.ShouldBe(change);

    [Fact]
    public void A_hidden_file_shows_no_line()
    {
        var diff = FileDiffView.Create(new RevisionFileChange("a.yml", null, null) { IsHidden = true });
        diff.Stretches.ShouldBeEmpty();
        diff.Note.ShouldNotBeNull().ShouldContain("above your access level");
    }

    [Fact]
    public void A_merge_is_what_was_chosen_part_by_part()
    {
        var file = MergeFileView.Create(
            new LayerFileConflict(
                "a.yml",
                "a\nb\nc\nd\n",
                "a\nB\nc\nD\n",
                "a\nbb\nc\ndd\n",
                "hash",
                "bob",
                [new("a\n", null, null, null), new(null, "b\n", "B\n", "bb\n"), new("c\n", null, null, null), new(null, "d\n", "D\n", "dd\n")]
            )
        );
        file.Open.ShouldBe(2);
        var settled = file.Choose(1, MergeChoice.Mine).Choose(3, MergeChoice.Both);
        settled.Open.ShouldBe(0);
        file.Draft.ShouldBe("a\nB\nbb\nc\nD\ndd\n", "what is not chosen comes with both sides");
        file.Choose(1, MergeChoice.Theirs).Draft.ShouldBe("a\nbb\nc\nD\ndd\n");
        settled.Change.ShouldBe(new LayerFileChange("a.yml", "hash", "a\nB\nc\nD\ndd\n"));
        file.ChooseAll(MergeChoice.Theirs).Result.ShouldBe(file.Conflict.Theirs);
        file.ChooseAll(MergeChoice.Mine).Result.ShouldBe(file.Conflict.Mine);
        file.ChooseAll(MergeChoice.Base).Result.ShouldBe(file.Conflict.Base);
        (settled with { Edited = "by hand\n" }).Result.ShouldBe("by hand\n");
    }

    [Fact]
    public void Of_a_removed_file_it_is_chosen_whether_it_stays()
    {
        var file = MergeFileView.Create(new LayerFileConflict("a.yml", "a\n", "b\n", null, null, null, [new(null, "a\n", "b\n", "")]));
        file.Open.ShouldBe(1);
        (file with { IsRemoved = false }).Change.ShouldBe(new LayerFileChange("a.yml", null, "b\n"));
        (file with { IsRemoved = true }).Change.ShouldBe(new LayerFileChange("a.yml", null, null));
    }

    [Fact]
    public void A_revision_says_who_made_it_and_which_way()
    {
        var line = new RevisionLine("3", "2", null, "Changed on disk", RevisionOrigins.Disk, DateTimeOffset.UnixEpoch, true, ["a.yml", "b.yml"]);
        HistoryLineView.Create(line).ShouldSatisfyAllConditions(v => v.Who.ShouldBe("On disk"), v => v.Way.ShouldBeNull(), v => v.Files.ShouldBe("2 files"));
        HistoryLineView.Create(line with { Author = "ann", Origin = RevisionOrigins.Revert }).Way.ShouldBe("revert");
        LayerAddress.HistoryHref("3-metrics/a b.yml", "3").ShouldBe("/layer/history?file=3-metrics%2Fa%20b.yml&revision=3");
    }
}
