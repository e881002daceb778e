using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Costs;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Shared.Gateway;
using Workbench.Shared.Playground;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

/// <summary>
/// Finds a page of runs, newest first, in a store of any size. First it looks at some of the newest: a filter that many runs match has its page there. What few match
/// is asked for as a whole, and sorted: the planner then chooses by the cost of finding all, and cannot lose itself in a walk through years for a page that never fills.
/// </summary>
internal sealed class RunSearch(NpgsqlDataSource store)
{
    private const int Newest = 4_000;

    /// <summary>Fewer where the words of each have to be looked at.</summary>
    private const int NewestWithWords = 800;

    /// <summary>Places of runs in the order of lists.</summary>
    public async Task<List<PageCursor>> FindAsync(TraceFilter filter, SearchWords? words, PageCursor? after, int count, CancellationToken cancellationToken)
    {
        var asked = new Conditions(filter, words, after);
        if (asked.HasOwnOrder)
            return await ReadAsync(
                $"select asked_at, id from runs r where {asked.All} order by asked_at desc, id desc limit {count}",
                asked,
                cancellationToken
            );
        var window = words is null ? Newest : NewestWithWords;
        var found = await ReadAsync(
            $"""
            select asked_at, id from (select * from runs r where {asked.Range} order by asked_at desc, id desc limit {window}) r
            where {asked.Rest} order by asked_at desc, id desc limit {count}
            """,
            asked,
            cancellationToken
        );
        return found.Count >= count
            ? found
            : await ReadAsync(
                // "offset 0" keeps the limit out of the planner's sight.
                $"select asked_at, id from (select id, asked_at from runs r where {asked.Range} and {asked.Rest} offset 0) r order by asked_at desc, id desc limit {count}",
                asked,
                cancellationToken
            );
    }

