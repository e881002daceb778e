using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Queries;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>Values of dimensions out of the warehouse, by compiled queries under the login of the lowest level that may see them.</summary>
internal sealed partial class WarehouseValues(
    IWarehouseAccounts accounts,
    ISemanticCompiler compiler,
    StartupProgress startup,
    TimeProvider time,
    ILogger<WarehouseValues> logger
) : IValueSource
{
    /// <summary>A dimension that takes longer is not worth it: it is tried again with the next refresh.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<string>?> ReadAsync(
        LayerRevision layer,
        string account,
        Entity entity,
        Dimension dimension,
        int limit,
        CancellationToken cancellationToken
    )
    {
        // The demo company may be half written, and the levels may have no rights yet: an empty table would count as read.
        if (!await IsReadyAsync(cancellationToken))
            return null;
        var levels = layer.Layer.Access.Levels;
        if (levels.IsEmpty || accounts.Find(account) is null)
            return [];
        var field = $"{entity.Name}.{dimension.Name}";
        var query = new SemanticQuery
        {
            GroupBy = [field],
            Where = [new FieldFilter { Field = field, Op = "is_not_null" }],
            Segments = entity.Segments.Where(s => s.IsDefault).ToDictionary(s => $"{entity.Name}.{s.Name}", _ => false, StringComparer.Ordinal),
            Limit = limit,
        };
        var level = dimension.Access ?? levels[0].Name;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (compiler.Compile(query, new CompileScope(layer.Layer, level, today)) is not Compiled compiled)
        {
            NotCompiled(field);
            return [];
        }
        var outcome = await accounts
            .Open(account)
            .QueryAsync(
                new WarehouseQuery
                {
                    Level = level,
                    Sql = compiled.SqlParameters,
                    MaxRows = limit,
                    Timeout = Patience,
                },
                cancellationToken
            );
        switch (outcome)
        {
            case WarehouseRows rows:
                return [.. rows.Rows.Select(r => r[0].ToString()).Where(t => t.Length > 0)];
            case WarehouseFault { Kind: WarehouseFaultKind.Timeout or WarehouseFaultKind.BadQuery } fault:
                NotRead(field, fault.Message);
                return [];
            case WarehouseFault fault:
                NotRead(field, fault.Message);
                return null;
            default:
                return null;
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await startup.WhenReadyAsync(cancellationToken);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // The start failed, and says so on every page.
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The values of {Field} have no query")]
    private partial void NotCompiled(string field);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The values of {Field} could not be read: {Reason}")]
    private partial void NotRead(string field, string reason);
}
