using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Router.Labels;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Decisions;

/// <summary>The decisions as the journal has them.</summary>
internal sealed class RouterLog(NpgsqlDataSource store, ISemanticLayers layers, LabelLevels levels) : IRouterLog
{
    private const int MaxPage = 500;

    private const string Matching = """
        from routed_messages
        where at >= $2::timestamp at time zone $1 and at < $3::timestamp at time zone $1
            and ($4::text is null or tier = $4) and ($5::text is null or verdict = $5) and ($6::text is null or version = $6)
            and case $7::text when 'retry' then is_retried when 'edit' then is_edited when 'override' then overridden_with is not null
                when 'dislike' then is_disliked else true end
        """;

    public async Task<RoutedPage> ListAsync(RoutedFilter filter, string? after, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, MaxPage);
        await using var command = store.CreateCommand(
            $"""
            select run_id, conversation_id, at, agent, user_name, text, place, tier, verdict, wanted, fast, standard, max, context, bias, version,
                duration_ms, warnings, is_retried, is_edited, overridden_with, is_disliked
            {Matching} and ($8::timestamptz is null or (at, run_id) < ($8, $9)) and level = any($11)
            order by at desc, run_id desc limit $10
            """
        );
        Add(command, filter);
        var cursor = PageCursor.Parse(after);
        command.Parameters.Add(new() { Value = (object?)cursor?.At ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)cursor?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = count + 1 });
        command.Parameters.Add(new() { Value = levels.Visible });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RoutedMessage> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(Read(reader));
        return found.Count > count
            ? new RoutedPage(found[..count], new PageCursor(found[count - 1].At, found[count - 1].Run).ToString())
            : new RoutedPage(found, null);
    }

    public async Task<RouterUse> SumAsync(RoutedFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        // All sums are of the same decisions, also while others are made.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var (messages, context, mean, p95) = await TotalsAsync(connection, filter, cancellationToken);
        return new RouterUse
        {
            Messages = messages,
            Context = context,
            MeanMs = mean,
            P95Ms = p95,
            Tiers = await ReadAsync(
                connection,
                $"""
                select tier, count(*), count(conversation_id), count(*) filter (where is_retried), count(*) filter (where is_edited),
                    count(overridden_with), count(*) filter (where is_disliked)
                {Matching} group by tier order by array_position(array['fast', 'standard', 'max'], tier)
                """,
                filter,
                r => new RouterTierUse(Tier(r, 0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6)),
                cancellationToken
            ),
            Days = await ReadAsync(
                connection,
                $"""
                select (at at time zone $1)::date, count(*) filter (where tier = 'fast'), count(*) filter (where tier = 'standard'), count(*) filter (where tier = 'max')
                {Matching} group by 1 order by 1
                """,
                filter,
                r => new RouterDay(r.GetFieldValue<DateOnly>(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)),
                cancellationToken
            ),
            Versions = await ReadAsync(
                connection,
                $"select version, count(*), max(at) {Matching} group by version order by max(at) desc",
                filter,
                r => new RouterVersionUse(r.GetString(0), r.GetInt64(1), r.GetFieldValue<DateTimeOffset>(2)),
                cancellationToken
            ),
        };
    }

    private async Task<(long Messages, long Context, double? Mean, double? P95)> TotalsAsync(
        NpgsqlConnection connection,
        RoutedFilter filter,
        CancellationToken cancellationToken
    ) =>
        (
            await ReadAsync(
                connection,
                $"""
                select count(*), count(*) filter (where verdict = 'context'), avg(duration_ms), percentile_cont(0.95) within group (order by duration_ms)
                {Matching}
                """,
                filter,
                r => (r.GetInt64(0), r.GetInt64(1), Number(r, 2), Number(r, 3)),
                cancellationToken
            )
        )[0];

    private async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        string sql,
        RoutedFilter filter,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Add(command, filter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private void Add(NpgsqlCommand command, RoutedFilter filter)
    {
        command.Parameters.Add(new() { Value = CompanyDays.ZoneOf(layers).Id });
        command.Parameters.Add(new() { Value = filter.From.ToDateTime(TimeOnly.MinValue) });
        command.Parameters.Add(new() { Value = filter.To.AddDays(1).ToDateTime(TimeOnly.MinValue) });
        foreach (
            var text in (string?[])
                [
                    filter.Tier is { } tier ? RouterTiers.Name(tier) : null,
                    filter.Verdict is { } verdict ? RouterTiers.Name(verdict) : null,
                    filter.Version,
                    filter.Signal?.ToString().ToLowerInvariant(),
                ]
        )
            command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    private static RoutedMessage Read(NpgsqlDataReader r) =>
        new()
        {
            Run = r.GetGuid(0),
            Conversation = r.IsDBNull(1) ? null : r.GetGuid(1),
            At = r.GetFieldValue<DateTimeOffset>(2),
            Agent = r.GetString(3),
            User = r.GetString(4),
            Text = r.GetString(5),
            Place = MessagePlaces.Parse(r.GetString(6)),
            Tier = Tier(r, 7),
            Verdict = Tier(r, 8),
            Wanted = Tier(r, 9),
            Probabilities = new RouterProbabilities(r.GetFloat(10), r.GetFloat(11), r.GetFloat(12), r.GetFloat(13)),
            Bias = r.GetDouble(14),
            Version = r.GetString(15),
            DurationMs = r.GetDouble(16),
            Warnings = r.GetFieldValue<string[]>(17),
            Signals = [.. Signals(r)],
            OverriddenWith = r.IsDBNull(20) ? null : r.GetString(20),
        };

    private static IEnumerable<RouterSignal> Signals(NpgsqlDataReader r)
    {
        if (r.GetBoolean(18))
            yield return RouterSignal.Retry;
        if (r.GetBoolean(19))
            yield return RouterSignal.Edit;
        if (!r.IsDBNull(20))
            yield return RouterSignal.Override;
        if (r.GetBoolean(21))
            yield return RouterSignal.Dislike;
    }

    private static RouterTier Tier(NpgsqlDataReader r, int column) => Enum.Parse<RouterTier>(r.GetString(column), ignoreCase: true);

    private static double? Number(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetDouble(column);
}