    /// <param name="most">Counted up to so many.</param>
    public async Task<int> CountAsync(TraceFilter filter, SearchWords? words, int most, CancellationToken cancellationToken)
    {
        var asked = new Conditions(filter, words, after: null);
        await using var command = Command($"select count(*) from (select 1 from runs r where {asked.All} limit {most}) found", asked);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<PageCursor>> ReadAsync(string sql, Conditions conditions, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, conditions);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<PageCursor> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new PageCursor(reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1)));
        return found;
    }

    private NpgsqlCommand Command(string sql, Conditions conditions)
    {
        var command = store.CreateCommand(sql);
        foreach (var parameter in conditions.Parameters)
            command.Parameters.Add(parameter.Clone());
        return command;
    }

    /// <summary>Of a run <c>r</c>.</summary>
    private sealed class Conditions
    {
        private readonly List<string> _range = [];
        private readonly List<string> _rest = [];
        private int _ordered;

        public Conditions(TraceFilter filter, SearchWords? words, PageCursor? after)
        {
            if (after is not null)
                _range.Add($"(r.asked_at, r.id) < ({Value(after.At.ToUniversalTime())}, {Value(after.Id)})");
            if (filter.Calls is null)
                OfRun(filter);
            else
                _rest.Add(OfCalls(filter));
            if (filter.Conversation is { } conversation)
                Ordered($"r.conversation_id = {Value(conversation)}");
            if (filter.Status is { } status)
                Filter($"r.status = {Value(RunStatusText.Of(status))}", isOrdered: status != RunStatus.Done);
            if (filter.Answer is { } answer)
                _rest.Add($"r.answer_status = {Value(AnswerStatusText.Of(answer))}");
            if (filter.Error is { } error)
                Ordered($"r.failure_code = {Value(error)}");
            if (filter.Version is { } version)
                _rest.Add($"r.agent_version = {Value(version)}");
            if (filter.Account is { } account)
                _rest.Add($"r.account = {Value(account)}");
            if (filter.Level is { } level)
                _rest.Add($"r.level = {Value(level)}");
            if (filter.Label is { } label)
                _rest.Add($"exists (select from step_labels l where l.run_id = r.id and l.name = {Value(label.ToLowerInvariant())})");
            if (filter.Notes is { } notes)
                _rest.Add($"{(notes == NotesFilter.None ? "not " : "")}exists (select from step_notes n where n.run_id = r.id and n.removed_at is null)");
            if (filter.MinCostUsd is { } cost)
                _rest.Add($"r.cost_usd >= {Value(cost)}");
            if (filter.MinDurationMs is { } duration)
                _rest.Add($"r.duration_ms >= {Value(duration)}");
            if (filter.MinTokens is { } tokens)
                _rest.Add($"r.tokens >= {Value(tokens)}");
            if (filter.MinSteps is { } steps)
                _rest.Add($"r.step_count >= {Value(steps)}");
            if (filter.Feedback is { } feedback)
                _rest.Add(FeedbackIs(feedback));
            if (filter.Origin is { } origin)
                _rest.Add(OriginIs(origin));
            if (words is not null)
                _rest.Add($"exists (select from run_texts t where t.run_id = r.id and t.words @@ to_tsquery('simple', {Value(words.Query)}))");
        }

        public List<NpgsqlParameter> Parameters { get; } = [];

        /// <summary>At most one condition, which has an index in the order of the list.</summary>
        public bool HasOwnOrder => _rest.Count == _ordered && _ordered <= 1;

        public string Range => And(_range);
        public string Rest => And(_rest);
        public string All => And([.. _range, .. _rest]);

        private static string And(IReadOnlyCollection<string> conditions) => conditions.Count == 0 ? "true" : string.Join(" and ", conditions);

        private void OfRun(TraceFilter filter)
        {
            if (filter.From is { } from)
                _range.Add($"r.asked_at >= {Value(from.ToUniversalTime())}");
            if (filter.To is { } to)
                _range.Add($"r.asked_at < {Value(to.ToUniversalTime())}");
            if (filter.Agent is { } agent)
                Ordered($"r.agent = {Value(agent)}");
            if (filter.Model is { } model)
                Ordered($"r.model = {Value(model)}");
            if (filter.User is { } user)
                Ordered($"r.user_name = {Value(user)}");
            if (filter.Tier is not null || filter.Key is not null)
                _rest.Add(OfCalls(filter with { Agent = null, Model = null, User = null, From = null, To = null }));
        }

        private string OfCalls(TraceFilter filter)
        {
            List<string> calls = ["u.run_id = r.id"];
            if (filter.Agent is { } agent)
                calls.Add($"u.agent = {Value(agent)}");
            if (filter.Model is { } model)
                calls.Add($"u.model = {Value(model)}");
            if (filter.User is { } user)
                calls.Add($"u.user_name = {Value(user)}");
            if (filter.From is { } from)
                calls.Add($"u.at >= {Value(from.ToUniversalTime())}");
            if (filter.To is { } to)
                calls.Add($"u.at < {Value(to.ToUniversalTime())}");
            if (filter.Tier is { } tier)
                calls.Add($"coalesce(u.tier, '') = {Value(tier)}");
            if (filter.Key is { } key)
                calls.Add($"coalesce(u.key_name, '') = {Value(key)}");
            if (filter.Calls == CallFilter.Retries)
                calls.Add(CostSql.IsRetry);
            if (filter.Calls == CallFilter.Unpriced)
                calls.Add("u.cost_usd is null");
            return $"exists (select from usage u where {And(calls)})";
        }

        private static string FeedbackIs(FeedbackFilter feedback) =>
            feedback switch
            {
                FeedbackFilter.Good => "r.feedback_good",
                FeedbackFilter.Bad => "not r.feedback_good",
                FeedbackFilter.Any => "r.feedback_good is not null",
                FeedbackFilter.None => "r.feedback_good is null",
                _ => throw new ArgumentOutOfRangeException(nameof(feedback), feedback, "No such filter."),
            };

        private static string OriginIs(RunOrigin origin)
        {
            const string own =
                $"(r.agent not like '{GatewayKey.AgentPrefix}%' and r.agent not like '{OutsideAgent.Prefix}%' and r.agent <> '{IPlayground.Agent}')";
            return origin switch
            {
                RunOrigin.Person => $"{own} and r.priority = '{RunPriorityText.Of(RunPriority.Person)}'",
                RunOrigin.Program => $"{own} and r.priority = '{RunPriorityText.Of(RunPriority.Program)}'",
                RunOrigin.Schedule => $"{own} and r.priority = '{RunPriorityText.Of(RunPriority.Schedule)}'",
                RunOrigin.Key => $"r.agent like '{GatewayKey.AgentPrefix}%'",
                RunOrigin.Playground => $"r.agent = '{IPlayground.Agent}'",
                RunOrigin.Outside => $"r.agent like '{OutsideAgent.Prefix}%'",
                _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "No such origin."),
            };
        }

        private void Ordered(string condition) => Filter(condition, isOrdered: true);

        private void Filter(string condition, bool isOrdered)
        {
            _rest.Add(condition);
            _ordered += isOrdered ? 1 : 0;
        }

        private string Value<T>(T value)
        {
            Parameters.Add(
                value is string text
                    ? new NpgsqlParameter { Value = JournalSql.Storable(text), NpgsqlDbType = NpgsqlDbType.Text }
                    : new NpgsqlParameter { Value = value }
            );
            return $"${Parameters.Count}";
        }
    }
}
