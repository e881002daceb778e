using System.Globalization;
using Npgsql;

namespace Workbench.Benchmarks;

/// <summary>
/// Fills a store with runs as a year of use would leave them: skewed over agents, people, models and hours, every twentieth failed, content by its hash, words by Zipf's law. What
/// the program's own background work derives from the rows (words, sums of days) is made by the same statements in bulk; sums of days are left to the program.
/// </summary>
internal sealed class ScaleStore(NpgsqlDataSource store)
{
    private const int RunsTogether = 50_000;
    private const int StepsOfRun = 10;

    /// <summary>One that is there beside the others.</summary>
    public static readonly Guid LongRun = new("00000000-0000-4000-8000-000000010000");

    private const string Long = """
        insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at, status, fence, ended_at,
            answer_status, answer_text, model, step_count, tokens, cost_usd, duration_ms, is_replaced)
        select $1, $1, 'What about all of it?', 'person0', 'd0', 'v1', 'r1', 'acme', 'internal', 'max', now()::date, now() - interval '1 hour', 'done', 1,
            now() - interval '1 hour' + $2 * interval '100 milliseconds', 'answered', 'That is all.', 'huge-1', $2, $2 * 100, $2 * 0.001, $2 * 100, false;
        insert into blobs (hash, size, is_compressed, data)
        select distinct sha256(convert_to(content, 'UTF8')), octet_length(content), false, convert_to(content, 'UTF8')
        from (select json_build_object('role', 'user', 'contents', json_build_array(json_build_object('$type', 'text', 'text', 'part ' || seq)))::text as content
            from generate_series(1, $2, 3) seq) c on conflict do nothing;
        insert into step_starts (run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at, prompt_parent, prompt_added)
        select r.id, seq, case when seq % 3 = 0 then seq - 1 end, (array['sql', 'model', 'tool'])[1 + seq % 3], (array['sql', 'model', 'tool'])[1 + seq % 3], 'Step ' || seq, r.id || ':' || seq,
            true, 1, r.asked_at + seq * interval '100 milliseconds', case when seq % 3 = 1 and seq > 1 then seq - 3 end,
            case when seq % 3 = 1 then array[sha256(convert_to(json_build_object('role', 'user', 'contents',
                json_build_array(json_build_object('$type', 'text', 'text', 'part ' || seq)))::text, 'UTF8'))] end
        from runs r cross join generate_series(1, $2) seq where r.id = $1;
        insert into steps (run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at, prompt_parent, prompt_added, status, outcome,
            ended_at, duration_ms, attempts, model, tokens, cost_usd)
        select run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at, prompt_parent, prompt_added,
            'ok', 'returned', started_at + interval '90 milliseconds', 90, 1, case when kind = 'model' then 'huge-1' end, case when kind = 'model' then 300 else 0 end,
            case when kind = 'model' then 0.003 end
        from step_starts where run_id = $1;
        insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms, input, cache_read, cache_write, output, reasoning,
            is_estimated, cost_usd)
        select run_id, seq, 1, started_at, 'd0', 'v1', 'person0', $1, 'bench', 'huge-1', 90, 250, 200, 0, 50, 0, false, 0.003 from steps where run_id = $1 and kind = 'model'
        """;

    /// <summary>Functions of the number of a run, so that each is what it is whatever is asked first.</summary>
    private const string Functions = """
        create schema if not exists bench;
        create or replace function bench.share(n bigint, salt int) returns float8 language sql immutable as
            $$ select (hashint8extended(n, salt) & 9007199254740991)::float8 / 9007199254740992 $$;
        create or replace function bench.id(n bigint, salt int) returns uuid language sql immutable as $$ select md5(n || ':' || salt)::uuid $$;
        -- The 20,000 words of the house: the rank of a word follows Zipf's law.
        create or replace function bench.word(n bigint, salt int) returns text language sql immutable as
            $$ select 'w' || to_hex((exp(bench.share(n, salt) * ln(20000)))::int) $$;
        create or replace function bench.words(n bigint, salt int, many int) returns text language sql immutable as
            $$ select string_agg(bench.word(n * 1000 + i, salt), ' ') from generate_series(1, many) i $$;
        create or replace function bench.keep(content text) returns bytea language sql immutable as $$ select sha256(convert_to(content, 'UTF8')) $$;
        """;

