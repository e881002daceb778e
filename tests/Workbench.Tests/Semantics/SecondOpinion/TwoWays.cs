using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.SecondOpinion;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.SecondOpinion;

/// <summary>A query computed by the compiler's SQL and by the second plan, on a real warehouse.</summary>
internal sealed class TwoWays : IAsyncDisposable
{
    private static readonly SemanticCompiler Compiler = new();
    private readonly PostgresWarehouse _warehouse;

    private TwoWays(PostgresWarehouse warehouse) => _warehouse = warehouse;

    public static async Task<TwoWays> OpenAsync(string connectionString, params string[] levels)
    {
        var owner = new NpgsqlConnectionStringBuilder(connectionString);
        var warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(owner), TimeProvider.System);
        await warehouse.UseLoginsAsync(levels.ToDictionary(l => l, _ => owner));
        return new TwoWays(warehouse);
    }

    /// <returns>Null: the query itself is refused; a reason: there is no second way.</returns>
    public async Task<(SecondAgreement? Agreement, string? Reason, SecondPlan? Plan)?> CompareAsync(
        SemanticLayer layer,
        string level,
        DateOnly today,
        SemanticQuery query,
        CancellationToken cancellationToken
    )
    {
        var scope = new CompileScope(layer, level, today);
        if (Compiler.Compile(query, scope) is not Compiled compiled)
            return null;
        var rows = await RunAsync(level, compiled.SqlParameters, compiled.Sql, cancellationToken);
        var answered = new AnsweredRows([.. compiled.Columns.Select(c => c.Column)], rows, IsTruncated: false);
        switch (new SecondPlanner(NullLogger<SecondPlanner>.Instance).Plan(compiled.Query, scope, answered))
        {
            case CannotExpress cannot:
                return (null, cannot.Reason, null);
            case SecondPlan plan:
                List<IReadOnlyList<IReadOnlyList<Cell>>> results = [];
                foreach (var statement in plan.Statements)
                    results.Add(await RunAsync(level, statement.Sql, statement.SqlWithValues, cancellationToken));
                return (plan.Comparison.Compare(results), null, plan);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<Cell>>> RunAsync(string level, ParameterizedSql sql, string shown, CancellationToken cancellationToken)
    {
        var query = new WarehouseQuery
        {
            Level = level,
            Sql = sql,
            MaxRows = 200_000,
        };
        return await _warehouse.QueryAsync(query, cancellationToken) switch
        {
            WarehouseRows { IsTruncated: false } rows => rows.Rows,
            WarehouseFault fault => throw new InvalidOperationException($"{fault.Message}\n{shown}"),
            _ => throw new InvalidOperationException("Too many rows."),
        };
    }

    public ValueTask DisposeAsync() => _warehouse.DisposeAsync();
}
