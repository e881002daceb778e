using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace.Revisions;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace.Revisions;

public sealed class WhenTheLayerIsSaved(EmbeddedPostgresFixture postgres)
{
    private const string Metrics = EditedLayer.Metrics;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_files_become_one_revision_that_is_in_use_at_once()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var metrics = await EditedLayer.ChangeOfAsync(ann, Metrics, "paid * 12", "paid * 11");
        var glossary = new LayerFileChange("5-operations/glossary.yml", null, "terms:\n  - { term: MRR, definition: Monthly. }\n");

        var saved = (await ann.SaveAsync(new LayerSave([metrics, glossary], " Eleven \n months "), Cancelled)).ShouldBeOfType<LayerSaved>();

        layer.Layers.Current.Id.ShouldBe(saved.Revision);
        layer.Read(Metrics).ShouldContain("paid * 11");
        layer.Read("5-operations/glossary.yml").ShouldBe(glossary.Text);
        var history = await ann.HistoryAsync(null, null, 10, Cancelled);
        history.Count.ShouldBe(2);
        history[0]
            .ShouldSatisfyAllConditions(
                l => l.Author.ShouldBe("ann"),
                l => l.Message.ShouldBe("Eleven   months"),
                l => l.Origin.ShouldBe("page"),
                l => l.Parent.ShouldBe(history[1].Id),
                l => l.Content.ShouldBe(saved.Revision),
                l => l.IsCurrent.ShouldBeTrue(),
                l => l.Files.ShouldBe([Metrics, "5-operations/glossary.yml"])
            );
        history[1].Origin.ShouldBe("disk");
        history[1].IsCurrent.ShouldBeFalse();
    }

    [Fact]
    public async Task Two_browsers_that_change_different_lines_are_merged_and_nothing_is_lost()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var (ann, bob) = (layer.As("ann"), layer.As("bob"));
        var one = await EditedLayer.ChangeOfAsync(ann, Metrics, "label: Paid", "label: Paid up");
        var two = await EditedLayer.ChangeOfAsync(bob, Metrics, "paid * 12", "paid * 11");

        var outcomes = await Task.WhenAll(ann.SaveAsync(new LayerSave([one], "Ann"), Cancelled), bob.SaveAsync(new LayerSave([two], "Bob"), Cancelled));

        outcomes.ShouldAllBe(o => o is LayerSaved);
        outcomes.Cast<LayerSaved>().SelectMany(s => s.Merged).ShouldBe([Metrics]);
        layer.Read(Metrics).ShouldContain("label: Paid up");
        layer.Read(Metrics).ShouldContain("paid * 11");
        (await ann.HistoryAsync(Metrics, null, 10, Cancelled)).Select(h => h.Author).ShouldBe(["bob", "ann", null], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_save_would_write_keeps_the_lines_of_others()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var (ann, bob) = (layer.As("ann"), layer.As("bob"));
        var old = await EditedLayer.ChangeOfAsync(bob, Metrics, "paid * 12", "paid * 11");
        await EditedLayer.ChangeAsync(ann, Metrics, "label: Paid", "label: Paid up");
        var now = layer.Read(Metrics);

        var check = (await bob.CheckAsync(new LayerSave([old], ""), Cancelled)).ShouldBeOfType<LayerSaved>();

        check.Merged.ShouldBe([Metrics]);
        check.Writes.ShouldBe([new RevisionFileChange(Metrics, now, now.Replace("paid * 12", "paid * 11", StringComparison.Ordinal))]);
    }

    [Fact]
    public async Task The_same_line_is_a_conflict_that_writes_nothing_and_whose_merge_can_be_saved()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var (ann, bob) = (layer.As("ann"), layer.As("bob"));
        var mine = await EditedLayer.ChangeOfAsync(bob, Metrics, "paid * 12", "paid * 10");
        await EditedLayer.ChangeAsync(ann, Metrics, "paid * 12", "paid * 11");

        var conflict = (await bob.SaveAsync(new LayerSave([mine], "Ten"), Cancelled)).ShouldBeOfType<LayerConflict>().Files.ShouldHaveSingleItem();

        layer.Read(Metrics).ShouldContain("paid * 11");
        conflict.By.ShouldBe("ann");
        conflict.Base.ShouldNotBeNull().ShouldContain("paid * 12");
        conflict.Parts.Count(p => p.IsConflict).ShouldBe(1);
        string.Concat(conflict.Parts.Select(p => p.Text ?? p.Theirs)).ShouldBe(layer.Read(Metrics));
        var merge = string.Concat(conflict.Parts.Select(p => p.Text ?? p.Mine));
        (await bob.SaveAsync(new LayerSave([new LayerFileChange(Metrics, conflict.TheirsHash, merge)], "Ten"), Cancelled)).ShouldBeOfType<LayerSaved>();
        layer.Read(Metrics).ShouldContain("paid * 10");
    }

    [Fact]
    public async Task Two_that_add_the_same_metric_at_two_places_get_a_conflict_with_the_reason()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var (ann, bob) = (layer.As("ann"), layer.As("bob"));
        const string Line = "  - { name: twice, entity: account, agg: count }\n";
        var mine = await EditedLayer.ChangeOfAsync(bob, Metrics, "metrics:\n", "metrics:\n" + Line);
        (await EditedLayer.ChangeAsync(ann, Metrics, "  - { name: paid_yearly", Line + "  - { name: paid_yearly")).ShouldBeOfType<LayerSaved>();
        var before = layer.Read(Metrics);

        var conflict = (await bob.SaveAsync(new LayerSave([mine], "Twice"), Cancelled)).ShouldBeOfType<LayerConflict>().Files.ShouldHaveSingleItem();

        conflict.Problems.ShouldContain(p => p.Message.Contains("twice", StringComparison.Ordinal));
        conflict.Parts.Count(p => p.IsConflict).ShouldBe(2);
        layer.Read(Metrics).ShouldBe(before);
    }

    [Fact]
    public async Task What_would_break_the_layer_is_refused_with_what_it_would_break()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var before = layer.Read(Metrics);

        (await EditedLayer.ChangeAsync(ann, Metrics, "metrics:", "metrics: [")).ShouldBeOfType<LayerInvalid>().Problems.ShouldContain(p => p.File == Metrics);
        var account = (await ann.OpenAsync("2-entities/account.yml", Cancelled))!;
        (await ann.SaveAsync(new LayerSave([new LayerFileChange(account.Path, account.Hash, null)], "Gone"), Cancelled))
            .ShouldBeOfType<LayerInvalid>()
            .Problems.ShouldContain(p => p.Message.Contains("account", StringComparison.Ordinal));
        layer.Read(Metrics).ShouldBe(before);
        (await ann.HistoryAsync(null, null, 10, Cancelled)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Errors_that_are_there_already_keep_nobody_from_saving_something_else()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        layer.Write("3-metrics/broken.yml", "metrics:\n  - { name: Bad Name, entity: account, agg: count }\n");

        (await EditedLayer.ChangeAsync(ann, Metrics, "paid * 12", "paid * 11")).ShouldBeOfType<LayerSaved>();
        var history = await ann.HistoryAsync(null, null, 10, Cancelled);
        history.Select(h => (h.Origin, h.IsBroken)).ShouldBe([("page", true), ("disk", true), ("disk", false)]);
        history[1].Message.ShouldBe("Changed on disk: 3-metrics/broken.yml");
        (await EditedLayer.ChangeAsync(ann, "3-metrics/broken.yml", "Bad Name", "good_name")).ShouldBeOfType<LayerSaved>();
        layer.Layers.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_saved_beside_an_error_says_that_it_is_not_in_use_before_that_is_mended()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var good = layer.Layers.Current.Id;
        layer.Write("3-metrics/broken.yml", "metrics:\n  - { name: Bad Name, entity: account, agg: count }\n");
        var change = await EditedLayer.ChangeOfAsync(ann, Metrics, "paid * 12", "paid * 11");

        const string words = "It comes into use as soon as 3-metrics/broken.yml, line 2, is mended.";
        (await ann.CheckAsync(new LayerSave([change], ""), Cancelled)).ShouldBeOfType<LayerSaved>().WaitsInWords.ShouldBe(words);
        var saved = (await ann.SaveAsync(new LayerSave([change], "Eleven"), Cancelled)).ShouldBeOfType<LayerSaved>();
        (saved.IsInUse, saved.WaitsInWords).ShouldBe((false, words));
        layer.Layers.Current.Id.ShouldBe(good);

        var mended = (await EditedLayer.ChangeAsync(ann, "3-metrics/broken.yml", "Bad Name", "good_name")).ShouldBeOfType<LayerSaved>();
        (mended.IsInUse, mended.WaitsInWords).ShouldBe((true, null));
        layer.Layers.Current.Id.ShouldBe(mended.Revision);
    }

    [Fact]
    public async Task A_file_that_was_removed_meanwhile_is_a_conflict_and_one_that_both_removed_is_not()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, SmallLayer.With("5-operations/glossary.yml", "terms: [{ term: A, definition: B }]\n"));
        var ann = layer.As("ann");
        var change = await EditedLayer.ChangeOfAsync(ann, "5-operations/glossary.yml", "definition: B", "definition: C");
        var removal = change with { Text = null };
        File.Delete(Path.Combine(layer.Folder, "5-operations/glossary.yml"));

        var conflict = (await ann.SaveAsync(new LayerSave([change], "C"), Cancelled)).ShouldBeOfType<LayerConflict>().Files.ShouldHaveSingleItem();
        conflict.Theirs.ShouldBeNull();
        conflict.TheirsHash.ShouldBeNull();
        conflict.By.ShouldBeNull();
        (await ann.SaveAsync(new LayerSave([removal], "Gone"), Cancelled)).ShouldBeOfType<LayerSaved>().Entry.ShouldBeNull();
        // Wanted after all: as a new file.
        (await ann.SaveAsync(new LayerSave([change with { BaseHash = null }], "C"), Cancelled)).ShouldBeOfType<LayerSaved>();
        layer.Read("5-operations/glossary.yml").ShouldContain("definition: C");
    }

    [Theory]
    [InlineData("../outside.yml")]
    [InlineData("/etc/passwd.yml")]
    [InlineData("3-metrics/../../outside.yml")]
    [InlineData("3-metrics/..\\outside.yml")]
    [InlineData("3-metrics/.hidden.yml")]
    [InlineData("3-metrics/a/b.yml")]
    [InlineData("3-metrics/note.txt")]
    [InlineData("3-metrics/a\0.yml")]
    [InlineData("3-metrics/a\n.yml")]
    [InlineData("3-metrics/ALL.yml")]
    [InlineData("C:/3-metrics.yml")]
    [InlineData("")]
    public async Task A_path_that_is_no_place_of_a_layer_is_refused(string path)
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var outcome = await layer.As("ann").SaveAsync(new LayerSave([new LayerFileChange(path, null, "metrics: []\n")], "Odd"), Cancelled);
        outcome.ShouldBeOfType<LayerNotSaved>().Reason.ShouldNotBeNullOrWhiteSpace();
        await Should.ThrowAsync<ArgumentException>(() => layer.As("ann").KeepDraftAsync(path, "", "text", Cancelled));
        Directory.EnumerateFiles(Path.GetDirectoryName(layer.Folder)!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var outside = Path.Combine(Path.GetDirectoryName(layer.Folder)!, "outside");
        Directory.CreateDirectory(outside);
        Directory.CreateSymbolicLink(Path.Combine(layer.Folder, "4-products"), outside);
        var product = new LayerFileChange("4-products/plans.yml", null, "products: []\n");

        (await layer.As("ann").SaveAsync(new LayerSave([product], "Out"), Cancelled)).ShouldBeOfType<LayerNotSaved>().Reason.ShouldContain("is a link");
        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_long_too_many_without_words_or_twice_is_refused()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        LayerFileChange Glossary(string text) => new("5-operations/glossary.yml", null, text);
        async Task<string> RefusalAsync(string message, params LayerFileChange[] changes) =>
            (await ann.SaveAsync(new LayerSave(changes, message), Cancelled)).ShouldBeOfType<LayerNotSaved>().Reason;

        (await RefusalAsync("Long", Glossary(new string('#', (4 << 20) + 1)))).ShouldContain("up to 4 MB");
        (await RefusalAsync("  ", Glossary("terms: []\n"))).ShouldContain("one line");
        (await RefusalAsync("None")).ShouldContain("nothing to save");
        (await RefusalAsync("Twice", Glossary("terms: []\n"), Glossary("terms: []\n"))).ShouldContain("twice");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_read_only_with_the_reason()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        // Holds for root as well: where the program's own folder would be, there is a file.
        layer.Write(LayerFolderWrite.Area, "in the way");
        var server = await layer.AnotherServerAsync();

        var ann = server.As("ann");
        ann.Rights().CanEdit.ShouldBeFalse();
        ann.Rights().Reason.ShouldNotBeNull().ShouldContain("cannot be written");
        (await ann.OpenAsync(Metrics, Cancelled))!.IsReadOnly.ShouldBeTrue();
        (await ann.SaveAsync(new LayerSave([new LayerFileChange(Metrics, null, "x")], "X"), Cancelled)).ShouldBeOfType<LayerNotSaved>();
    }

    [Fact]
    public async Task When_one_of_several_files_cannot_be_written_none_is()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var metrics = await EditedLayer.ChangeOfAsync(ann, Metrics, "paid * 12", "paid * 11");
        // A file stands where the folder of the other one would be.
        layer.Write("4-products", "in the way");
        var product = new LayerFileChange("4-products/plans.yml", null, "products: []\n");

        (await ann.SaveAsync(new LayerSave([metrics, product], "Both"), Cancelled)).ShouldBeOfType<LayerNotSaved>().Reason.ShouldContain("Nothing was saved");
        layer.Read(Metrics).ShouldContain("paid * 12");
        (await ann.HistoryAsync(null, null, 10, Cancelled)).Count.ShouldBe(1);
        File.Delete(Path.Combine(layer.Folder, "4-products"));
        (await ann.SaveAsync(new LayerSave([metrics, product], "Both"), Cancelled)).ShouldBeOfType<LayerSaved>();
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_half_written_and_the_words_say_what_to_do()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var metrics = await EditedLayer.ChangeOfAsync(ann, Metrics, "paid * 12", "paid * 11");
        var product = new LayerFileChange("4-products/plans.yml", null, "products: []\n");
        // The texts are laid beside the files; what says that they count finds no room any more.
        var area = Path.Combine(layer.Folder, LayerFolderWrite.Area);
        var write = LayerFolderWrite.Prepare(layer.Folder, [new LayerFileWrite(product.Path, null, product.Text)], "{}")!;
        File.CreateSymbolicLink(Path.Combine(area, "journal.json.tmp"), "/dev/full");

        LayerSaving
            .WhyNot(Should.Throw<IOException>(() => write.Apply()))
            .ShouldBe("Nothing was saved: the disk that the layer's folder is on is full. Your text is kept; make room there and save again.");

        Directory.EnumerateFiles(area).Select(Path.GetFileName).ShouldBe([".gitignore"]);
        layer.Read(Metrics).ShouldContain("paid * 12");
        (await ann.SaveAsync(new LayerSave([metrics, product], "There is room again"), Cancelled)).ShouldBeOfType<LayerSaved>();
    }

    [Fact]
    public void A_store_that_is_full_is_told_apart_from_one_that_is_away_however_deep_its_fault_is_wrapped()
    {
        var full = new PostgresException("could not extend file", "ERROR", "ERROR", PostgresErrorCodes.DiskFull);
        foreach (
            var fault in new Exception[]
            {
                full,
                new DbUpdateException("saving", full),
                new InvalidOperationException("passing", new DbUpdateException("saving", full)),
            }
        )
            LayerSaving.WhyNot(fault).ShouldContain("own database is full");
        foreach (var fault in new Exception[] { new NpgsqlException("no line"), new InvalidOperationException("passing", new NpgsqlException("no line")) })
            LayerSaving.WhyNot(fault).ShouldContain("own database does not answer");
    }

    [Fact]
    public async Task A_level_changes_only_files_that_it_sees_whole_and_never_who_may_read_what()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann", "internal");

        var tables = (await ann.OpenAsync("1-warehouse/crm.yml", Cancelled))!;
        tables.IsReadOnly.ShouldBeTrue();
        tables.Text.ShouldNotContain("secret");
        tables.Reason.ShouldNotBeNull().ShouldContain("above your access level");
        foreach (var path in new[] { "1-warehouse/crm.yml", "5-operations/access.yml" })
            (await ann.SaveAsync(new LayerSave([new LayerFileChange(path, tables.Hash, "x: 1\n")], "X"), Cancelled)).ShouldBeOfType<LayerNotSaved>();
        (await EditedLayer.ChangeAsync(ann, Metrics, "paid * 12", "paid * 11")).ShouldBeOfType<LayerSaved>();
        var found = (await ann.FindRevisionAsync("1", Cancelled))!.Files.Single(f => f.Path == "1-warehouse/crm.yml");
        (found.IsHidden, found.Before, found.After).ShouldBe((true, null, null));
        (await layer.As("bob").FindRevisionAsync("1", Cancelled))!.Files.ShouldAllBe(f => !f.IsHidden && f.After != null);
    }

    [Theory]
    [InlineData("secrt")]
    [InlineData("secret")]
    public async Task What_a_level_may_not_know_of_is_neither_proposed_nor_confirmed_by_a_save(string guess)
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var metric = $"  - {{ name: guessed, entity: account, agg: count_distinct, expr: {guess} }}\n";
        var mine = await EditedLayer.ChangeOfAsync(layer.As("ann", "internal"), Metrics, "metrics:\n", "metrics:\n" + metric);

        var refused = (await layer.As("ann", "internal").SaveAsync(new LayerSave([mine], "A guess"), Cancelled)).ShouldBeOfType<LayerInvalid>();

        refused.Problems.ShouldAllBe(p => p.Message.Replace($"\"{guess}\"", "", StringComparison.Ordinal).Contains("secret") == false);
        // Whoever may know of it is helped, and may use it.
        var outcome = await layer.As("bob").SaveAsync(new LayerSave([mine], "A metric"), Cancelled);
        if (guess == "secret")
            outcome.ShouldBeOfType<LayerSaved>();
        else
            outcome.ShouldBeOfType<LayerInvalid>().Problems.ShouldContain(p => p.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_layer_says_which_levels_change_it_and_the_server_whether_anybody_does()
    {
        await using var layer = await EditedLayer.OpenAsync(
            postgres,
            SmallLayer.With("5-operations/access.yml", SmallLayer.Access + "\neditors: [restricted]\n")
        );
        layer.As("ann", "internal").Rights().ShouldSatisfyAllConditions(r => r.CanEdit.ShouldBeFalse(), r => r.Reason!.ShouldContain("restricted"));
        layer.As("bob").Rights().CanEdit.ShouldBeTrue();
        (await EditedLayer.ChangeAsync(layer.As("bob"), "5-operations/access.yml", "[restricted]", "[restrictd]")).ShouldBeOfType<LayerInvalid>();

        await using var shown = await EditedLayer.OpenAsync(postgres, access: new AccessOptions { CanEdit = false });
        shown.As("bob").Rights().Reason.ShouldNotBeNull().ShouldContain("Access:CanEdit");
    }

    [Fact]
    public async Task Checking_says_what_a_save_would_come_to_and_writes_nothing()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var change = await EditedLayer.ChangeOfAsync(ann, Metrics, "paid * 12", "paid * 11");
        var checkedFirst = (await ann.CheckAsync(new LayerSave([change], ""), Cancelled)).ShouldBeOfType<LayerSaved>();
        layer.Read(Metrics).ShouldContain("paid * 12");
        (await ann.SaveAsync(new LayerSave([change], "Eleven"), Cancelled)).ShouldBeOfType<LayerSaved>().Revision.ShouldBe(checkedFirst.Revision);
    }
}