    private const string Runs = """
        insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at, status, fence, ended_at,
            answer_status, answer_text, model, step_count, tokens, cost_usd, duration_ms, failure_code, failure_message, failure_can_retry, is_replaced, feedback_good)
        select bench.id(n, 1), bench.id(n / 3, 2), 'What about ' || bench.words(n, 10, 8) || '?',
            'person' || (power(bench.share(n, 3), 3) * 300)::int, a.agent, 'v' || (n * 12 / $3), 'r' || (n * 40 / $3), 'acme', (array['public', 'internal', 'restricted'])[1 + (power(bench.share(n, 5), 2) * 3)::int % 3],
            (array['fast', 'standard', 'max'])[1 + (power(bench.share(n, 6), 2) * 3)::int % 3], t.at::date, t.at,
            s.status, 1, t.at + d.ms * interval '1 millisecond',
            case when s.status = 'done' then (array['answered', 'answered', 'answered', 'answered', 'clarify', 'refused', 'denied'])[1 + (bench.share(n, 8) * 7)::int % 7] end,
            case when s.status = 'done' then 'There is ' || bench.words(n, 11, 20) end, m.model, 10, (500 + 40000 * power(bench.share(n, 12), 4))::bigint,
            case when bench.share(n, 13) < 0.97 then round((0.0005 + 0.4 * power(bench.share(n, 12), 4))::numeric, 6) end, d.ms,
            case when s.status = 'failed' then (array['model_unavailable', 'warehouse_timeout', 'warehouse_down', 'limit_reached'])[1 + (bench.share(n, 14) * 4)::int % 4] end,
            case when s.status = 'failed' then 'It failed: ' || bench.words(n, 15, 6) end, case when s.status = 'failed' then true end, false,
            case when bench.share(n, 16) < 0.02 then bench.share(n, 17) < 0.7 end
        from generate_series($1::bigint, $2::bigint - 1) n
        cross join lateral (select (array['d0', 'sales', 'finance', 'support', 'key:portal', 'otel:concierge', 'ops', 'retired'])[
            1 + case when n < $3 / 3 and bench.share(n, 4) > 0.97 then 7 else (power(bench.share(n, 4), 2) * 7)::int % 7 end] as agent) a
        cross join lateral (select (array['small-1', 'small-2', 'medium-1', 'large-1', 'huge-1'])[1 + (power(bench.share(n, 7), 2) * 5)::int % 5] as model) m
        cross join lateral (select date_trunc('second', now()) - interval '1 minute' - (($3 - n)::float8 / $3) * interval '365 days' as at) t
        cross join lateral (select 300 + 60000 * power(bench.share(n, 18), 5) as ms) d
        cross join lateral (select case when bench.share(n, 19) < 0.05 then 'failed' when bench.share(n, 19) < 0.06 then 'cancelled' else 'done' end as status) s
        """;

    // Route, then model and tool with its statement in turns, then the answer: ten steps, with the prompt that grows by what came.
    private const string Steps = """
        insert into bench.new_steps
        select bench.id(n, 1), n, i, r.asked_at, r.model, r.agent, r.user_name, r.conversation_id, r.cost_usd, r.tokens, r.status, r.model_choice,
            case when i = 1 then 'route' when i in (2, 5, 8) then 'model' when i in (3, 6, 9) then 'tool' when i in (4, 7) then 'sql' else 'answer' end,
            case when i = 2 then 'user' when i in (3, 6, 9) then 'tool' end,
            case when i = 2 then json_build_object('role', 'user', 'contents', json_build_array(json_build_object('$type', 'text', 'text', r.question)))::text
                when i in (5, 8) then json_build_object('role', 'assistant', 'contents', json_build_array(json_build_object('$type', 'text', 'text', bench.words(n * 10 + i, 20, 25))))::text
                when i in (3, 6, 9) then json_build_object('role', 'tool', 'contents', json_build_array(json_build_object('$type', 'text', 'text', bench.words(n * 10 + i, 21, 25))))::text
                when i in (4, 7) then json_build_object('sql', json_build_object('text', q.sql, 'parameters', '[]'::json), 'sqlWithValues', q.sql, 'account', 'acme', 'login', 'internal', 'maxRows', 100)::text
            end
        from runs r join generate_series($1::bigint, $2::bigint - 1) n on r.id = bench.id(n, 1)
        cross join generate_series(1, 10) i
        cross join lateral (select 'select ' || bench.word(n * 10 + i, 22) || ', sum(amount) from ' || bench.word(n * 10 + i, 23) || ' where region = ''' || bench.word(n * 10 + i, 24) || ''' group by 1' as sql) q;
        insert into blobs (hash, size, is_compressed, data)
        select distinct bench.keep(content), octet_length(content), false, convert_to(content, 'UTF8') from bench.new_steps where content is not null on conflict do nothing;
        insert into step_starts (run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at, request_hash, prompt_parent, prompt_added)
        select run_id, seq, case when kind = 'sql' then seq - 1 end, kind, kind, 'Did a ' || kind, run_id || ':' || seq, true, 1, asked_at + seq * interval '100 milliseconds',
            case when kind = 'sql' then bench.keep(content) end, case when seq in (5, 8) then seq - 3 end, case when kind = 'model' then array[bench.keep(content)] end
        from bench.new_steps;
        insert into steps (run_id, seq, parent, kind, name, title, idempotency_key, is_repeatable, fence, started_at, request_hash, prompt_parent, prompt_added, status, outcome,
            ended_at, duration_ms, attempts, response_hash, model, tokens, cost_usd)
        select run_id, seq, case when kind = 'sql' then seq - 1 end, kind, kind, 'Did a ' || kind, run_id || ':' || seq, true, 1, asked_at + seq * interval '100 milliseconds',
            case when kind = 'sql' then bench.keep(content) end, case when seq in (5, 8) then seq - 3 end, case when kind = 'model' then array[bench.keep(content)] end,
            'ok', 'returned', asked_at + seq * interval '190 milliseconds', 90, 1, case when kind = 'tool' then bench.keep(content) end,
            case when kind = 'model' then model end, case when kind = 'model' then tokens / 3 else 0 end, case when kind = 'model' then cost_usd / 3 end
        from bench.new_steps;
        insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms, input, cache_read, cache_write, output, reasoning,
            is_estimated, cost_usd, tier)
        select run_id, seq, 1, asked_at + seq * interval '100 milliseconds', agent, 'v1', user_name, conversation_id, 'bench', model, 90, tokens / 4, tokens / 8, 0, tokens / 12, 0, false,
            cost_usd / 3, tier
        from bench.new_steps where kind = 'model';
        """;

