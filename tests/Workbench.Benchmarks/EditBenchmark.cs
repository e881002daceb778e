using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Benchmarks;

/// <summary>The server's part of a key press in the layer's editor, on a layer of 5,000 lines: every problem of every file, and what may be written next.</summary>
internal static class EditBenchmark
{
    private const int Entities = 175;
    private const int Metrics = 300;
    private const int Presses = 200;
    private const double CheckGoalMs = 50;
    private const double CompleteGoalMs = 100;

    /// <summary>What somebody types at the end of the metrics, half of it no YAML.</summary>
    private const string Typed =
        "\n  - name: loads_per_depot\n    type: simple\n    entity: export_shipment\n    agg: sum\n    expr: case when status = 'failed' then weight * 2.5 else 0 end\n    where: region in ('north', 'baltic') and weight > 100\n    unit: kg\n";

    public static async Task<int> RunAsync()
    {
        var files = LargeLayer.Files(Entities, Metrics);
        var folder = Directory.CreateTempSubdirectory("workbench-edit-").FullName;
        try
        {
            foreach (var file in files)
            {
                var path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, file.Text);
            }
            Console.Error.WriteLine($"{files.Sum(f => f.Text.Count(c => c == '\n')):N0} lines in {files.Count} files; {Presses} key presses.");
            using var layers = new SemanticLayers(folder, new NoRevisions(), NullLogger<SemanticLayers>.Instance);
            return await MeasureAsync(layers, files);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(SemanticLayers layers, IReadOnlyList<LayerFileText> files)
    {
        var accounts = new OneAccount(layers.Current.Layer);
        using var edited = new LanguageFiles(layers, new LayerDisk(layers), TimeProvider.System);
        var seen = new SeenWarehouse(accounts, TimeProvider.System, NullLogger<SeenWarehouse>.Instance);
        await seen.ReadAsync(layers.Current.Layer.Account, CancellationToken.None);
        var (compiler, today) = (new SemanticCompiler(), new Today(TimeProvider.System, new ConfigurationBuilder().Build()));
        var language = new LayerLanguage(
            edited,
            new LayerPermissions(layers, Options.Create(new AccessOptions()), TimeProvider.System),
            seen,
            new FieldValues(layers, new NoValues(), TimeProvider.System),
            accounts,
            new UnsavedPreview(compiler, accounts, today),
            new MetricDetails(compiler, new GroupableFields(compiler), today),
            new EvalMentions(null!, null!, null!), // asked when something is renamed, which is not measured
            new Author()
        );
        var metrics = files.First(f => f.Path == "3-metrics/all.yml");
        var entity = files.First(f => f.Path == "2-entities/export_shipment.yml");
        var isMet = true;
        foreach (var round in new[] { false, true })
        {
            var check = new List<double>();
            var small = new List<double>();
            var complete = new List<double>();
            for (var press = 0; press < Presses; press++)
            {
                // Each text is a new one, as long as the letters last; then other letters.
                var typed = Typed[..(1 + press % (Typed.Length - 1))];
                var text = $"{metrics.Text}{(press / (Typed.Length - 1) == 0 ? "" : "# again\n")}{typed}{(round ? "" : " ")}";
                var at = FileLines.OfEditor(text).At(text.Length);
                var texts = LayerTexts.Of(metrics.Path, text);
                complete.Add(await TimeAsync(() => language.CompleteAsync(texts, new LayerPosition(metrics.Path, at.Line, at.Column), CancellationToken.None)));
                check.Add(await TimeAsync(() => language.CheckAsync(texts, CancellationToken.None)));
                var other = LayerTexts.Of(entity.Path, $"{entity.Text}label: Export{new string('s', press + 1)}{(round ? "" : "e")}\n");
                small.Add(await TimeAsync(() => language.CheckAsync(other, CancellationToken.None)));
            }
            if (!round)
                continue;
            isMet &=
                Print("check_large_file", check, CheckGoalMs) & Print("check_small_file", small, CheckGoalMs) & Print("complete", complete, CompleteGoalMs);
        }
        return isMet ? 0 : 1;
    }

    private static bool Print(string name, List<double> times, double goal)
    {
        var p95 = Percentiles.Of(times, 0.95);
        new Figure("edit", $"{name}_p50", "ms", Percentiles.Of(times, 0.5), Runs: times.Count).Print();
        new Figure("edit", $"{name}_p95", "ms", p95, $"value <= {goal}", p95 <= goal, times.Count).Print();
        return p95 <= goal;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class Author : IAsker
    {
        public Asker Current { get; } = new("author", "internal");
    }

    private sealed class NoRevisions : ILayerRevisionStore
    {
        public Task SaveAsync(string revision, ImmutableArray<LayerFileText> files, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ImmutableArray<LayerFileText>?> FindAsync(string revision, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<LayerFileText>?>(null);

        public Task<string?> FindNewestAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    private sealed class NoValues : IValueSource
    {
        public Task<IReadOnlyList<string>?> ReadAsync(
            LayerRevision layer,
            string account,
            Entity entity,
            Dimension dimension,
            int limit,
            CancellationToken cancellationToken
        ) => Task.FromResult<IReadOnlyList<string>?>([]);
    }

    /// <summary>A warehouse that has what the layer says.</summary>
    private sealed class OneAccount(SemanticLayer layer) : IWarehouseAccounts, IWarehouse
    {
        public ImmutableArray<WarehouseAccount> All { get; } = [new WarehouseAccount(layer.Account, "Harbour", "postgres")];

        public WarehouseAccount? Find(string name) => All.FirstOrDefault(a => a.Name == name);

        public IWarehouse Open(string account) => this;

        public Task<WarehouseOutcome> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<WarehouseSchema> ReadSchemaAsync(CancellationToken cancellationToken) =>
            Task.FromResult(
                new WarehouseSchema([
                    .. layer.Tables.Select(t => new WarehouseTable(
                        t.Schema,
                        t.Name,
                        null,
                        1,
                        [.. t.Columns.Select(c => new WarehouseColumn(c.Name, c.Type, true, null))],
                        [new WarehouseKey(["id"], IsPrimary: true)],
                        []
                    )),
                ])
            );
    }
}
