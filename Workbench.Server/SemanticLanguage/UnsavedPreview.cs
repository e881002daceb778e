using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>The number of a metric that nobody has saved yet: compiled from the unsaved layer, run under the asker's own login.</summary>
internal sealed class UnsavedPreview(ISemanticCompiler compiler, IWarehouseAccounts accounts, Today today)
{
    public async Task<MetricPreview> RunAsync(LanguageState state, string metric, string level, CancellationToken cancellationToken)
    {
        if (!state.Reading.IsUsable)
        {
            var first = state.Reading.Problems[0];
            return Failed(metric, $"Mend the errors first. The first is in {first.At.File}, line {first.At.Line}.");
        }
        var layer = state.Layer;
        if (layer.FindMetric(metric) is not { } found || !layer.Access.Allows(level, found.Access))
            return Failed(metric, $"There is no metric \"{metric}\".");
        if (accounts.Find(layer.Account) is null)
            return Failed(metric, $"There is no warehouse account \"{layer.Account}\".");
        var scope = new CompileScope(layer, level, today.In(layer.Calendar.TimeZone));
        if (MetricDetails.Preview(compiler, metric, scope).Compiled is not { } compiled)
            return Failed(metric, "There is no query for its latest months. Ask for it in the chat with the filters that it needs.");
        var outcome = await accounts
            .Open(layer.Account)
            .QueryAsync(
                new WarehouseQuery
                {
                    Level = level,
                    Sql = compiled.SqlParameters,
                    MaxRows = 500,
                },
                cancellationToken
            );
        if (outcome is not WarehouseRows rows)
            return Failed(
                metric,
                outcome switch
                {
                    // The logins of the levels get their rights from the layer in use.
                    WarehouseFault { Kind: WarehouseFaultKind.Permission } fault =>
                        $"{fault.Message} A table or column that is new here can be read once it is saved.",
                    WarehouseFault fault => fault.Message,
                    _ => "The warehouse did not answer.",
                }
            );
        var period = compiled.Columns.FirstOrDefault(c => c.Role == ColumnRole.Period)?.Column.Name;
        var chart = period is null || rows.Rows.Count < 2 ? null : new AnswerChart(ChartType.Line, period, [metric]);
        return new MetricPreview(metric, [.. compiled.Columns.Select(c => c.Column)], rows.Rows, chart, rows.DurationMs, Error: null);
    }

    /// <summary>Why the query of a verified question cannot be computed; null when it can, or when it is none.</summary>
    public string? WhyNot(LanguageState state, string question, string level)
    {
        if (!state.Reading.IsUsable || state.Content.Verified.LastOrDefault(v => v.Question == question)?.Query is not { } query)
            return null;
        var layer = state.Layer;
        return compiler.Compile(query, new CompileScope(layer, level, today.In(layer.Calendar.TimeZone))) switch
        {
            Compiled => null,
            Rejected rejected => string.Join(" ", rejected.Problems.Select(p => p.Message)),
            _ => "It cannot be computed at your access level.",
        };
    }

    private static MetricPreview Failed(string metric, string error) => new(metric, [], [], null, 0, error);
}
