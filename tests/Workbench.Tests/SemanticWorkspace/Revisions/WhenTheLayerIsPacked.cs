using System.IO.Compression;
using System.Text;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace.Revisions;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Tests.SemanticWorkspace.Revisions;

public sealed class WhenTheLayerIsPacked(EmbeddedPostgresFixture postgres)
{
    private const string Metrics = EditedLayer.Metrics;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_own_archive_is_known_by_its_look_and_other_files_are_not_taken_for_one()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var archives = Archives(layer);
        var packed = (await archives.PackAsync(null, Cancelled)).ShouldNotBeNull();

        archives.IsArchive(packed.Zip).ShouldBeTrue();
        archives.IsArchive(packed.Zip.AsMemory(0, packed.Zip.Length / 2)).ShouldBeFalse();
        archives.IsArchive(Encoding.UTF8.GetBytes("semantic_models: []")).ShouldBeFalse();
        archives.IsArchive(Zip(("models/orders.yml", "models: []"))).ShouldBeFalse();
        archives.IsArchive(Zip(("layer.yml", "name: x"), ("models/orders.yml", "models: []"))).ShouldBeFalse();
        archives.IsArchive(Zip(("repo/layer.yml", "name: x"), ("repo/3-metrics/all.yml", "metrics: []"))).ShouldBeTrue();
    }

    [Fact]
    public async Task It_comes_back_as_it_was_after_its_differences_were_looked_at()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var archive = (await Archives(layer).PackAsync(null, Cancelled)).ShouldNotBeNull();
        archive.Left.ShouldBeEmpty();
        NamesIn(archive.Zip).ShouldBe(SmallLayer.Files.Select(f => f.Path), ignoreOrder: true);

        var ann = layer.As("ann");
        await EditedLayer.ChangeAsync(ann, Metrics, "paid * 12", "paid * 11");
        await ann.SaveAsync(new LayerSave([new LayerFileChange("5-operations/glossary.yml", null, "terms: []\n")], "Terms"), Cancelled);

        var added = await ReadAsync(layer, archive.Zip, removesOthers: false);
        added.Differences.Select(d => d.Path).ShouldBe([Metrics]);
        var back = await ReadAsync(layer, archive.Zip, removesOthers: true);
        back.Differences.Select(d => (d.Path, d.After is null)).ShouldBe([(Metrics, false), ("5-operations/glossary.yml", true)]);
        layer.Read(Metrics).ShouldContain("paid * 11");
        (await ann.SaveAsync(new LayerSave(back.Changes, "Back") { Origin = RevisionOrigins.Import }, Cancelled)).ShouldBeOfType<LayerSaved>();
        LayerFolder.Read(layer.Folder).ShouldBe(SmallLayer.Files, ignoreOrder: true);
        (await ReadAsync(layer, archive.Zip, removesOthers: true)).Changes.ShouldBeEmpty();
        // An earlier state too, and none that never was.
        Text((await Archives(layer).PackAsync("2", Cancelled))!.Zip, Metrics).ShouldContain("paid * 11");
        (await Archives(layer).PackAsync("99", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task At_a_lower_level_nothing_hidden_leaves_or_is_lost()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        foreach (var revision in new[] { null, "1" })
        {
            var archive = (await Archives(layer, "internal").PackAsync(revision, Cancelled)).ShouldNotBeNull();
            archive.Left.ShouldBe(["1-warehouse/crm.yml", "2-entities/account.yml"]);
            NamesIn(archive.Zip).ShouldNotContain("1-warehouse/crm.yml");
            if (revision is null)
                (await ReadAsync(layer, archive.Zip, removesOthers: true, "internal")).Changes.ShouldBeEmpty();
        }
        var other = Zip(("1-warehouse/crm.yml", "schema: crm\n"), (Metrics, SmallLayer.Metrics));
        (await ReadAsync(layer, other, removesOthers: false, "internal")).Ignored.ShouldHaveSingleItem().ShouldContain("above your access level");
        // A guess that is right is told like one that is wrong.
        var guessed = Zip(("1-warehouse/crm.yml", SmallLayer.Tables), (Metrics, SmallLayer.Metrics));
        (await ReadAsync(layer, guessed, removesOthers: false, "internal")).Ignored.ShouldHaveSingleItem().ShouldContain("above your access level");
    }

    [Fact]
    public async Task An_archive_of_a_repository_is_read_from_the_folder_that_has_the_layer()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var read = await ReadAsync(
            layer,
            Zip(
                ("repo-main/README.md", "# Readme"),
                ("repo-main/layer/layer.yml", SmallLayer.LayerFile),
                ("repo-main/layer/3-metrics/more.yml", "metrics: []\n"),
                ("repo-main/layer/3-metrics/notes.txt", "notes")
            ),
            removesOthers: false
        );
        read.Differences.Select(d => d.Path).ShouldBe(["3-metrics/more.yml"]);
        read.Ignored.ShouldBe(["notes.txt: no file of a layer."]);
    }

    [Theory]
    [InlineData("../../evil.yml")]
    [InlineData("/etc/evil.yml")]
    [InlineData("3-metrics/../../evil.yml")]
    [InlineData("3-metrics\\..\\..\\evil.yml")]
    [InlineData("C:\\evil.yml")]
    [InlineData("../3-metrics/evil.yml")]
    public async Task An_entry_that_would_lie_outside_is_passed_over(string name)
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var read = await ReadAsync(layer, Zip(("layer.yml", SmallLayer.LayerFile), (name, "metrics: []\n")), removesOthers: false);
        read.Changes.ShouldBeEmpty();
        read.Ignored.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_too_large_twice_no_text_or_no_archive_is_refused_with_the_reason()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        async Task<string> RefusalAsync(byte[] zip) =>
            (await Archives(layer).ReadAsync(new MemoryStream(zip), false, Cancelled)).ShouldBeOfType<LayerArchiveRefused>().Reason;

        (await RefusalAsync("no archive"u8.ToArray())).ShouldContain("no .zip");
        (await RefusalAsync(Zip(("readme.md", "x")))).ShouldContain("no file of a layer");
        (await RefusalAsync(Zip((Metrics, new string(' ', (4 << 20) + 1))))).ShouldContain("4 MB");
        (await RefusalAsync(Zip((Metrics, "a: 1"), (Metrics, "a: 2")))).ShouldContain("twice");
        (await RefusalAsync(Zip([.. Enumerable.Range(0, 40).Select(n => ($"3-metrics/m{n}.yml", new string('#', 4 << 20)))]))).ShouldContain("together");
        (await RefusalAsync(Zip((Metrics, "x: \ud800")))).ShouldNotBeNullOrWhiteSpace();
        var whole = Zip((Metrics, SmallLayer.Metrics));
        (await RefusalAsync(whole[..(whole.Length / 2)])).ShouldContain("no .zip");
    }

    private static LayerArchives Archives(EditedLayer layer, string level = "restricted")
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", level));
        return new LayerArchives(
            layer.Layers,
            layer.Disk,
            layer.History,
            new HistoryViews(layer.History, layer.Permissions, layer.Disk),
            layer.Permissions,
            asker,
            layer.Audit,
            TimeProvider.System
        );
    }

    private static async Task<LayerArchiveRead> ReadAsync(EditedLayer layer, byte[] zip, bool removesOthers, string level = "restricted") =>
        (await Archives(layer, level).ReadAsync(new MemoryStream(zip), removesOthers, Cancelled)).ShouldBeOfType<LayerArchiveRead>();

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in files)
            {
                using var content = zip.CreateEntry(name).Open();
                content.Write(
                    Encoding.Unicode.GetBytes(text) is var wide && text.Contains('\ud800', StringComparison.Ordinal) ? wide : Encoding.UTF8.GetBytes(text)
                );
            }
        return packed.ToArray();
    }

    private static IEnumerable<string> NamesIn(byte[] zip) => new ZipArchive(new MemoryStream(zip)).Entries.Select(e => e.FullName);

    private static string Text(byte[] zip, string name)
    {
        using var reader = new StreamReader(new ZipArchive(new MemoryStream(zip)).GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
