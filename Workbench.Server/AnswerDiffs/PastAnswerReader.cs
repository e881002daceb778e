using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Evaluation;
using Workbench.Server.Runs;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Answers of the journal that people may rely on: answered, not rejected, not taken back by a retry or an edit, in a conversation that is still there.</summary>
internal sealed class PastAnswerReader(NpgsqlDataSource store, BlobReader blobs, EvalSetStore evals, IOptions<AnswerDiffsOptions> options, TimeProvider time)
{
    private const int MostTold = 3;

    private const string Columns = """
        select r.id, r.conversation_id, r.question, r.user_name, r.level, r.account, r.today, r.asked_at, r.feedback_good, c.share_token is not null,
            s.data_hash, s.rows_hash
        from runs r
        join conversations c on c.id = r.conversation_id
        join lateral (
            select data_hash, rows_hash from steps where run_id = r.id and kind = 'answer' and data_hash is not null order by seq desc limit 1
        ) s on true
        where r.status = 'done' and r.answer_status = 'answered' and r.level = any($1)
        """;

    /// <param name="levels">Answers of other levels do not exist.</param>
    public async Task<PastAnswers> ReadAsync(IReadOnlyList<string> levels, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - TimeSpan.FromDays(options.Value.PastDays);
        await using var command = store.CreateCommand(
            $"{Columns} and not r.is_replaced and c.deleted_at is null and r.asked_at > $2 order by r.asked_at desc limit $3"
        );
        command.Parameters.Add(new() { Value = levels.ToArray() });
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = options.Value.PastAnswers + 1 });
        var rows = await RowsAsync(command, cancellationToken);
        var isCut = rows.Count > options.Value.PastAnswers;
        // What a set of questions asked, nobody relies on: it is compared as a case of the set.
        var ofEvals = await evals.RunsAsync([.. rows.Select(r => r.Run)], cancellationToken);
        var people = rows.Take(options.Value.PastAnswers).Where(r => !ofEvals.Contains(r.Run)).ToList();
        return new PastAnswers(await AnswersAsync([.. people.Where(r => r.IsGood != false)], cancellationToken), people.Count(r => r.IsGood == false), isCut);
    }

    /// <summary>These runs, whatever was thought of them.</summary>
    public async Task<ImmutableArray<PastAnswer>> FindAsync(IReadOnlyList<Guid> runs, IReadOnlyList<string> levels, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{Columns} and r.id = any($2)");
        command.Parameters.Add(new() { Value = levels.ToArray() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = runs.ToArray() });
        return await AnswersAsync(await RowsAsync(command, cancellationToken), cancellationToken);
    }

    /// <summary>The numbers that were said then.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ValuesAsync(IEnumerable<PastAnswer> answers, CancellationToken cancellationToken)
    {
        var wanted = answers.Where(a => a.RowsHash is not null).DistinctBy(a => a.Run).ToList();
        var content = await blobs.ReadAsync(wanted.Select(a => a.RowsHash), cancellationToken);
        Dictionary<Guid, string> values = [];
        foreach (var answer in wanted)
            if (ValueOf(answer.Columns, StoredResults.UnpackRows(content[answer.RowsHash!])) is { } value)
                values[answer.Run] = value;
        return values;
    }

    private static async Task<List<Row>> RowsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<Row> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(
                new Row(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetString(5),
                    reader.GetFieldValue<DateOnly>(6),
                    reader.GetFieldValue<DateTimeOffset>(7),
                    reader.IsDBNull(8) ? null : reader.GetBoolean(8),
                    reader.GetBoolean(9),
                    reader.GetFieldValue<byte[]>(10),
                    reader.IsDBNull(11) ? null : reader.GetFieldValue<byte[]>(11)
                )
            );
        return rows;
    }

    private async Task<ImmutableArray<PastAnswer>> AnswersAsync(List<Row> rows, CancellationToken cancellationToken)
    {
        var content = await blobs.ReadAsync(rows.Select(r => r.DataHash), cancellationToken);
        return
        [
            .. rows.Select(r =>
            {
                var answer = StoredResults.UnpackAnswer(content[r.DataHash], rows: null);
                var standing =
                    r.IsGood == true ? AnswerStanding.Liked
                    : r.IsShared ? AnswerStanding.Shared
                    : AnswerStanding.Answered;
                var query = answer.Origin is AnswerOrigin.Compiled or AnswerOrigin.Verified ? answer.Query : null;
                return new PastAnswer(
                    r.Run,
                    r.Conversation,
                    r.Question,
                    r.User,
                    r.Level,
                    r.Account,
                    r.Today,
                    r.At,
                    standing,
                    query,
                    answer.Columns,
                    r.RowsHash
                );
            }),
        ];
    }

    /// <summary>"$18.4M", of several rows the first ones: "EMEA $3.1M, Americas $2.8M …".</summary>
    private static string? ValueOf(IReadOnlyList<ResultColumn> columns, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var value = Enumerable.Range(0, columns.Count).FirstOrDefault(i => columns[i].Type is ColumnType.Integer or ColumnType.Decimal, -1);
        if (rows.Count == 0 || value < 0 || rows.Any(r => r.Count != columns.Count))
            return rows.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{rows.Count:#,0} rows");
        var told = rows.Take(MostTold)
            .Select(row =>
                string.Join(' ', columns.Take(value).Select((c, i) => ValueText.Short(row[i], c)).Append(ValueText.Short(row[value], columns[value])))
            );
        return string.Join(", ", told) + (rows.Count > MostTold ? " …" : "");
    }

    private sealed record Row(
        Guid Run,
        Guid Conversation,
        string Question,
        string User,
        string Level,
        string Account,
        DateOnly Today,
        DateTimeOffset At,
        bool? IsGood,
        bool IsShared,
        byte[] DataHash,
        byte[]? RowsHash
    );
}
