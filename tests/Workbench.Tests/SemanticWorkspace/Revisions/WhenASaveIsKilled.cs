using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace.Revisions;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Tests.SemanticWorkspace.Revisions;

public sealed class WhenASaveIsKilled(EmbeddedPostgresFixture postgres)
{
    private const string Metrics = EditedLayer.Metrics;
    private const string Glossary = "5-operations/glossary.yml";
    private const string Terms = "terms: []\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static string Changed => SmallLayer.Metrics.Replace("paid * 12", "paid * 11", StringComparison.Ordinal);

    private static LayerFileWrite[] Writes => [new(Metrics, SmallLayer.Metrics, Changed), new(Glossary, null, Terms)];

    [Fact]
    public async Task Before_its_journal_nothing_has_changed()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        LayerFolderWrite.Prepare(layer.Folder, Writes, "{}").ShouldNotBeNull();

        LayerFolder.Read(layer.Folder).ShouldBe(SmallLayer.Files, ignoreOrder: true);
        (await EditedLayer.ChangeAsync(layer.As("ann"), Metrics, "paid * 12", "paid * 10")).ShouldBeOfType<LayerSaved>();
    }

    [Fact]
    public async Task After_its_journal_the_next_who_reads_finishes_it_under_its_author()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var words = """{"Author":"ann","Message":"Eleven","Origin":"page"}""";
        LayerFolderWrite.Prepare(layer.Folder, Writes, words)!.Apply().ShouldBeTrue();
        // As if killed between the two files.
        Rewind(layer, Glossary, 1);

        var files = LayerFolder.Read(layer.Folder);
        files.Single(f => f.Path == Metrics).Text.ShouldBe(Changed);
        files.Single(f => f.Path == Glossary).Text.ShouldBe(Terms);
        await using var next = await layer.AnotherServerAsync();
        await next.Saving.RecordDiskAsync(isStart: true, Cancelled);
        var line = (await next.As("bob").HistoryAsync(null, null, 1, Cancelled)).ShouldHaveSingleItem();
        (line.Author, line.Message, line.Origin).ShouldBe(("ann", "Eleven", "page"));
        line.Files.ShouldBe([Metrics, Glossary]);
        (await EditedLayer.ChangeAsync(next.As("bob"), Metrics, "paid * 11", "paid * 9")).ShouldBeOfType<LayerSaved>();
    }

    [Fact]
    public async Task What_somebody_wrote_since_stays_and_the_text_that_was_not_written_is_a_draft_of_its_author()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        LayerFolderWrite.Prepare(layer.Folder, Writes, """{"Author":"ann","Message":"Eleven","Origin":"page"}""")!.Apply().ShouldBeTrue();
        Rewind(layer, Metrics, 0);
        layer.Write(Metrics, "# since\n" + SmallLayer.Metrics);

        await using var next = await layer.AnotherServerAsync();
        await next.Saving.RecordDiskAsync(isStart: true, Cancelled);
        next.Read(Metrics).ShouldStartWith("# since");
        next.Read(Glossary).ShouldBe(Terms);
        var draft = (await next.As("ann").OpenAsync(Metrics, Cancelled))!.Draft.ShouldNotBeNull();
        (draft.Text, draft.BaseHash).ShouldBe((Changed, LayerText.HashOf(SmallLayer.Metrics)));
    }

    [Fact]
    public async Task A_file_that_an_editor_writes_at_the_same_moment_is_not_overwritten()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var write = LayerFolderWrite.Prepare(layer.Folder, [Writes[1], Writes[0]], "{}")!;
        layer.Write(Metrics, "# now\n" + SmallLayer.Metrics);

        write.Apply().ShouldBeFalse();
        layer.Read(Metrics).ShouldStartWith("# now");
        File.Exists(Path.Combine(layer.Folder, Glossary)).ShouldBeFalse();
        LayerFolderWrite.Prepare(layer.Folder, Writes, "{}").ShouldBeNull();
    }

    [Fact]
    public async Task Taken_back_a_save_leaves_what_an_editor_wrote_over_it()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var write = LayerFolderWrite.Prepare(layer.Folder, Writes, "{}")!;
        write.Apply().ShouldBeTrue();
        layer.Write(Metrics, "# now\n" + Changed);

        write.TakeBack();

        layer.Read(Metrics).ShouldBe("# now\n" + Changed);
        File.Exists(Path.Combine(layer.Folder, Glossary)).ShouldBeFalse();
    }

    /// <summary>A file is where it was before its turn, and its new text beside it.</summary>
    private static void Rewind(EditedLayer layer, string path, int number)
    {
        var area = Path.Combine(layer.Folder, LayerFolderWrite.Area);
        File.Move(Path.Combine(layer.Folder, path), Path.Combine(area, $"{number}.new"));
        var old = Path.Combine(area, $"{number}.old");
        if (File.Exists(old))
            File.Copy(old, Path.Combine(layer.Folder, path));
    }
}
