using System.Globalization;
using Microsoft.Extensions.Options;
using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs a verified query as an answer would, at one level.</summary>
internal sealed class VerifiedRunning(
    ISemanticCompiler compiler,
    IVerifiedMatching matching,
    IWarehouseAccounts accounts,
    Today today,
    IOptions<VerifiedQueriesOptions> options,
    TimeProvider time
)
{
    private const int MostRows = 10_000;
    private static readonly TimeSpan UntilRightsFollow = TimeSpan.FromSeconds(3);

    /// <summary>At the lowest level that covers it: what comes out may be shown to whoever may see the query.</summary>
    public static string LevelOf(VerifiedQuery verified, SemanticLayer layer, IVerifiedMatching matching) =>
        layer.Access.Levels.FirstOrDefault(l => matching.IsVisible(verified, layer.Content, l.Name))?.Name ?? layer.Access.Levels[^1].Name;

    public CompileScope ScopeOf(SemanticLayer layer, string level) => new(layer, level, today.In(layer.Calendar.TimeZone));

    /// <summary>Why it cannot be computed from the layer, without asking the warehouse; null when it can.</summary>
    public string? WhyNot(VerifiedQuery verified, SemanticLayer layer) =>
        layer.Access.Levels.Length == 0 ? "The layer declares no access level."
        : verified.Query is { } query && compiler.Compile(query, ScopeOf(layer, LevelOf(verified, layer, matching))) is Rejected rejected
            ? string.Join(' ', rejected.Problems.Select(p => p.Message))
        : null;

    public async Task<VerifiedResult> RunAsync(VerifiedQuery verified, SemanticLayer layer, CancellationToken cancellationToken)
    {
        if (WhyNot(verified, layer) is { } reason)
            return new VerifiedFailure(reason, 0);
        var scope = ScopeOf(layer, LevelOf(verified, layer, matching));
        var taken = await TakeAsync(verified, scope, cancellationToken);
        // The rights of the levels follow a change of the layer by a moment.
        if (taken is TakenFault { IsOfRights: true })
        {
            await Task.Delay(UntilRightsFollow, time, cancellationToken);
            taken = await TakeAsync(verified, scope, cancellationToken);
        }
        return taken switch
        {
            TakenRows rows => new VerifiedRows(
                VerifiedFingerprint.Of(rows.Data.Rows),
                rows.Value,
                rows.Data.Rows.Count,
                rows.Data.Period?.From,
                rows.Data.Period?.To,
                LabelOf(rows.Data.Period),
                rows.Data.Period is { From: not null, To: { } to, IsPartial: false } && to <= today.In(layer.Calendar.TimeZone),
                rows.Data.SqlMs
            ),
            TakenFault { IsPassing: true } fault => new VerifiedNotRun(fault.Message),
            TakenFault fault => new VerifiedFailure(fault.Message, fault.DurationMs),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public static string? LabelOf(ResolvedPeriod? period) => period is { From: not null } or { To: not null } ? period.Label : null;

    public async Task<TakenResult> TakeAsync(VerifiedQuery verified, CompileScope scope, CancellationToken cancellationToken)
    {
        ToolData data;
        if (verified.Query is { } query)
            switch (compiler.Compile(query, scope))
            {
                case Compiled compiled:
                    data = new ToolData
                    {
                        Columns = [.. compiled.Columns.Select(c => c.Column)],
                        Rows = [],
                        Origin = AnswerOrigin.Verified,
                        Query = compiled.Query,
                        Sql = compiled.Sql,
                        SqlParameters = compiled.SqlParameters,
                        Period = compiled.Period,
                        CompiledColumns = compiled.Columns,
                    };
                    break;
                case Rejected rejected:
                    return new TakenFault(string.Join(' ', rejected.Problems.Select(p => p.Message)), IsPassing: false, 0);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        else if (SelectStatement.TryRead(verified.Sql ?? "", out var statement, out var problem))
            data = new ToolData
            {
                Columns = [],
                Rows = [],
                Origin = AnswerOrigin.Verified,
                Sql = statement,
                SqlParameters = new ParameterizedSql(statement, []),
            };
        else
            return new TakenFault(problem, IsPassing: false, 0);
        return await QueryAsync(data, scope, cancellationToken);
    }

    private async Task<TakenResult> QueryAsync(ToolData data, CompileScope scope, CancellationToken cancellationToken)
    {
        var account = scope.Layer.Account;
        if (accounts.Find(account) is null)
            return new TakenFault($"There is no warehouse account {account}.", IsPassing: true, 0);
        var outcome = await accounts
            .Open(account)
            .QueryAsync(
                new WarehouseQuery
                {
                    Level = scope.Level,
                    Sql = data.SqlParameters,
                    MaxRows = MostRows,
                    Timeout = options.Value.Timeout,
                },
                cancellationToken
            );
        switch (outcome)
        {
            case WarehouseRows rows:
                data = data with { Columns = data.Query is null ? rows.Columns : data.Columns, Rows = rows.Rows, SqlMs = rows.DurationMs };
                var layer = data.Query is { } query ? QueryDefinitions.In(scope.Layer, query) : scope.Layer;
                return new TakenRows(data, AnswerText.Headline(ResultViews.Of(data, "verified", rows.IsTruncated, layer, scope.Today)));
            case WarehouseFault fault:
                return new TakenFault(WordsOf(fault, account), fault.Kind is WarehouseFaultKind.Transient or WarehouseFaultKind.Cancelled, fault.DurationMs)
                {
                    IsOfRights = fault.Kind is WarehouseFaultKind.Permission,
                };
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private string WordsOf(WarehouseFault fault, string account) =>
        fault.Kind switch
        {
            WarehouseFaultKind.Transient => $"The warehouse {account} does not answer. {fault.Message}",
            WarehouseFaultKind.Timeout => string.Create(
                CultureInfo.InvariantCulture,
                $"It took longer than {options.Value.Timeout.TotalSeconds:0.#} s (VerifiedQueries:Timeout)."
            ),
            _ => fault.Message,
        };
}

internal abstract record TakenResult;

/// <param name="Value">The first number, shortened.</param>
internal sealed record TakenRows(ToolData Data, string? Value) : TakenResult;

/// <param name="IsPassing">It says nothing of the query: the warehouse is away.</param>
internal sealed record TakenFault(string Message, bool IsPassing, double DurationMs) : TakenResult
{
    /// <summary>The level's login may not read something.</summary>
    public bool IsOfRights { get; init; }
}
