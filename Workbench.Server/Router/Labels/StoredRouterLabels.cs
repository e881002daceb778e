using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Access;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Labels;

/// <summary>Labels in the store, as the asker may see them.</summary>
internal sealed class StoredRouterLabels(NpgsqlDataSource store, LabelLevels levels, LabelQueue queue, IAsker asker, TimeProvider time) : IRouterLabels
{
    private const int MostListed = 500;

    /// <summary>What holds already is not written again.</summary>
    private const string Insert = """
        insert into router_labels (text_hash, text, place, tier, labelled_by, done_by, done_at, run_id, level, note)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
        where not exists (
            select from router_labels_in_force
            where text_hash = $1 and labelled_by = $5 and place = $3 and tier = $4 and note is not distinct from $10)
        """;

    private const string Select = "select id, text, place, tier, labelled_by, done_at, run_id, note from router_labels_in_force";

    public async Task<RouterLabelOutcome> AddAsync(RouterLabelDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Problem is { } problem)
            return new RouterLabelRejected(problem);
        var level = LabelLevels.Open;
        if (draft.Run is { } run)
        {
            if (await LevelAsync(run, cancellationToken) is not { } found)
                return new RouterLabelRejected($"There is no run {run}.");
            level = found;
        }
        var text = LabelText.Of(draft.Text);
        await using var batch = store.CreateBatch();
        batch.BatchCommands.Add(InsertOf(text, draft, asker.Current.User, level));
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand($"{Select} where text_hash = $1 and labelled_by = $2") { Parameters = { Value(text.Hash), Value(asker.Current.User) } }
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RouterLabelled(LabelOf(reader));
    }

    /// <summary>Labels of a file, all or none of them. What holds already stays as it is.</summary>
    /// <returns>How many were new or changed.</returns>
    /// <exception cref="FormatException">One of them is no label; the message tells which.</exception>
    public async Task<int> ImportAsync(IReadOnlyList<(RouterLabelDraft Draft, string? By)> labels, CancellationToken cancellationToken)
    {
        foreach (var (draft, _) in labels)
            if (draft.Problem is { } problem)
                throw new FormatException($"\"{(draft.Text.Length > 60 ? draft.Text[..60] + "…" : draft.Text)}\": {problem}");
        var before = await HighestAsync(cancellationToken);
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var chunk in labels.Chunk(500))
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var (draft, by) in chunk)
                batch.BatchCommands.Add(InsertOf(LabelText.Of(draft.Text), draft, by ?? asker.Current.User, LabelLevels.Open));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var count = new NpgsqlCommand("select count(*)::int from router_labels where id > $1 and done_by = $2", connection, transaction)
        {
            Parameters = { Value(before), Value(asker.Current.User) },
        };
        var added = (int)(await count.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    public async Task<bool> TakeBackAsync(long label, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            insert into router_labels (text_hash, text, place, tier, labelled_by, done_by, done_at, run_id, level, note)
            select text_hash, text, place, null, labelled_by, $2, $3, run_id, level, null from router_labels_in_force where id = $1 and level = any($4)
            """
        );
        command.Parameters.AddRange((NpgsqlParameter[])[Value(label), Value(asker.Current.User), Value(time.GetUtcNow()), Value(levels.Visible)]);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<RouterLabelUndone?> UndoAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            with undone as (
                update router_labels set undone_at = $2
                where id = (select id from router_labels where done_by = $1 and undone_at is null and level = any($3) order by id desc limit 1 for update)
                returning id, text_hash, text, labelled_by
            )
            select u.text, (
                select l.tier from router_labels l
                where l.text_hash = u.text_hash and l.labelled_by = u.labelled_by and l.undone_at is null and l.id <> u.id order by l.id desc limit 1)
            from undone u
            """
        );
        command.Parameters.AddRange((NpgsqlParameter[])[Value(asker.Current.User), Value(time.GetUtcNow()), Value(levels.Visible)]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new RouterLabelUndone(reader.GetString(0), reader.IsDBNull(1) ? null : LabelNames.Parse(reader.GetString(1)))
            : null;
    }

    public async Task<RouterLabelPage> ListAsync(RouterTier? tier, string? after, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, MostListed);
        await using var command = store.CreateCommand(
            $"{Select} where ($1::text is null or tier = $1) and id < $2 and level = any($3) order by id desc limit $4"
        );
        // A cursor that was cut shows the first page.
        var before = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;
        command.Parameters.AddRange(
            (NpgsqlParameter[])[Text(tier is { } of ? RouterTiers.Name(of) : null), Value(before), Value(levels.Visible), Value(count + 1)]
        );
        var labels = await ReadAsync(command, cancellationToken);
        return labels.Count > count
            ? new RouterLabelPage(labels[..count], labels[count - 1].Id.ToString(CultureInfo.InvariantCulture))
            : new RouterLabelPage(labels, null);
    }

    public async Task<RouterLabelCounts> CountAsync(CancellationToken cancellationToken)
    {
        var texts = LabelledText.Of(await VisibleAsync(cancellationToken));
        return new RouterLabelCounts(
            texts.Count,
            texts.CountBy(t => t.Tier).ToDictionary(),
            texts.Count(t => t.IsKeptAside),
            texts.Count(t => t.IsDisputed),
            await queue.CountAsync(cancellationToken)
        );
    }

    public Task<IReadOnlyList<RouterQueueItem>> QueueAsync(IReadOnlyCollection<string> skipped, int count, CancellationToken cancellationToken) =>
        queue.ReadAsync(skipped, Math.Clamp(count, 1, MostListed), cancellationToken);

    /// <summary>All in force, whoever asks and oldest first: for training, which shows none of them.</summary>
    public async Task<IReadOnlyList<RouterLabel>> AllAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{Select} order by id");
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>All in force that the asker may see, oldest first.</summary>
    public async Task<IReadOnlyList<RouterLabel>> VisibleAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{Select} where level = any($1) order by id");
        command.Parameters.Add(Value(levels.Visible));
        return await ReadAsync(command, cancellationToken);
    }

    private NpgsqlBatchCommand InsertOf(LabelText text, RouterLabelDraft draft, string by, string level) =>
        new(Insert)
        {
            Parameters =
            {
                Value(text.Hash),
                Value(text.Text),
                Value(MessagePlaces.Name(draft.Place)),
                Value(RouterTiers.Name(draft.Tier)),
                Value(by),
                Value(asker.Current.User),
                Value(time.GetUtcNow()),
                new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = draft.Run ?? (object)DBNull.Value },
                Value(level),
                Text(string.IsNullOrWhiteSpace(draft.Note) ? null : draft.Note.Replace("\0", "", StringComparison.Ordinal).Trim()),
            },
        };

    /// <returns>Null: there is no such run for the asker.</returns>
    private async Task<string?> LevelAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select level from runs where id = $1 and level = any($2)");
        command.Parameters.AddRange((NpgsqlParameter[])[Value(run), Value(levels.Visible)]);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<long> HighestAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select coalesce(max(id), 0) from router_labels");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<List<RouterLabel>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RouterLabel> labels = [];
        while (await reader.ReadAsync(cancellationToken))
            labels.Add(LabelOf(reader));
        return labels;
    }

    private static RouterLabel LabelOf(NpgsqlDataReader reader)
    {
        var text = reader.GetString(1);
        return new RouterLabel(
            reader.GetInt64(0),
            text,
            MessagePlaces.Parse(reader.GetString(2)),
            LabelNames.Parse(reader.GetString(3)),
            reader.GetString(4),
            reader.GetFieldValue<DateTimeOffset>(5),
            reader.IsDBNull(6) ? null : reader.GetGuid(6),
            reader.IsDBNull(7) ? null : reader.GetString(7),
            LabelText.Of(text).IsKeptAside
        );
    }

    private static NpgsqlParameter Value<T>(T value) => new() { Value = value };

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };
}
