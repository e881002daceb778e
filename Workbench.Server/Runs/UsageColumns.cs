using Npgsql;
using NpgsqlTypes;

namespace Workbench.Server.Runs;

/// <summary>The columns of <c>usage</c>, in the order in which they are written and read.</summary>
internal static class UsageColumns
{
    public const string Names = """
        run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms,
            input, cache_read, cache_write, output, reasoning, is_estimated, cost_usd, error,
            cache_write_long, audio_input, image_input, audio_cache_read, image_cache_read, audio_output, image_output, service_tier, is_reconciled, mismatch,
            fresh_usd, cache_read_usd, cache_write_usd, output_usd, reported_cost_usd,
            tier, decision, first_token_ms, is_cached, fault, team, key_name, budget_node, budget_hold, budget_ids, searches, fees_usd, is_sent
        """;

    private static readonly string Places = string.Join(", ", Enumerable.Range(1, 47).Select(i => $"${i}"));

    public static string Insert { get; } = $"insert into usage ({Names}) values ({Places})";

    public static NpgsqlParameter[] Values(UsageEntryRow u) =>
        [
            JournalSql.Value(u.RunId),
            JournalSql.Value(u.Seq),
            JournalSql.Value(u.Number),
            JournalSql.Time(u.At),
            JournalSql.Value(u.Agent),
            JournalSql.Value(u.AgentVersion),
            JournalSql.Value(u.UserName),
            JournalSql.Value(u.ConversationId),
            JournalSql.Value(u.Provider),
            JournalSql.Value(u.Model),
            JournalSql.Value(u.DurationMs),
            JournalSql.Value(u.Input),
            JournalSql.Value(u.CacheRead),
            JournalSql.Value(u.CacheWrite),
            JournalSql.Value(u.Output),
            JournalSql.Value(u.Reasoning),
            JournalSql.Value(u.IsEstimated),
            JournalSql.Number(u.CostUsd),
            JournalSql.Text(u.Error),
            JournalSql.Value(u.CacheWriteLong),
            JournalSql.Value(u.AudioInput),
            JournalSql.Value(u.ImageInput),
            JournalSql.Value(u.AudioCacheRead),
            JournalSql.Value(u.ImageCacheRead),
            JournalSql.Value(u.AudioOutput),
            JournalSql.Value(u.ImageOutput),
            JournalSql.Text(u.ServiceTier),
            JournalSql.Value(u.IsReconciled),
            JournalSql.Text(u.Mismatch),
            JournalSql.Number(u.FreshUsd),
            JournalSql.Number(u.CacheReadUsd),
            JournalSql.Number(u.CacheWriteUsd),
            JournalSql.Number(u.OutputUsd),
            JournalSql.Number(u.ReportedCostUsd),
            JournalSql.Text(u.Tier),
            JournalSql.Text(u.Decision),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Double, Value = (object?)u.FirstTokenMs ?? DBNull.Value },
            JournalSql.Value(u.IsCached),
            JournalSql.Text(u.Fault),
            JournalSql.Text(u.Team),
            JournalSql.Text(u.KeyName),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)u.BudgetNode ?? DBNull.Value },
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)u.BudgetHold ?? DBNull.Value },
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, Value = (object?)u.BudgetIds ?? DBNull.Value },
            JournalSql.Value(u.Searches),
            JournalSql.Number(u.FeesUsd),
            JournalSql.Value(u.IsSent),
        ];

    public static UsageEntryRow Read(NpgsqlDataReader r) =>
        new()
        {
            RunId = r.GetGuid(0),
            Seq = r.GetInt32(1),
            Number = r.GetInt32(2),
            At = r.GetFieldValue<DateTimeOffset>(3),
            Agent = r.GetString(4),
            AgentVersion = r.GetString(5),
            UserName = r.GetString(6),
            ConversationId = r.GetGuid(7),
            Provider = r.GetString(8),
            Model = r.GetString(9),
            DurationMs = r.GetDouble(10),
            Input = r.GetInt64(11),
            CacheRead = r.GetInt64(12),
            CacheWrite = r.GetInt64(13),
            Output = r.GetInt64(14),
            Reasoning = r.GetInt64(15),
            IsEstimated = r.GetBoolean(16),
            CostUsd = JournalReader.Nullable<decimal>(r, 17),
            Error = JournalReader.Reference<string>(r, 18),
            CacheWriteLong = r.GetInt64(19),
            AudioInput = r.GetInt64(20),
            ImageInput = r.GetInt64(21),
            AudioCacheRead = r.GetInt64(22),
            ImageCacheRead = r.GetInt64(23),
            AudioOutput = r.GetInt64(24),
            ImageOutput = r.GetInt64(25),
            ServiceTier = JournalReader.Reference<string>(r, 26),
            IsReconciled = r.GetBoolean(27),
            Mismatch = JournalReader.Reference<string>(r, 28),
            FreshUsd = JournalReader.Nullable<decimal>(r, 29),
            CacheReadUsd = JournalReader.Nullable<decimal>(r, 30),
            CacheWriteUsd = JournalReader.Nullable<decimal>(r, 31),
            OutputUsd = JournalReader.Nullable<decimal>(r, 32),
            ReportedCostUsd = JournalReader.Nullable<decimal>(r, 33),
            Tier = JournalReader.Reference<string>(r, 34),
            Decision = JournalReader.Reference<string>(r, 35),
            FirstTokenMs = JournalReader.Nullable<double>(r, 36),
            IsCached = r.GetBoolean(37),
            Fault = JournalReader.Reference<string>(r, 38),
            Team = JournalReader.Reference<string>(r, 39),
            KeyName = JournalReader.Reference<string>(r, 40),
            BudgetNode = JournalReader.Nullable<long>(r, 41),
            BudgetHold = JournalReader.Nullable<long>(r, 42),
            BudgetIds = JournalReader.Reference<int[]>(r, 43),
            Searches = r.GetInt64(44),
            FeesUsd = JournalReader.Nullable<decimal>(r, 45),
            IsSent = r.GetBoolean(46),
        };
}