    private const string Words = """
        insert into run_texts (run_id, asked_at, words)
        select r.id, r.asked_at, to_tsvector('simple', regexp_replace(concat_ws(' ', r.question, r.answer_text, r.failure_code, r.failure_message, s.words), '[^[:alnum:]]+', ' ', 'g'))
        from runs r join (select run_id, string_agg(case kind when 'sql' then content::json ->> 'sqlWithValues' else content::json -> 'contents' -> 0 ->> 'text' end, ' ' order by seq) as words
            from bench.new_steps where content is not null group by run_id) s on s.run_id = r.id
        """;

    public async Task<long> CountAsync() => await ScalarAsync($"select count(*) from runs where id <> '{LongRun}'") is long count ? count : 0;

    /// <summary>A run of so many steps, unless it is there: models one after the other, and in each tool a statement.</summary>
    public async Task AddLongRunAsync(int steps)
    {
        if (await ScalarAsync($"select count(*) from runs where id = '{LongRun}'") is > 0L)
            return;
        await using var connection = await store.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in Long.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(
                statement
                    .Replace("$1", $"'{LongRun}'::uuid", StringComparison.Ordinal)
                    .Replace("$2", steps.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
                connection
            );
            await command.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }

    public async Task FillAsync(int runs)
    {
        await ExecuteAsync(Functions);
        await ExecuteAsync(
            """
            drop table if exists bench.new_steps;
            create unlogged table bench.new_steps (run_id uuid, number bigint, seq int, asked_at timestamptz, model text, agent text, user_name text, conversation_id uuid,
                cost_usd numeric, tokens bigint, status text, tier text, kind text, role text, content text)
            """
        );
        // What the triggers would put into queues, row by row, is made in bulk.
        foreach (var table in (string[])["runs", "usage"])
            await ExecuteAsync($"alter table {table} disable trigger user");
        for (var from = 0; from < runs; from += RunsTogether)
        {
            var to = Math.Min(runs, from + RunsTogether);
            await ExecuteAsync(Runs, (long)from, (long)to, (long)runs);
            await ExecuteAsync("truncate bench.new_steps");
            foreach (var statement in Steps.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                await ExecuteAsync(statement, statement.Contains("$1", StringComparison.Ordinal) ? [(long)from, (long)to] : []);
            await ExecuteAsync(Words);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{to:#,0} runs, {to * StepsOfRun:#,0} steps"));
        }
        foreach (var table in (string[])["runs", "usage"])
            await ExecuteAsync($"alter table {table} enable trigger user");
        await ExecuteAsync(
            "drop table bench.new_steps; vacuum (analyze) runs; vacuum (analyze) run_texts; vacuum (analyze) usage; vacuum (analyze) steps; vacuum (analyze) step_starts"
        );
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = store.CreateCommand(sql);
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync();
    }

    private async Task ExecuteAsync(string sql, params long[] values)
    {
        foreach (
            var part in values.Length > 0 || sql == Functions ? [sql] : sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            await using var command = store.CreateCommand(part);
            command.CommandTimeout = 0;
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }
}
