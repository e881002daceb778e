using Shouldly;
using Workbench.Client.SemanticLayer.Editor;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace.Revisions;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace.Revisions;

public sealed class WhenTheHistoryIsRead(EmbeddedPostgresFixture postgres)
{
    private const string Metrics = EditedLayer.Metrics;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revert_brings_the_content_back_as_a_new_entry_and_can_be_reverted_itself()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var first = layer.Layers.Current.Id;
        await EditedLayer.ChangeAsync(ann, Metrics, "paid * 12", "paid * 11", "Eleven");

        var reverted = (await ann.RevertAsync("2", "", Cancelled)).ShouldBeOfType<LayerSaved>();
        reverted.Revision.ShouldBe(first);
        reverted.Entry.ShouldBe("3");
        layer.Read(Metrics).ShouldBe(SmallLayer.Metrics);
        (await ann.RevertAsync("3", "After all", Cancelled)).ShouldBeOfType<LayerSaved>();
        layer.Read(Metrics).ShouldContain("paid * 11");

        var history = await ann.HistoryAsync(null, null, 10, Cancelled);
        history
            .Select(h => (h.Id, h.Message, h.Origin))
            .ShouldBe([("4", "After all", "revert"), ("3", "Revert “Eleven”", "revert"), ("2", "Eleven", "page"), ("1", "As found: 7 files", "disk")]);
        history.Select(h => h.Content).Distinct().Count().ShouldBe(2);
        history.Select(h => h.IsCurrent).ShouldBe([true, false, false, false]);
        // By its content, the newest entry of it.
        (await ann.FindRevisionAsync(first, Cancelled))!.Line.Id.ShouldBe("3");
    }

    [Fact]
    public async Task A_revert_keeps_what_came_after_and_shows_a_conflict_where_it_cannot()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        await EditedLayer.ChangeAsync(ann, Metrics, "paid * 12", "paid * 11");
        await EditedLayer.ChangeAsync(ann, Metrics, "label: Paid", "label: Paid up");

        (await ann.RevertAsync("2", "", Cancelled)).ShouldBeOfType<LayerSaved>().Merged.ShouldBe([Metrics]);
        layer.Read(Metrics).ShouldBe(SmallLayer.Metrics.Replace("label: Paid", "label: Paid up", StringComparison.Ordinal));
        await EditedLayer.ChangeAsync(ann, Metrics, "label: Paid up", "label: All paid");
        var conflict = (await ann.RevertAsync("3", "", Cancelled)).ShouldBeOfType<LayerConflict>().Files.ShouldHaveSingleItem();
        conflict.Theirs.ShouldNotBeNull().ShouldContain("All paid");
    }

    [Fact]
    public async Task A_revert_with_a_conflict_in_one_file_takes_the_other_files_back_with_the_merge()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        LayerFileChange[] both =
        [
            await EditedLayer.ChangeOfAsync(ann, Metrics, "label: Paid", "label: Paid up"),
            await EditedLayer.ChangeOfAsync(ann, "layer.yml", "name: Small", "name: Smaller"),
        ];
        (await ann.SaveAsync(new LayerSave(both, "Two files"), Cancelled)).ShouldBeOfType<LayerSaved>();
        await EditedLayer.ChangeAsync(ann, Metrics, "label: Paid up", "label: All paid");

        var conflict = (await ann.RevertAsync("2", "", Cancelled)).ShouldBeOfType<LayerConflict>();
        var contested = conflict.Files.ShouldHaveSingleItem();
        contested.Path.ShouldBe(Metrics);
        conflict.Others.ShouldHaveSingleItem().Path.ShouldBe("layer.yml");
        LayerFileChange[] merged = [new(Metrics, contested.TheirsHash, contested.Mine), .. conflict.Others];
        (await ann.SaveAsync(new LayerSave(merged, "Back"), Cancelled)).ShouldBeOfType<LayerSaved>();
        layer.Read(Metrics).ShouldBe(SmallLayer.Metrics);
        layer.Read("layer.yml").ShouldBe(SmallLayer.LayerFile);
    }

    [Fact]
    public async Task What_cannot_be_taken_back_says_why()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        await EditedLayer.ChangeAsync(ann, Metrics, "paid * 12", "paid * 11");
        await ann.RevertAsync("2", "", Cancelled);

        async Task<string> RefusalAsync(string id) => (await ann.RevertAsync(id, "", Cancelled)).ShouldBeOfType<LayerNotSaved>().Reason;
        (await RefusalAsync("1")).ShouldContain("first revision");
        (await RefusalAsync("2")).ShouldContain("reverted already");
        (await RefusalAsync("77")).ShouldContain("no revision 77");
        (await RefusalAsync("nonsense'")).ShouldContain("no revision");
        (await ann.FindRevisionAsync("77", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task It_is_read_page_by_page_and_by_file_with_both_texts_of_each()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        for (var n = 1; n <= 6; n++)
            await EditedLayer.ChangeAsync(
                ann,
                n % 2 == 0 ? Metrics : "layer.yml",
                n % 2 == 0 ? "metrics:" : "name: Small",
                n % 2 == 0 ? $"# {n}\nmetrics:" : $"# {n}\nname: Small"
            );

        var page = await ann.HistoryAsync(null, null, 3, Cancelled);
        page.Select(l => l.Id).ShouldBe(["7", "6", "5"]);
        (await ann.HistoryAsync(null, page[^1].Id, 10, Cancelled)).Select(l => l.Id).ShouldBe(["4", "3", "2", "1"]);
        (await ann.HistoryAsync("layer.yml", null, 10, Cancelled)).Select(l => l.Id).ShouldBe(["6", "4", "2", "1"]);
        (await ann.HistoryAsync("nothing.yml", null, 10, Cancelled)).ShouldBeEmpty();
        var detail = (await ann.FindRevisionAsync("2", Cancelled))!.Files.ShouldHaveSingleItem();
        (detail.Path, detail.Before, detail.After).ShouldBe(("layer.yml", SmallLayer.LayerFile, "# 1\n" + SmallLayer.LayerFile));
    }

    [Fact]
    public async Task Edits_on_disk_are_entries_without_an_author()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        foreach (var file in SmallLayer.With(Metrics, "paid * 12", "paid * 11"))
            layer.Write(file.Path, "# by Git\n" + file.Text);
        File.Delete(Path.Combine(layer.Folder, "2-entities/employee.yml"));
        layer.Write("2-entities/person.yml", SmallLayer.Employee);
        await layer.Saving.RecordDiskAsync(isStart: false, Cancelled);
        await layer.Saving.RecordDiskAsync(isStart: false, Cancelled);

        var line = (await layer.As("ann").HistoryAsync(null, null, 1, Cancelled)).ShouldHaveSingleItem();
        (line.Id, line.Author, line.Origin, line.Message, line.IsBroken).ShouldBe(("2", null, "disk", "Changed on disk: 8 files", false));
        var files = (await layer.As("ann").FindRevisionAsync("2", Cancelled))!.Files;
        files.Single(f => f.Path == "2-entities/employee.yml").After.ShouldBeNull();
        files.Single(f => f.Path == "2-entities/person.yml").Before.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_changed_while_no_server_ran_is_found_at_the_start_and_merged_with_what_was_typed_before()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var ann = layer.As("ann");
        var opened = (await ann.OpenAsync(Metrics, Cancelled))!;
        await ann.KeepDraftAsync(Metrics, opened.Hash, opened.Text.Replace("paid * 12", "paid * 11", StringComparison.Ordinal), Cancelled);
        layer.Write(Metrics, opened.Text.Replace("label: Paid", "label: Paid up", StringComparison.Ordinal));

        await using var later = await layer.AnotherServerAsync();
        await later.Saving.RecordDiskAsync(isStart: true, Cancelled);
        var again = later.As("ann");
        (await again.HistoryAsync(null, null, 1, Cancelled))[0].Message.ShouldBe($"Changed on disk while no server was running: {Metrics}");
        (await again.DraftsAsync(Cancelled)).ShouldHaveSingleItem().IsBehind.ShouldBeTrue();
        var draft = (await again.OpenAsync(Metrics, Cancelled))!.Draft.ShouldNotBeNull();
        (await again.SaveAsync(new LayerSave([new LayerFileChange(Metrics, draft.BaseHash, draft.Text)], "Eleven"), Cancelled))
            .ShouldBeOfType<LayerSaved>()
            .Merged.ShouldBe([Metrics]);
        later.Read(Metrics).ShouldContain("label: Paid up");
        later.Read(Metrics).ShouldContain("paid * 11");
        (await again.DraftsAsync(Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_tabs_of_one_person_keep_a_draft_each_and_a_new_tab_goes_on_with_the_newest()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var (one, two) = (layer.As("ann"), layer.As("ann"));
        var hash = (await one.OpenAsync(Metrics, Cancelled))!.Hash;
        await two.OpenAsync(Metrics, Cancelled);
        await one.KeepDraftAsync(Metrics, hash, "one", Cancelled);
        await two.KeepDraftAsync(Metrics, hash, "two", Cancelled);
        await one.KeepDraftAsync("3-metrics/new.yml", "", "new", Cancelled);
        one.Dispose();
        two.Dispose();

        var third = layer.As("ann");
        (await third.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("two");
        (await third.DraftsAsync(Cancelled)).Select(d => d.Path).ShouldBe(["3-metrics/new.yml", Metrics]);
        var created = (await third.OpenAsync("3-metrics/new.yml", Cancelled)).ShouldNotBeNull();
        (created.Text, created.Hash, created.Draft!.Text).ShouldBe(("", "", "new"));
        await third.KeepDraftAsync(Metrics, hash, null, Cancelled);
        (await layer.As("ann").OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("one");
        (await layer.As("bob").OpenAsync(Metrics, Cancelled))!.Draft.ShouldBeNull();
        (await layer.As("bob").OpenAsync("3-metrics/new.yml", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task A_save_beside_what_is_typed_keeps_it_and_one_of_it_forgets_it()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var (ann, other) = (layer.As("ann"), layer.As("ann"));
        var opened = (await ann.OpenAsync(Metrics, Cancelled))!;
        await ann.KeepDraftAsync(Metrics, opened.Hash, "typed", Cancelled);

        var read = (await other.ReadAsync(Metrics, Cancelled)).ShouldNotBeNull();
        (read.Text, read.Hash, read.Draft).ShouldBe((opened.Text, opened.Hash, null));
        var beside = new LayerFileChange(Metrics, read.Hash, read.Text + "# Beside\n");
        (await ann.SaveAsync(new LayerSave([beside], "Beside") { KeepsDrafts = true }, Cancelled)).ShouldBeOfType<LayerSaved>();
        await other.KeepDraftAsync(Metrics, read.Hash, null, Cancelled);
        (await ann.OpenAsync(Metrics, Cancelled))!.Draft.ShouldNotBeNull().Text.ShouldBe("typed");

        var now = (await ann.ReadAsync(Metrics, Cancelled))!;
        (
            await ann.SaveAsync(new LayerSave([new LayerFileChange(Metrics, now.Hash, now.Text + "# Once more\n")], "More"), Cancelled)
        ).ShouldBeOfType<LayerSaved>();
        (await ann.OpenAsync(Metrics, Cancelled))!.Draft.ShouldBeNull();
        (await ann.ReadAsync("3-metrics/none.yml", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task What_another_browser_is_typing_is_shown_and_neither_taken_nor_thrown_away()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var (one, two) = (layer.As("ann"), layer.As("ann"));
        var opened = (await one.OpenAsync(Metrics, Cancelled))!;
        await one.KeepDraftAsync(Metrics, opened.Hash, "typed", Cancelled);
        await one.KeepDraftAsync("3-metrics/new.yml", "", "new", Cancelled);

        var seen = (await two.OpenAsync(Metrics, Cancelled))!;
        (seen.Text, seen.Draft, seen.Elsewhere!.Text).ShouldBe((opened.Text, null, "typed"));
        (await two.OpenAsync("3-metrics/new.yml", Cancelled))!.IsThere.ShouldBeFalse();
        await two.KeepDraftAsync(Metrics, seen.Hash, null, Cancelled);
        (await one.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("typed");

        // The same tab, loaded again before the server has noticed, and then by one that comes when both are closed.
        var again = layer.As("ann");
        again.GoOnWith([one.Session]);
        (await again.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("typed");
        one.Dispose();
        (await two.OpenAsync(Metrics, Cancelled))!.Draft.ShouldBeNull();
        again.Dispose();
        (await two.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("typed");
    }

    [Fact]
    public async Task A_duplicated_tab_that_types_and_discards_leaves_the_text_of_the_one_that_it_was_made_of()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var one = layer.As("ann");
        var opened = (await one.OpenAsync(Metrics, Cancelled))!;
        await one.KeepDraftAsync(Metrics, opened.Hash, "typed", Cancelled);

        // The browser copies what a tab remembers into its double.
        var twin = layer.As("ann");
        twin.GoOnWith([one.Session]);
        (await twin.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("typed");
        await twin.KeepDraftAsync(Metrics, opened.Hash, "typed too", Cancelled);
        await twin.KeepDraftAsync(Metrics, opened.Hash, null, Cancelled);

        (await one.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("typed");
        await twin.DisposeAsync();
        (await one.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("typed");
    }

    [Fact]
    public async Task A_duplicated_tab_that_is_closed_last_leaves_what_was_typed_in_the_other_after_it()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var one = layer.As("ann");
        var opened = (await one.OpenAsync(Metrics, Cancelled))!;
        await one.KeepDraftAsync(Metrics, opened.Hash, "typed", Cancelled);

        var twin = layer.As("ann");
        twin.GoOnWith([one.Session]);
        await twin.OpenAsync(Metrics, Cancelled);
        await twin.KeepDraftAsync(Metrics, opened.Hash, "typed too", Cancelled);
        await twin.KeepDraftAsync(Metrics, opened.Hash, null, Cancelled);
        await one.KeepDraftAsync(Metrics, opened.Hash, "typed on", Cancelled);
        // It looks again when the folder changes.
        await twin.OpenAsync(Metrics, Cancelled);
        await one.DisposeAsync();
        await twin.DisposeAsync();

        (await layer.As("ann").OpenAsync(Metrics, Cancelled))!.Draft.ShouldNotBeNull().Text.ShouldBe("typed on");
    }

    [Fact]
    public async Task A_removal_from_before_does_not_take_along_what_others_saved_meanwhile()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var one = layer.As("ann");
        var opened = (await one.OpenAsync(Metrics, Cancelled))!;
        await one.KeepRemovalAsync(Metrics, opened.Hash, Cancelled);
        await one.DisposeAsync();
        var longer = SmallLayer.Metrics + "\n  - { name: all_accounts, entity: account, agg: count }\n";
        (
            await layer.As("bob").SaveAsync(new LayerSave([new LayerFileChange(Metrics, opened.Hash, longer)], "One more"), Cancelled)
        ).ShouldBeOfType<LayerSaved>();

        var next = layer.As("ann");
        var desk = new LayerDesk(next);
        (await desk.OpenAsync(Metrics, Cancelled))
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(d => d.IsRemoved.ShouldBeTrue(), d => d.IsBehind.ShouldBeTrue());
        (await next.SaveAsync(new LayerSave(desk.Changes, "Gone"), Cancelled)).ShouldBeOfType<LayerConflict>();
        layer.Read(Metrics).ShouldBe(longer);
    }

    [Fact]
    public async Task A_tab_that_was_loaded_again_before_the_server_noticed_leaves_no_text_behind()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var before = layer.As("ann");
        var opened = (await before.OpenAsync(Metrics, Cancelled))!;
        await before.KeepDraftAsync(Metrics, opened.Hash, "typed", Cancelled);

        var after = layer.As("ann");
        after.GoOnWith([before.Session]);
        (await after.OpenAsync(Metrics, Cancelled))!.Draft!.Text.ShouldBe("typed");
        await after.KeepDraftAsync(Metrics, opened.Hash, "typed on", Cancelled);
        await before.DisposeAsync();
        await after.KeepDraftAsync(Metrics, opened.Hash, null, Cancelled);
        await after.DisposeAsync();

        (await layer.As("ann").DraftsAsync(Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_removal_that_is_not_saved_is_kept_shown_compared_and_taken_back_like_a_text()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var one = layer.As("ann");
        var opened = (await one.OpenAsync(Metrics, Cancelled))!;
        await one.KeepRemovalAsync(Metrics, opened.Hash, Cancelled);
        await one.DisposeAsync();

        // The browser was closed, the server started again.
        var next = layer.As("ann");
        (await next.DraftsAsync(Cancelled)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(d => d.Path.ShouldBe(Metrics), d => d.IsRemoval.ShouldBeTrue());
        (await next.UnsavedAsync(Cancelled)).ShouldBe([new LayerFileChange(Metrics, opened.Hash, null)]);
        (await next.OpenAsync(Metrics, Cancelled))!.Draft.ShouldNotBeNull().Text.ShouldBeNull();
        var desk = new LayerDesk(next);
        var document = (await desk.OpenAsync(Metrics, Cancelled))!;
        document.IsRemoved.ShouldBeTrue();
        desk.Unsaved.Files[Metrics].ShouldBeNull();

        desk.Restore(document, hasTab: true);
        await desk.KeepAsync(Cancelled);
        (await next.UnsavedAsync(Cancelled)).ShouldBeEmpty();
        (await layer.As("ann").OpenAsync(Metrics, Cancelled))!.Draft.ShouldBeNull();
        layer.Read(Metrics).ShouldBe(SmallLayer.Metrics);
    }

    [Fact]
    public async Task Comparing_unsaved_texts_leaves_them_to_whoever_opens_the_file_next()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var one = layer.As("ann");
        var opened = (await one.OpenAsync(Metrics, Cancelled))!;
        await one.KeepDraftAsync(Metrics, opened.Hash, "typed", Cancelled);
        await one.KeepDraftAsync("3-metrics/new.yml", "", "new", Cancelled);
        one.Dispose();

        var compared = await layer.As("ann").UnsavedAsync(Cancelled);
        compared
            .OrderBy(c => c.Path, StringComparer.Ordinal)
            .ShouldBe([new LayerFileChange(Metrics, opened.Hash, "typed"), new LayerFileChange("3-metrics/new.yml", "", "new")]);
        (await layer.As("bob").UnsavedAsync(Cancelled)).ShouldBeEmpty();

        var next = (await layer.As("ann").OpenAsync(Metrics, Cancelled))!;
        (next.Draft?.Text, next.Elsewhere).ShouldBe(("typed", null));
    }

    [Fact]
    public async Task What_others_wrote_of_a_change_above_the_level_is_not_told()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        (
            await EditedLayer.ChangeAsync(layer.As("bob"), "1-warehouse/crm.yml", "One row per company", "A company a row", "The secret is a code")
        ).ShouldBeOfType<LayerSaved>();
        (await EditedLayer.ChangeAsync(layer.As("bob"), EditedLayer.Metrics, "paid * 12", "paid * 11", "Eleven")).ShouldBeOfType<LayerSaved>();

        var ann = layer.As("ann", "internal");
        var told = await ann.HistoryAsync(null, null, 10, Cancelled);
        told.Select(l => l.Message).ShouldBe(["Eleven", "A change of parts that your access level does not cover.", "As found: 7 files"]);
        (await ann.FindRevisionAsync(told[1].Id, Cancelled))!.Line.Message.ShouldBe(told[1].Message);
        (await layer.As("bob").HistoryAsync(null, null, 10, Cancelled))[1].Message.ShouldBe("The secret is a code");
    }

    [Fact]
    public async Task Two_folders_in_one_store_have_a_history_each()
    {
        await using var server = await EditedLayer.OpenAsync(postgres);
        await using var laptop = await server.AnotherFolderAsync(SmallLayer.With(EditedLayer.Metrics, "paid * 12", "paid * 24"));
        await server.Saving.RecordDiskAsync(isStart: true, Cancelled);
        (await EditedLayer.ChangeAsync(server.As("ann"), EditedLayer.Metrics, "paid * 12", "paid * 11", "Eleven")).ShouldBeOfType<LayerSaved>();
        (await EditedLayer.ChangeAsync(laptop.As("bob"), EditedLayer.Metrics, "paid * 24", "paid * 23", "Twenty-three")).ShouldBeOfType<LayerSaved>();
        await server.Saving.RecordDiskAsync(isStart: true, Cancelled);

        var (here, there) = (await server.As("ann").HistoryAsync(null, null, 10, Cancelled), await laptop.As("bob").HistoryAsync(null, null, 10, Cancelled));
        here.Select(l => l.Message).ShouldBe(["Eleven", "As found: 7 files"]);
        there.Select(l => l.Message).ShouldBe(["Twenty-three", "As found: 7 files"]);
        here.Concat(there).Select(l => l.Id).ShouldBeUnique();
        (await server.As("ann").FindRevisionAsync(there[0].Id, Cancelled)).ShouldBeNull();
        here.Count(l => l.IsCurrent).ShouldBe(1);
        // Broken at its next start, each goes on with its own last good state.
        server.Write(EditedLayer.Metrics, "metrics: [");
        await using var restarted = await server.AnotherServerAsync();
        restarted.Layers.Current.Id.ShouldBe(here[0].Content);
    }

    [Fact]
    public async Task A_folder_that_was_moved_goes_on_with_its_history()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        (await EditedLayer.ChangeAsync(layer.As("ann"), EditedLayer.Metrics, "paid * 12", "paid * 11", "Eleven")).ShouldBeOfType<LayerSaved>();

        await using var moved = await layer.AnotherFolderAsync(SmallLayer.With(EditedLayer.Metrics, "paid * 12", "paid * 11"));
        (await EditedLayer.ChangeAsync(moved.As("ann"), EditedLayer.Metrics, "paid * 11", "paid * 10", "Ten")).ShouldBeOfType<LayerSaved>();

        (await moved.As("ann").HistoryAsync(null, null, 10, Cancelled)).Select(l => l.Message).ShouldBe(["Ten", "Eleven", "As found: 7 files"]);
        (await layer.As("ann").HistoryAsync(null, null, 10, Cancelled)).Select(l => l.Message).ShouldBe(["Eleven", "As found: 7 files"]);
    }

    [Fact]
    public async Task Two_servers_that_save_into_one_folder_at_once_lose_nothing()
    {
        await using var layer = await EditedLayer.OpenAsync(
            postgres,
            SmallLayer.With(
                "5-operations/glossary.yml",
                "terms:\n" + string.Concat(Enumerable.Range(0, 40).Select(n => $"  - {{ term: T{n}, definition: D{n} }}\n"))
            )
        );
        await using var store = await postgres.CreateStoreAsync();
        await using var same = await layer.AnotherServerAsync();
        // This one has a store of its own: the folder is all that they share.
        await using var apart = await layer.AnotherServerAsync(store);
        EditedLayer[] servers = [layer, same, apart];
        var writers = servers.Select((server, n) => (server, editing: server.As($"writer {n}"), n)).ToArray();

        await Task.WhenAll(
            writers.Select(async w =>
            {
                for (var round = 0; round < 5; round++)
                    (
                        await EditedLayer.ChangeAsync(
                            w.editing,
                            "5-operations/glossary.yml",
                            $"definition: D{w.n * 12 + round * 2} ",
                            $"definition: by {w.n} ",
                            $"{w.n}"
                        )
                    ).ShouldBeOfType<LayerSaved>();
            })
        );

        var text = layer.Read("5-operations/glossary.yml");
        foreach (var w in writers)
            text.Split($"definition: by {w.n} ").Length.ShouldBe(6);
        Directory
            .EnumerateFiles(Path.Combine(layer.Folder, LayerFolderWrite.Area))
            .Select(Path.GetFileName)
            .ShouldBe([".gitignore", "lock"], ignoreOrder: true);
    }
}
