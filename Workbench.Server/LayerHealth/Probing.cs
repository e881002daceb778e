using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;

namespace Workbench.Server.LayerHealth;

/// <summary>Takes one measurement: read-only, under the login of the highest level, within its time.</summary>
internal sealed class Probing(IWarehouseAccounts accounts, IOptions<LayerHealthOptions> options, TimeProvider time)
{
    private static readonly TimeSpan CatalogTimeout = TimeSpan.FromSeconds(10);

    public async Task<Measurement> MeasureAsync(Probe probe, LayerRevision layer, string account, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var measured = await TryMeasureAsync(probe, layer, account, cancellationToken);
        return measured with { DurationMs = time.GetElapsedTime(began).TotalMilliseconds };
    }

    private async Task<Measurement> TryMeasureAsync(Probe probe, LayerRevision layer, string account, CancellationToken cancellationToken)
    {
        var blank = new Measurement
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Account = account,
            Fingerprint = probe.Fingerprint,
            Entity = probe.Entity.Name,
            JoinName = probe.JoinName,
            LayerRevision = layer.Id,
            MeasuredAt = time.GetUtcNow(),
            DurationMs = 0,
            Sql = "",
            Kind = MeasureKind.Whole,
        };
        if (accounts.Find(account) is null)
            return blank with { FailureCode = "no_account", Failure = $"There is no warehouse account {account}." };
        if (layer.Layer.Access.Levels is not [.., var highest])
            return blank with { FailureCode = "permission", Failure = "The layer declares no access level, so there is no login to measure with." };
        var asking = new Asking(accounts.Open(account), highest.Name, options.Value, blank, cancellationToken);
        try
        {
            return probe switch
            {
                KeyProbe => await asking.KeyAsync(probe.Entity),
                JoinProbe join => await asking.JoinAsync(join),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (NotMeasuredException e)
        {
            return blank with { Sql = e.Sql, FailureCode = CodeOf(e.Fault.Kind), Failure = WordsOf(e.Fault, account) };
        }
    }

    private static string CodeOf(WarehouseFaultKind kind) =>
        kind switch
        {
            WarehouseFaultKind.Transient => "warehouse_down",
            WarehouseFaultKind.Timeout => "warehouse_timeout",
            WarehouseFaultKind.Cancelled => "cancelled",
            WarehouseFaultKind.Permission => "permission",
            _ => "bad_query",
        };

    private string WordsOf(WarehouseFault fault, string account) =>
        fault.Kind switch
        {
            WarehouseFaultKind.Transient => $"Could not be measured: the warehouse {account} does not answer. {fault.Message}",
            WarehouseFaultKind.Timeout =>
                $"Could not be measured within {options.Value.Timeout.TotalSeconds:0.#} s (LayerHealth:Timeout). An index on what is joined by, or a lower LayerHealth:WholeUpTo, makes it quicker.",
            WarehouseFaultKind.Cancelled => $"The measuring was cancelled at the warehouse: {fault.Message}",
            WarehouseFaultKind.Permission => $"Could not be measured: the highest level's login may not read it. {fault.Message}",
            _ => $"Could not be measured: {fault.Message}",
        };

    /// <summary>One probe's way through the warehouse.</summary>
    private sealed class Asking(IWarehouse warehouse, string level, LayerHealthOptions options, Measurement blank, CancellationToken cancellationToken)
    {
        public async Task<Measurement> KeyAsync(Entity entity)
        {
            if (entity.Source is TableSource table)
            {
                var asked = ProbeSql.UniqueIndex(table.FullName, entity.Key);
                if (await QueryAsync(asked, CatalogTimeout) is [[{ IsNull: false }], ..])
                    return blank with { Sql = asked, Kind = MeasureKind.Index, Share = 1, Rows = (await FactsAsync(entity)).Rows, DuplicateKeys = 0 };
            }
            var sample = await SampleAsync(entity, options.WholeUpTo);
            var sql = ProbeSql.Key(entity, sample);
            var n = await NumbersAsync(sql, ProbeSql.KeyColumns);
            return Taken(sql, sample, n["rows"]!.Value) with
            {
                NullKeys = n["null_keys"] ?? 0,
                DuplicateKeys = n["duplicate_keys"],
                ExtraRows = n["extra_rows"] ?? 0,
            };
        }

        public async Task<Measurement> JoinAsync(JoinProbe probe)
        {
            var target = await FactsAsync(probe.Target);
            var most = ProbeSql.IsByEquality(probe.Join) ? options.WholeUpTo : Math.Min(options.WholeUpTo, ProbeSql.PairedRows(target.Rows));
            var sample = await SampleAsync(probe.Entity, most);
            var wholeTarget = sample.Kind == MeasureKind.Whole && (!target.CanBeSampled || target.Rows <= options.WholeUpTo);
            var sql = ProbeSql.Join(probe, sample, wholeTarget, most);
            var n = await NumbersAsync(sql, ProbeSql.JoinColumns);
            return Taken(sql, sample, n["rows"]!.Value) with
            {
                NullKeys = n["null_keys"] ?? 0,
                Lost = n["lost"] ?? 0,
                Excluded = n["excluded"] ?? 0,
                Multiplied = n["multiplied"] ?? 0,
                ExtraRows = n["extra_rows"] ?? 0,
                DuplicateKeys = wholeTarget ? n["duplicate_keys"] : null,
                SharedKeys = n["shared_keys"],
            };
        }

        private Measurement Taken(string sql, SampleOf sample, long rows) =>
            blank with
            {
                Sql = sql,
                Rows = rows,
                Kind = sample.Kind == MeasureKind.FirstRows && rows <= sample.Limit ? MeasureKind.Whole : sample.Kind,
                Share = sample.Kind == MeasureKind.FirstRows && rows <= sample.Limit ? 1 : sample.Share,
            };

        private async Task<SampleOf> SampleAsync(Entity entity, long most)
        {
            var facts = await FactsAsync(entity);
            return !facts.CanBeSampled ? SampleOf.First(most)
                : facts.Rows <= most ? SampleOf.Whole
                : SampleOf.Pages(Math.Min(most, options.SampleRows), facts.Rows);
        }

        private async Task<TableFacts> FactsAsync(Entity entity) =>
            entity.Source is TableSource table && await QueryAsync(ProbeSql.Facts(table.FullName), CatalogTimeout) is [[var isTable, var rows], ..]
                ? new TableFacts(isTable.Value is true, (long)(rows.Number ?? 0))
                : new TableFacts(CanBeSampled: false, 0);

        private async Task<ImmutableDictionary<string, long?>> NumbersAsync(string sql, string[] columns)
        {
            var row = (await QueryAsync(sql, options.Timeout))[0];
            return columns.Zip(row).ToImmutableDictionary(c => c.First, c => (long?)c.Second.Number, StringComparer.Ordinal);
        }

        private async Task<IReadOnlyList<IReadOnlyList<Cell>>> QueryAsync(string sql, TimeSpan timeout)
        {
            var query = new WarehouseQuery
            {
                Level = level,
                Sql = new ParameterizedSql(sql, []),
                MaxRows = 10,
                Timeout = timeout,
            };
            return await warehouse.QueryAsync(query, cancellationToken) switch
            {
                WarehouseRows rows => rows.Rows,
                WarehouseFault fault => throw new NotMeasuredException(sql, fault),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }
}

internal sealed class NotMeasuredException(string sql, WarehouseFault fault) : Exception(fault.Message)
{
    public string Sql { get; } = sql;
    public WarehouseFault Fault { get; } = fault;
}
