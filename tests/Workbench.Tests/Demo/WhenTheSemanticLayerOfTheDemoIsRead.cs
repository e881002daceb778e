using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Tests.Demo;

[Collection(AcmeCollection.Name)]
public sealed class WhenTheSemanticLayerOfTheDemoIsRead(AcmeFixture acme)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    internal static async Task<LayerReading> ReadAsync() =>
        LayerReader.Read(await LayerFolder.ReadAsync(Path.Combine(AppContext.BaseDirectory, "semantic-layer"), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Its_files_have_no_problems() => (await ReadAsync()).Problems.Select(problem => problem.ToString()).ShouldBeEmpty();

    [Fact]
    public async Task It_agrees_with_the_warehouse()
    {
        await using var warehouse = new PostgresWarehouse(Npgsql.NpgsqlDataSource.Create(acme.ConnectionString), TimeProvider.System);
        var reading = await ReadAsync();

        WarehouseCheck.Run(reading.Content, await warehouse.ReadSchemaAsync(Cancelled)).Select(problem => problem.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_describes_every_table_and_column_of_the_warehouse()
    {
        var layer = (await ReadAsync()).Content;
        var columns = await acme.ReadListAsync(
            $"select table_schema || '.' || table_name || '.' || column_name from information_schema.columns where table_schema in ({WarehouseChecksum.Schemas})"
        );

        columns
            .Order(StringComparer.Ordinal)
            .ShouldBe(layer.Tables.SelectMany(table => table.Columns.Select(column => $"{table.FullName}.{column.Name}")).Order(StringComparer.Ordinal));
        layer.Tables.SelectMany(table => table.Columns).ShouldAllBe(column => !string.IsNullOrEmpty(column.Description));
    }

    [Fact]
    public async Task It_is_as_large_as_a_team_would_have_it()
    {
        var layer = (await ReadAsync()).Content;

        layer.Entities.Length.ShouldBeGreaterThanOrEqualTo(15);
        layer.Metrics.Length.ShouldBeGreaterThanOrEqualTo(60);
        layer.Metrics.ShouldAllBe(metric => !string.IsNullOrEmpty(metric.Description));
        layer.Metrics.Select(metric => metric.Definition.GetType()).Distinct().Count().ShouldBe(6);
        layer.Examples.Count(example => example.IsFeatured).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task Personal_data_and_costs_are_restricted()
    {
        var layer = (await ReadAsync()).Content;

        layer.Tables.Single(table => table.FullName == "finance.costs").Access.ShouldBe("restricted");
        layer
            .Tables.SelectMany(table => table.Columns.Select(column => (table, column)))
            .Where(pair => pair.column.Description!.Contains("PII", StringComparison.Ordinal))
            .ShouldAllBe(pair => pair.column.Access == "restricted");
    }
}
