using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.SemanticWorkspace.Revisions;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace.Revisions;

/// <summary>The small layer in a folder of its own, with a store: as one server has it.</summary>
internal sealed class EditedLayer : IAsyncDisposable
{
    public const string Metrics = "3-metrics/all.yml";

    private readonly TestDirectory _directory;
    private readonly ServiceProvider _store;
    private readonly (bool Directory, bool Store) _owns;

    private EditedLayer(TestDirectory directory, ServiceProvider store, (bool Directory, bool Store) owns, AccessOptions access)
    {
        Warehouse = new SeenWarehouse(Accounts, TimeProvider.System, NullLogger<SeenWarehouse>.Instance);
        Tables = new NamedTables(Warehouse, Accounts);
        (_directory, _store, _owns) = (directory, store, owns);
        var databases = store.GetRequiredService<IDbContextFactory<WorkbenchDb>>();
        Layers = new SemanticLayers(Folder, new StoredLayerRevisions(databases, TimeProvider.System), NullLogger<SemanticLayers>.Instance);
        Disk = new LayerDisk(Layers);
        History = new LayerHistory(databases, Layers, Disk, Audit, TimeProvider.System);
        Drafts = new LayerDrafts(databases, TimeProvider.System);
        Permissions = new LayerPermissions(Layers, Options.Create(access), TimeProvider.System);
        Saving = new LayerSaving(
            Layers,
            Disk,
            new SavePlanning(Layers, Disk, History, Permissions, Tables),
            History,
            Drafts,
            TimeProvider.System,
            NullLogger<LayerSaving>.Instance
        );
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public string Folder => Path.Combine(_directory.Path, "layer");
    public SemanticLayers Layers { get; }
    public LayerDisk Disk { get; }
    public LayerHistory History { get; }
    public NotedEntries Audit { get; } = new();
    public LayerDrafts Drafts { get; }
    public LayerPermissions Permissions { get; }
    public LayerSaving Saving { get; }

    /// <summary>Knows no account, until <see cref="HasWarehouse"/>.</summary>
    public IWarehouseAccounts Accounts { get; } = Substitute.For<IWarehouseAccounts>();

    public SeenWarehouse Warehouse { get; }
    public NamedTables Tables { get; }

    /// <param name="schema">Null: it does not answer.</param>
    public void HasWarehouse(WarehouseSchema? schema)
    {
        var warehouse = Substitute.For<IWarehouse>();
        if (schema is null)
            warehouse.ReadSchemaAsync(Arg.Any<CancellationToken>()).ThrowsAsync(new TimeoutException("Nobody there."));
        else
            warehouse.ReadSchemaAsync(Arg.Any<CancellationToken>()).Returns(schema);
        Accounts.Find("acme").Returns(new WarehouseAccount("acme", "Acme", "postgres"));
        Accounts.Open("acme").Returns(warehouse);
    }

    public static async Task<EditedLayer> OpenAsync(EmbeddedPostgresFixture postgres, ImmutableArray<LayerFileText>? files = null, AccessOptions? access = null)
    {
        var directory = new TestDirectory("edited");
        foreach (var file in files ?? SmallLayer.Files)
            WriteFile(Path.Combine(directory.Path, "layer", file.Path), file.Text);
        var opened = new EditedLayer(directory, await postgres.CreateStoreAsync(), (true, true), access ?? new AccessOptions());
        await opened.Layers.ReloadAsync(Cancelled);
        await opened.Saving.RecordDiskAsync(isStart: true, Cancelled);
        return opened;
    }

    /// <summary>Another server on the same folder.</summary>
    /// <param name="store">Null: on the same store too.</param>
    public async Task<EditedLayer> AnotherServerAsync(ServiceProvider? store = null)
    {
        var other = new EditedLayer(_directory, store ?? _store, (false, false), new AccessOptions());
        await other.Layers.ReloadAsync(Cancelled);
        return other;
    }

    /// <summary>A server on a folder of its own, with the same store.</summary>
    public async Task<EditedLayer> AnotherFolderAsync(ImmutableArray<LayerFileText> files)
    {
        var directory = new TestDirectory("edited");
        foreach (var file in files)
            WriteFile(Path.Combine(directory.Path, "layer", file.Path), file.Text);
        var other = new EditedLayer(directory, _store, (true, false), new AccessOptions());
        await other.Layers.ReloadAsync(Cancelled);
        await other.Saving.RecordDiskAsync(isStart: true, Cancelled);
        return other;
    }

    public LayerEditing As(string user, string level = "restricted")
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker(user, level));
        return new LayerEditing(Layers, Disk, Saving, History, new HistoryViews(History, Permissions, Disk), Drafts, Permissions, asker);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public void Write(string path, string text) => WriteFile(Path.Combine(Folder, path), text);

    /// <summary>Opens a file, replaces a passage and saves it.</summary>
    public static async Task<LayerSaveOutcome> ChangeAsync(
        LayerEditing editing,
        string path,
        string passage,
        string replacement,
        string message = "A change"
    ) => await editing.SaveAsync(new LayerSave([await ChangeOfAsync(editing, path, passage, replacement)], message), Cancelled);

    public static async Task<LayerFileChange> ChangeOfAsync(LayerEditing editing, string path, string passage, string replacement)
    {
        var file = (await editing.OpenAsync(path, Cancelled)).ShouldNotBeNull();
        file.Text.ShouldContain(passage);
        return new LayerFileChange(path, file.Hash, file.Text.Replace(passage, replacement, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        Layers.Dispose();
        if (_owns.Store)
            await _store.DisposeAsync();
        if (_owns.Directory)
            _directory.Dispose();
    }

    private static void WriteFile(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
