using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>How far the data of a table goes, asked of the warehouse once in a while and not by every run.</summary>
internal sealed class SourceFreshness(TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Account, string Level, string Table), Known> _known = new();

    /// <returns>"data to Oct 31, 2026" by full name of the table; a table that declares no freshness or cannot be read is left out.</returns>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(ImmutableArray<string> tables, IToolContext context, CancellationToken cancellationToken)
    {
        var layer = context.Layer.Layer;
        var declared = tables.Select(layer.FindTable).OfType<LayerTable>().Where(t => t.Freshness is not null).ToList();
        var now = time.GetUtcNow();
        var asked = declared.Where(t => !_known.TryGetValue(KeyOf(t, context), out var known) || known.Until < now).ToList();
        if (asked.Count > 0)
            await AskAsync(asked, context, now, cancellationToken);
        return declared
            .Select(t => (t.FullName, Known: _known.GetValueOrDefault(KeyOf(t, context))))
            .Where(t => t.Known?.Text is not null)
            .ToImmutableDictionary(t => t.FullName, t => t.Known!.Text!, StringComparer.Ordinal);
    }

    private async Task AskAsync(List<LayerTable> tables, IToolContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = context.Layer.Layer.Calendar.TimeZone;
        var sql = string.Join("\nunion all\n", tables.Select((t, i) => $"select {i}, {LastDay(t, zone)}"));
        var request = new SqlRequest("How far the data goes", new ParameterizedSql(sql, []), sql, Columns: null, MaxRows: tables.Count);
        var rows = await context.RunSqlAsync(request, cancellationToken) is SqlRows answered ? answered.Rows : [];
        foreach (var (table, i) in tables.Select((t, i) => (t, i)))
        {
            var day = rows.FirstOrDefault(r => r[0].Number == i)?[1].Date;
            var text = day is { } last ? $"data to {ValueText.Day(last)}" : null;
            _known[KeyOf(table, context)] = new Known(text, now + KeptFor);
        }
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

    private sealed record Known(string? Text, DateTimeOffset Until);
}
