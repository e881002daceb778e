using NSubstitute;
using Shouldly;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

/// <summary>What is read anew between two key presses, and what is not.</summary>
public sealed class WhenFilesAreTypedIn : IDisposable
{
    private const string Path = "3-metrics/all.yml";
    private const string Ada = "ada";

    private readonly TestDirectory _folder = new("typed");
    private readonly LanguageFiles _files;

    public WhenFilesAreTypedIn()
    {
        foreach (var file in SmallLayer.Files)
        {
            var path = System.IO.Path.Combine(_folder.Path, file.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
        var layers = Substitute.For<ISemanticLayers>();
        layers.Folder.Returns(_folder.Path);
        _files = new LanguageFiles(layers, new LayerDisk(layers), TimeProvider.System);
    }

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_text_that_grows_in_one_line_is_completed_from_what_was_read_of_it_before()
    {
        var before = Read(SmallLayer.Metrics);
        var (state, file) = Around(SmallLayer.Metrics + " # more");
        state.ShouldBeSameAs(before);
        file.ShouldNotBeNull().Text.ShouldBe(SmallLayer.Metrics + " # more");
    }

    [Fact]
    public void What_was_written_in_another_line_is_known_at_once()
    {
        Read(SmallLayer.Metrics);
        var (state, _) = Around(SmallLayer.Metrics + "\n  - { name: refunds, entity: payment, agg: count }\n  - { name: x, ");
        state.Content.Metrics.ShouldNotContain(m => m.Name == "refunds", "it is no YAML yet");
        (state, _) = Around(SmallLayer.Metrics + "\n  - { name: refunds, entity: payment, agg: count }\n  - { name: x }");
        state.Content.Metrics.ShouldContain(m => m.Name == "refunds");
    }

    [Fact]
    public void A_file_that_nobody_has_read_yet_is_read()
    {
        var (state, _) = Around(SmallLayer.Metrics + "\n  - { name: refunds, entity: payment, agg: count }");
        state.Content.Metrics.ShouldContain(m => m.Name == "refunds");
    }

    [Fact]
    public void What_is_on_disk_stays_read_however_much_is_typed()
    {
        var disk = _files.Read(LayerTexts.None, Ada);
        for (var i = 0; i < 40; i++)
        {
            Read($"{SmallLayer.Metrics}\n# {i}");
            _files.Read(LayerTexts.None, Ada).ShouldBeSameAs(disk);
        }
    }

    private LanguageState Read(string text) => _files.Read(LayerTexts.Of(Path, text), Ada);

    private (LanguageState State, LayerFileText? File) Around(string text) => _files.ReadAround(Path, LayerTexts.Of(Path, text), Ada);
}
