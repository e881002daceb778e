using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>How far the data of a table goes, asked of the warehouse once in a while and not by every run.</summary>
internal sealed class SourceFreshness(TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Account, string Level, string Table), Known> _known = new();

    private readonly ConcurrentDictionary<(string Account, string Level), SemaphoreSlim> _asking = new();

    /// <returns>Last day of the data by full name of the table; a table that declares no freshness or cannot be read is left out.</returns>
    public async Task<IReadOnlyDictionary<string, DateOnly>> OfAsync(ImmutableArray<string> tables, IToolContext context, CancellationToken cancellationToken)
    {
        var layer = context.Layer.Layer;
        var declared = tables.Select(layer.FindTable).OfType<LayerTable>().Where(t => t.Freshness is not null).ToList();
        if (Unknown(declared, context).Count > 0)
        {
            // Several readings of one question start together: one asks, the others find the answer.
            var turn = _asking.GetOrAdd((context.Account, context.Scope.Level), _ => new SemaphoreSlim(1, 1));
            await turn.WaitAsync(cancellationToken);
            try
            {
                if (Unknown(declared, context) is { Count: > 0 } unknown)
                    await AskAsync(unknown, context, cancellationToken);
            }
            finally
            {
                turn.Release();
            }
        }
        return declared
            .Select(t => (t.FullName, _known.GetValueOrDefault(KeyOf(t, context))?.Day))
            .Where(t => t.Day is not null)
            .ToImmutableDictionary(t => t.FullName, t => t.Day!.Value, StringComparer.Ordinal);
    }

    private List<LayerTable> Unknown(List<LayerTable> tables, IToolContext context)
    {
        var now = time.GetUtcNow();
        return [.. tables.Where(t => !_known.TryGetValue(KeyOf(t, context), out var known) || known.Until < now)];
    }

    private async Task AskAsync(List<LayerTable> tables, IToolContext context, CancellationToken cancellationToken)
    {
        var layer = context.Layer.Layer;
        var sql = string.Join("\nunion all\n", tables.Select((t, i) => $"select {i}, {LastDay(t, layer.Calendar.TimeZone)}"));
        var request = new SqlRequest("How far the data goes", new ParameterizedSql(sql, []), sql, Columns: null, MaxRows: tables.Count);
        var rows = await context.RunSqlAsync(request, cancellationToken) is SqlRows answered ? answered.Rows : [];
        var until = time.GetUtcNow() + KeptFor;
        foreach (var (table, i) in tables.Select((t, i) => (t, i)))
            _known[KeyOf(table, context)] = new Known(
                rows.FirstOrDefault(r => r[0].Number == i)?[1].Date is { } day ? Covered(day, table, layer) : null,
                until
            );
    }

    /// <summary>A row of a monthly table speaks for its whole month.</summary>
    private static DateOnly Covered(DateOnly day, LayerTable table, SemanticLayer layer)
    {
        var time = layer
            .Entities.Where(e => e.Source is TableSource source && string.Equals(source.FullName, table.FullName, StringComparison.Ordinal))
            .SelectMany(e => e.Times)
            .FirstOrDefault(t => string.Equals(t.Expr.Text, table.Freshness!.Column, StringComparison.Ordinal));
        var calendar = new Calendar(layer.Calendar);
        return time is not null && calendar.FindGrain(time.Grain) is { Unit: > GrainUnit.Day } grain
            ? calendar.EndOf(grain, calendar.StartOf(grain, day)).AddDays(-1)
            : day;
    }

    private static string LastDay(LayerTable table, string zone)
    {
        var column = table.Freshness!.Column;
        var type = table.FindColumn(column)?.Type ?? "date";
        var greatest = $"max({Quote(column)})";
        var isInstant = type.Contains("timestamptz", StringComparison.Ordinal) || type.Contains("with time zone", StringComparison.Ordinal);
        return $"({(isInstant ? $"{greatest} at time zone '{zone.Replace("'", "''", StringComparison.Ordinal)}'" : greatest)})::date::text from {Quote(table.Schema)}.{Quote(table.Name)}";
    }

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static (string, string, string) KeyOf(LayerTable table, IToolContext context) => (context.Account, context.Scope.Level, table.FullName);

    private sealed record Known(DateOnly? Day, DateTimeOffset Until);
}
