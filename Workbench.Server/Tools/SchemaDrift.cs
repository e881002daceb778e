using Npgsql;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Server.Tools;

/// <summary>
/// Why compiled SQL fails at the warehouse: most often its tables are not those that the layer describes. Asked only then, so that
/// answers wait for nothing. Whether the warehouse changed or the layer named them wrongly from the first is not known here, and not said.
/// </summary>
internal sealed class SchemaDrift(IWarehouseAccounts accounts)
{
    private const int MostTold = 3;

    /// <param name="tables">That the statement reads.</param>
    public async Task<ToolOutcome> ExplainAsync(SqlFailed failed, IReadOnlyCollection<string> tables, IToolContext context, CancellationToken cancellationToken)
    {
        if (failed.Code is not ("bad_query" or "permission"))
            return SqlFaults.OfCompiled(failed);
        var found = await FindAsync(tables, context, cancellationToken);
        if (found.Count == 0)
            return SqlFaults.OfCompiled(failed);
        var told = string.Join(" ", found.Take(MostTold).Select(p => p.ToString()));
        var more = found.Count > MostTold ? $" And {found.Count - MostTold} more." : "";
        return new ToolBroke(
            "schema_changed",
            $"The semantic layer names what the warehouse {context.Account} does not have, so this cannot be computed. {told}{more} Correct the layer's file; or, where it was there before, bring it back. Then ask again."
        );
    }

    private async Task<IReadOnlyList<SemanticProblem>> FindAsync(IReadOnlyCollection<string> tables, IToolContext context, CancellationToken cancellationToken)
    {
        var layer = context.Layer.Layer;
        var level = context.Scope.Level;
        try
        {
            var schema = await accounts.Open(context.Account).ReadSchemaAsync(cancellationToken);
            // Only what the query reads, and nothing that the level must not know of.
            var read = layer.Content with
            {
                Entities = [],
                Tables =
                [
                    .. layer
                        .Tables.Where(t => tables.Contains(t.FullName, StringComparer.Ordinal) && layer.Access.Allows(level, t.Access))
                        .Select(t => t with { Columns = [.. t.Columns.Where(c => layer.Access.Allows(level, c.Access))] }),
                ],
            };
            return [.. WarehouseCheck.Run(read, schema).Where(p => p.Severity == ProblemSeverity.Error)];
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // The fault itself is told; why it came is not known now.
            return [];
        }
    }
}
