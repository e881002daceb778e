using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using Workbench.Server.Access;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Evals;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticLanguage;

/// <summary>A layer on disk and somebody who edits it. A <c>|</c> in a text stands for the cursor.</summary>
internal sealed class LayerEditor : IDisposable
{
    private readonly TestDirectory _folder = new("edited");
    private readonly LanguageFiles _files;
    private readonly IValueSource _values = Substitute.For<IValueSource>();

    public LayerEditor(IEnumerable<LayerFileText> files, string level = "restricted", WarehouseSchema? schema = null)
    {
        foreach (var file in files)
            Write(file.Path, file.Text);
        var layers = Substitute.For<ISemanticLayers>();
        layers.Folder.Returns(_folder.Path);
        var reading = LayerReader.Read(files);
        if (reading.IsUsable)
            layers.TryCurrent.Returns(new LayerRevision("r1", new SemanticLayer(reading.Content)));
        var warehouse = Substitute.For<IWarehouse>();
        warehouse.ReadSchemaAsync(Arg.Any<CancellationToken>()).Returns(schema ?? new WarehouseSchema([]));
        var accounts = Substitute.For<IWarehouseAccounts>();
        var account = new WarehouseAccount(reading.Content.Account, "Test", "postgres");
        accounts.All.Returns([account]);
        if (schema is not null)
            accounts.Find(account.Name).Returns(account);
        accounts.Open(account.Name).Returns(warehouse);
        accounts.IsBeingFilled(account.Name).Returns(_ => IsWarehouseBeingFilled);
        var asker = Substitute.For<IAsker>();
        var evals = Substitute.For<IEvalSets>();
        evals.ListAsync(Arg.Any<CancellationToken>()).Returns([]);
        Level = level;
        asker.Current.Returns(_ => new Asker("ada", Level));
        Warehouse = new SeenWarehouse(accounts, TimeProvider.System, NullLogger<SeenWarehouse>.Instance);
        var (compiler, today) = (new SemanticCompiler(), new Today(TimeProvider.System, new ConfigurationBuilder().Build()));
        _files = new LanguageFiles(layers, new LayerDisk(layers), TimeProvider.System);
        Language = new LayerLanguage(
            _files,
            new LayerPermissions(layers, Options.Create(new AccessOptions()), TimeProvider.System),
            Warehouse,
            new FieldValues(layers, _values, TimeProvider.System),
            accounts,
            new UnsavedPreview(compiler, accounts, today),
            new MetricDetails(compiler, new GroupableFields(compiler), today),
            new EvalMentions(evals, asker, layers),
            asker
        );
    }

    public ILayerLanguage Language { get; }
    public SeenWarehouse Warehouse { get; }
    public string Level { get; set; }
    public bool IsWarehouseBeingFilled { get; set; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static IReadOnlyList<LayerFileText> Demo() =>
        Workbench.Server.Semantics.Layer.LayerFolder.Read(System.IO.Path.Combine(AppContext.BaseDirectory, "semantic-layer"));

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    public void Write(string path, string text)
    {
        var file = System.IO.Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public string Read(string path) => File.ReadAllText(System.IO.Path.Combine(_folder.Path, path));

    public void ReturnValues(params string[] values) =>
        _values.ReadAsync(default!, default!, default!, default!, default, default).ReturnsForAnyArgs(Task.FromResult<IReadOnlyList<string>?>(values));

    public Task<LayerCheck> CheckAsync(string path, string? text) => Language.CheckAsync(LayerTexts.Of(path, text), Cancelled);

    /// <summary>Labels of what is suggested, best first.</summary>
    public async Task<IReadOnlyList<string>> SuggestAsync(string path, string marked) => [.. (await CompleteAsync(path, marked)).Items.Select(i => i.Label)];

    public Task<LayerCompletions> CompleteAsync(string path, string marked)
    {
        var (text, at) = Cut(path, marked);
        return Language.CompleteAsync(LayerTexts.Of(path, text), at, Cancelled);
    }

    /// <summary>The text as it is once an item was chosen; place holders gone.</summary>
    public async Task<string> ChooseAsync(string path, string marked, string label)
    {
        var (text, _) = Cut(path, marked);
        var list = await CompleteAsync(path, marked);
        var item = list.Items.First(i => i.Label == label);
        var lines = FileLines.OfEditor(text);
        var start = lines.OffsetOf(list.Range.Line, list.Range.Column);
        var end = lines.OffsetOf(list.Range.EndLine, list.Range.EndColumn);
        return text[..start] + item.Insert.Replace("$0", "|", StringComparison.Ordinal) + text[end..];
    }

    public async Task<string?> HoverAsync(string path, string marked)
    {
        var (text, at) = Cut(path, marked);
        return (await Language.HoverAsync(LayerTexts.Of(path, text), at, Cancelled))?.Markdown;
    }

    /// <summary>Where the first occurrence of a passage begins in a file on disk; <paramref name="inside"/> characters into it.</summary>
    public LayerPosition Find(string path, string passage, int inside = 0)
    {
        var text = Read(path);
        var at = text.IndexOf(passage, StringComparison.Ordinal);
        if (at < 0)
            throw new ArgumentException($"{path} does not hold: {passage}", nameof(passage));
        var (line, column) = FileLines.OfEditor(text).At(at + inside);
        return new LayerPosition(path, line, column);
    }

    private static (string Text, LayerPosition At) Cut(string path, string marked)
    {
        var cursor = marked.LastIndexOf('|');
        var text = marked.Remove(cursor, 1);
        var (line, column) = FileLines.OfEditor(text).At(cursor);
        return (text, new LayerPosition(path, line, column));
    }
}
