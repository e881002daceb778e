using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.Semantics.Values;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Demo;

/// <summary>Puts the parts of the product together around a layer and a database, and asks them the questions of a file.</summary>
internal static class Examination
{
    /// <param name="highestLevel">The level at which the values of dimensions are read.</param>
    public static async Task<ImmutableArray<QuestionMark>> HoldAsync(
        SemanticLayer layer,
        NpgsqlDataSource source,
        string highestLevel,
        string file,
        CancellationToken cancellationToken
    )
    {
        await using var services = new ServiceCollection().AddCompiler().AddPlanner().BuildServiceProvider();
        var values = await ReadValuesAsync(layer, source, highestLevel, services, cancellationToken);
        var compiler = services.GetRequiredService<ISemanticCompiler>();
        return await new Examiner(layer, services.GetRequiredService<IPlanner>(), compiler, values, source).ExamineAsync(file, cancellationToken);
    }

    /// <summary>Runs a check on the planner over the values of a database.</summary>
    public static async Task<T> WithPlannerAsync<T>(
        SemanticLayer layer,
        NpgsqlDataSource source,
        string highestLevel,
        Func<IPlanner, IValueIndex, T> check,
        CancellationToken cancellationToken
    )
    {
        await using var services = new ServiceCollection().AddCompiler().AddPlanner().BuildServiceProvider();
        var values = await ReadValuesAsync(layer, source, highestLevel, services, cancellationToken);
        return check(services.GetRequiredService<IPlanner>(), values);
    }

    private static async Task<IValueIndex> ReadValuesAsync(
        SemanticLayer layer,
        NpgsqlDataSource source,
        string highestLevel,
        ServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var compiler = services.GetRequiredService<ISemanticCompiler>();
        var options = Options.Create(new SemanticsOptions { ValuesPatience = TimeSpan.FromMinutes(1) });
        var indexes = new ValueIndexes(new CompiledValues(compiler, source, highestLevel), options, TimeProvider.System, NullLogger<ValueIndexes>.Instance);
        return await indexes.GetAsync(new LayerRevision("test", layer), layer.Content.Account, cancellationToken);
    }

    /// <summary>Values by compiled queries, as in the product, but without logins.</summary>
    private sealed class CompiledValues(ISemanticCompiler compiler, NpgsqlDataSource source, string level) : IValueSource
    {
        public async Task<IReadOnlyList<string>?> ReadAsync(
            LayerRevision layer,
            string account,
            Entity entity,
            Dimension dimension,
            int limit,
            CancellationToken cancellationToken
        )
        {
            var query = new SemanticQuery { GroupBy = [$"{entity.Name}.{dimension.Name}"], Limit = limit };
            if (compiler.Compile(query, new CompileScope(layer.Layer, level, AcmeFixture.Today)) is not Compiled compiled)
                return [];

            await using var command = source.CreateCommand(compiled.Sql);
            var result = await ResultTable.ReadAsync(command, cancellationToken);
            return [.. result.Rows.Select(row => row[0]).OfType<string>()];
        }
    }
}
