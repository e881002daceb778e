using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Server.Conversations;

/// <summary>Conversations and their runs, as the store has them.</summary>
internal sealed class Chat(
    IDbContextFactory<WorkbenchDb> databases,
    NpgsqlDataSource store,
    AskCheck asks,
    Composer composer,
    RunQueue queue,
    RunFeed feed,
    RunSignals signals,
    RunPictures pictures,
    Worker worker,
    IAsker asker,
    IAuditLog audit,
    TimeProvider time
) : IChat
{
    private const int PageSize = 50;
    private const int MaxTitle = 80;
    private const int MaxReason = 2_000;

    public async Task<ConversationPage> ListAsync(string? search, string? after, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select c.id, c.title, c.last_asked_at, coalesce(last.status, 'done')
            from conversations c
            left join lateral (
                select status from runs r where r.conversation_id = c.id and not r.is_replaced order by r.asked_at desc limit 1
            ) last on true
            where c.deleted_at is null
                and ($1::text is null or c.title ilike $1 or exists (select from runs r where r.conversation_id = c.id and r.question ilike $1))
                and ($2::timestamptz is null or (c.last_asked_at, c.id) < ($2, $3))
            order by c.last_asked_at desc, c.id desc
            limit $4
            """
        );
        var from = PageCursor.Parse(after);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Text, Value = LikePattern.Containing(search) ?? (object)DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = from?.At ?? (object)DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = from?.Id ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = PageSize + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ConversationLine> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(
                new ConversationLine(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), RunStatusText.Parse(reader.GetString(3)))
            );
        if (lines.Count <= PageSize)
            return new ConversationPage(lines, Next: null);
        lines.RemoveAt(PageSize);
        return new ConversationPage(lines, new PageCursor(lines[^1].LastAskedAt, lines[^1].Id).ToString());
    }

    public async Task<ConversationView?> FindAsync(Guid conversation, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return
            await database.Set<ConversationRow>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == conversation && c.DeletedAt == null, cancellationToken)
                is { } found
            ? await ViewAsync(database, found, isByLink: false, cancellationToken)
            : null;
    }

    public async Task<ConversationView?> FindSharedAsync(string token, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return
            await database.Set<ConversationRow>().AsNoTracking().SingleOrDefaultAsync(c => c.ShareToken == token && c.DeletedAt == null, cancellationToken)
                is { } found
            ? await ViewAsync(database, found, isByLink: true, cancellationToken)
            : null;
    }

    public async Task<AskOutcome> AskAsync(AskRequest request, CancellationToken cancellationToken)
    {
        if (AskCheck.Clean(request.Question) is not { } question)
            return new AskRejected("Type a question first.");
        if (AskCheck.TooLong(question) is { } tooLong)
            return tooLong;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var conversation = request.Conversation is { } id
            ? await database.Set<ConversationRow>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, cancellationToken)
            : null;
        if (request.Conversation is not null && conversation is null)
            return new AskRejected($"There is no conversation {request.Conversation}. Start a new one, or restore it if it was deleted.");
        var waiting = conversation is null ? null : await FindWaitingAsync(database, conversation.Id, cancellationToken);
        if (waiting is not null && await AnswerWaitingAsync(waiting, question, cancellationToken) is { } answered)
            return answered;
        var check = await asks.CheckAsync(request, question, conversation, cancellationToken);
        if (check.Rejected is not null)
            return check.Rejected;
        if (await queue.WhyFullAsync(check.Run!, cancellationToken) is { } full)
            return new AskRejected(full);
        if (waiting is not null)
            await queue.SupersedeAsync(waiting, cancellationToken);
        return await StartAsync(check.Run!, replaces: null, cancellationToken);
    }

    public async Task<AskOutcome> ChooseAsync(Guid run, int alternative, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindRunAsync(database, run, cancellationToken) is not { } row)
            return NoSuchRun(run);
        if (row.Status is not (RunStatus.Waiting or RunStatus.Done) || (await pictures.ReadAsync([row], cancellationToken))[0].Answer is not { } asked)
            return new AskRejected("This question is not open any more. Ask again to start anew.");
        if (alternative < 0 || alternative >= asked.Alternatives.Count)
            return new AskRejected($"There is no alternative {alternative}: choose 0 to {asked.Alternatives.Count - 1}.");
        return row.Status == RunStatus.Waiting
            ? await ChooseAsync(row, alternative, cancellationToken)
            : await CorrectAsync(database, row, asked.Alternatives[alternative].Label, cancellationToken);
    }

    public async Task<AskOutcome> RetryAsync(Guid run, string? model, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindRunAsync(database, run, cancellationToken) is not { } row)
            return NoSuchRun(run);
        return await AgainAsync(database, row with { ModelChoice = model ?? row.ModelChoice }, row.Question, row, cancellationToken);
    }

    public async Task<AskOutcome> EditAsync(Guid run, string question, CancellationToken cancellationToken)
    {
        if (AskCheck.Clean(question) is not { } clean)
            return new AskRejected("Type a question first.");
        if (AskCheck.TooLong(clean) is { } tooLong)
            return tooLong;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindRunAsync(database, run, cancellationToken) is not { } row)
            return NoSuchRun(run);
        return await AgainAsync(database, row, clean, retryOf: null, cancellationToken);
    }

    public async Task<StopOutcome> StopAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindRunAsync(database, run, cancellationToken) is not { } row)
            return new UnknownRun(run);
        if (row.EndedAt is { } at)
            return new AlreadyEnded(at);
        await queue.CancelAsync(row, asker.Current.User, cancellationToken);
        audit.Note(new AuditEntry(AuditVerb.Cancelled, AuditKinds.Run, run.ToString()));
        return new Stopping();
    }

    public async Task RenameAsync(Guid conversation, string title, CancellationToken cancellationToken)
    {
        var clean = AskCheck.Clean(title) ?? throw new ArgumentException("A title is not empty.", nameof(title));
        await ChangeAsync(conversation, AuditVerb.Renamed, "update conversations set title = $2 where id = $1", TitleOf(clean), cancellationToken);
    }

    public Task DeleteAsync(Guid conversation, CancellationToken cancellationToken) =>
        ChangeAsync(
            conversation,
            AuditVerb.Deleted,
            "update conversations set deleted_at = $2 where id = $1 and deleted_at is null",
            time.GetUtcNow(),
            cancellationToken
        );

    public Task RestoreAsync(Guid conversation, CancellationToken cancellationToken) =>
        ChangeAsync(
            conversation,
            AuditVerb.Restored,
            "update conversations set deleted_at = $2 where id = $1",
            DBNull.Value,
            cancellationToken,
            NpgsqlDbType.TimestampTz
        );

    public async Task<string> ShareAsync(Guid conversation, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        await using var command = store.CreateCommand(
            "update conversations set share_token = coalesce(share_token, $2) where id = $1 and deleted_at is null returning share_token"
        );
        command.Parameters.Add(new() { Value = conversation });
        command.Parameters.Add(new() { Value = token });
        if (await command.ExecuteScalarAsync(cancellationToken) is not string shared)
            throw new ArgumentException($"There is no conversation {conversation}.", nameof(conversation));
        audit.Note(new AuditEntry(AuditVerb.Shared, AuditKinds.Conversation, conversation.ToString()));
        return $"/share/{shared}";
    }

    public async Task GiveFeedbackAsync(Guid run, Feedback? feedback, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("update runs set feedback_good = $2, feedback_reason = $3 where id = $1 returning conversation_id");
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Boolean, Value = feedback?.IsGood ?? (object)DBNull.Value });
        var reason = AskCheck.Clean(feedback?.Reason);
        command.Parameters.Add(
            new() { NpgsqlDbType = NpgsqlDbType.Text, Value = reason is null ? DBNull.Value : reason[..Math.Min(reason.Length, MaxReason)] }
        );
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid conversation)
            return;
        audit.Note(new AuditEntry(AuditVerb.Rated, AuditKinds.Run, run.ToString()) { Details = new() { ["good"] = feedback?.IsGood } });
        await TellAsync(conversation, cancellationToken);
    }

    public IAsyncEnumerable<RunProgress> FollowAsync(Guid run, CancellationToken cancellationToken) =>
        feed.FollowAsync(run, untilEnd: false, cancellationToken);

    public async IAsyncEnumerable<Guid> FollowConversationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var conversation in feed.FollowConversationsAsync(cancellationToken))
            yield return conversation;
    }

    public Task<ComposerChoices> ChoicesAsync(CancellationToken cancellationToken) => Task.FromResult(composer.Choices());

    private static AskRejected NoSuchRun(Guid run) => new($"There is no run {run}.");

    private static Task<RunRow?> FindRunAsync(WorkbenchDb database, Guid run, CancellationToken cancellationToken) =>
        database.Set<RunRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == run, cancellationToken);

    /// <param name="isByLink">Read by whoever has its link.</param>
    private async Task<ConversationView> ViewAsync(WorkbenchDb database, ConversationRow conversation, bool isByLink, CancellationToken cancellationToken)
    {
        audit.Note(new AuditEntry(AuditVerb.Saw, AuditKinds.Conversation, conversation.Id.ToString()) { Details = new() { ["by_link"] = isByLink } });
        var runs = await database
            .Set<RunRow>()
            .AsNoTracking()
            .Where(r => r.ConversationId == conversation.Id && !r.IsReplaced)
            .OrderBy(r => r.AskedAt)
            .ThenBy(r => r.Id)
            .ToListAsync(cancellationToken);
        return new ConversationView(
            conversation.Id,
            conversation.Title,
            conversation.Account,
            conversation.ShareToken is not null,
            await pictures.ReadAsync(runs, cancellationToken)
        );
    }

    /// <summary>A question waits here: what comes next is its answer, or takes its place.</summary>
    /// <summary>What the agent wants to know is asked in the conversation, and goes on with it; whether something may be done, or was, is decided by a click.</summary>
    private static Task<RunRow?> FindWaitingAsync(WorkbenchDb database, Guid conversation, CancellationToken cancellationToken) =>
        database
            .Set<RunRow>()
            .AsNoTracking()
            .Where(r => r.ConversationId == conversation && r.Status == RunStatus.Waiting && r.WakesAt == null && !r.IsReplaced)
            .Where(r =>
                !database
                    .Set<StepStartRow>()
                    .Any(s =>
                        s.RunId == r.Id
                        && s.Kind == StepKind.Question
                        && s.Name != OpenQuestion.Ask
                        && !database.Set<StepEndRow>().Any(e => e.RunId == s.RunId && e.Seq == s.Seq)
                    )
            )
            .OrderByDescending(r => r.AskedAt)
            .FirstOrDefaultAsync(cancellationToken);

    private async Task<AskOutcome?> AnswerWaitingAsync(RunRow waiting, string text, CancellationToken cancellationToken) =>
        (await pictures.ReadAsync([waiting], cancellationToken))[0].Answer is { } asked
        && AlternativeMatch.Find(asked.Alternatives, text) is { } alternative
        && await ChooseAsync(waiting, alternative, cancellationToken) is Asked answered
            ? answered
            : null;

    /// <summary>An answer is not changed: the other reading is asked for as a person would in the next line, which the model reads with the answer before it.</summary>
    private async Task<AskOutcome> CorrectAsync(WorkbenchDb database, RunRow row, string label, CancellationToken cancellationToken)
    {
        var isLast = !await database
            .Set<RunRow>()
            .AnyAsync(r => r.ConversationId == row.ConversationId && !r.IsReplaced && r.AskedAt > row.AskedAt, cancellationToken);
        return isLast
            ? await AskAsync(
                new AskRequest($"No, I meant {label}", row.ConversationId, row.Agent, row.ModelChoice, row.Account, row.Level, row.Instructions),
                cancellationToken
            )
            : new AskRejected("Other questions came after this one. Ask it again, then choose the other reading.");
    }

    private async Task<AskOutcome> ChooseAsync(RunRow run, int alternative, CancellationToken cancellationToken) =>
        run.JournalFormat > worker.JournalFormat
            ? new AskRejected("A newer program asked this, and this server still has an older one. Try again when it was updated, or reload the page.")
        : await queue.ChooseAsync(run, alternative, asker.Current.User, cancellationToken) ? new Asked(run.ConversationId, run.Id)
        : new AskRejected("Somebody else has answered this question already.");

    private async Task<AskOutcome> AgainAsync(WorkbenchDb database, RunRow row, string question, RunRow? retryOf, CancellationToken cancellationToken)
    {
        if (row.EndedAt is null && row.Status != RunStatus.Waiting)
            return new AskRejected("This run still works. Stop it first, or wait for its answer.");
        var conversation = await database
            .Set<ConversationRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == row.ConversationId && c.DeletedAt == null, cancellationToken);
        if (conversation is null)
            return new AskRejected("The conversation of this run was deleted. Restore it, or start a new one.");
        var request = new AskRequest(question, row.ConversationId, row.Agent, row.ModelChoice, row.Account, row.Level, row.Instructions);
        var check = await asks.CheckAsync(request, question, conversation, cancellationToken);
        if (check.Rejected is not null)
            return check.Rejected;
        if (await queue.WhyFullAsync(check.Run!, cancellationToken) is { } full)
            return new AskRejected(full);
        if (row.Status == RunStatus.Waiting)
            await queue.SupersedeAsync(row, cancellationToken);
        if (retryOf is null)
            await StopLaterAsync(database, row, cancellationToken);
        return await StartAsync(check.Run! with { RetryOf = retryOf?.Id, EditOf = retryOf is null ? row.Id : null }, row, cancellationToken);
    }

    /// <summary>What leaves the page does not go on working, and paying, unseen.</summary>
    private async Task StopLaterAsync(WorkbenchDb database, RunRow row, CancellationToken cancellationToken)
    {
        var later = await database
            .Set<RunRow>()
            .Where(r => r.ConversationId == row.ConversationId && r.AskedAt > row.AskedAt && r.EndedAt == null && r.ForkOf == null)
            .Select(r => r.Id)
            .ToListAsync(cancellationToken);
        foreach (var run in later)
            await StopAsync(run, cancellationToken);
    }

    /// <param name="replaces">It and, when it is asked differently, all that followed leave the page.</param>
    private async Task<AskOutcome> StartAsync(RunRow run, RunRow? replaces, CancellationToken cancellationToken)
    {
        // One that retention deletes at this very moment begins anew.
        List<NpgsqlBatchCommand> alongside =
        [
            new NpgsqlBatchCommand(
                """
                insert into conversations (id, title, account, agent, user_name, created_at, last_asked_at) values ($1, $2, $3, $4, $5, $6, $6)
                on conflict (id) do update set last_asked_at = excluded.last_asked_at, account = excluded.account
                """
            )
            {
                Parameters =
                {
                    new() { Value = run.ConversationId },
                    new() { Value = TitleOf(run.Question) },
                    new() { Value = run.Account },
                    new() { Value = run.Agent },
                    new() { Value = run.UserName },
                    new() { Value = run.AskedAt },
                },
            },
        ];
        if (replaces is not null)
            alongside.Add(
                new NpgsqlBatchCommand("update runs set is_replaced = true where conversation_id = $1 and (id = $2 or (not $3 and asked_at > $4))")
                {
                    Parameters =
                    {
                        new() { Value = run.ConversationId },
                        new() { Value = replaces.Id },
                        new() { Value = run.RetryOf is not null },
                        new() { Value = replaces.AskedAt },
                    },
                }
            );
        await queue.AskAsync(run, alongside, cancellationToken);
        audit.Note(
            new AuditEntry(AuditVerb.Asked, AuditKinds.Run, run.Id.ToString())
            {
                Details = new()
                {
                    ["conversation"] = run.ConversationId,
                    ["agent"] = run.Agent,
                    ["model"] = run.ModelChoice,
                    ["account"] = run.Account,
                    ["level"] = run.Level,
                },
            }
        );
        return new Asked(run.ConversationId, run.Id);
    }

    private async Task ChangeAsync(Guid conversation, AuditVerb verb, string sql, object value, CancellationToken cancellationToken, NpgsqlDbType? type = null)
    {
        await using var command = store.CreateCommand(sql);
        command.Parameters.Add(new() { Value = conversation });
        var parameter = new NpgsqlParameter { Value = value };
        if (type is { } known)
            parameter.NpgsqlDbType = known;
        command.Parameters.Add(parameter);
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
            audit.Note(new AuditEntry(verb, AuditKinds.Conversation, conversation.ToString()));
        await TellAsync(conversation, cancellationToken);
    }

    private async Task TellAsync(Guid conversation, CancellationToken cancellationToken)
    {
        feed.TellConversation(conversation);
        await signals.TrySendAsync(new ConversationChanged(conversation), cancellationToken);
    }

    /// <summary>The first line, cut at a word.</summary>
    private static string TitleOf(string question)
    {
        var line = question.AsSpan().Trim();
        if (line.IndexOfAny('\r', '\n') is > 0 and var end)
            line = line[..end].TrimEnd();
        if (line.Length <= MaxTitle)
            return line.ToString();
        var cut = line[..MaxTitle];
        var word = cut.LastIndexOf(' ');
        return string.Create(CultureInfo.InvariantCulture, $"{(word > MaxTitle / 2 ? cut[..word] : char.IsHighSurrogate(cut[^1]) ? cut[..^1] : cut)}…");
    }
}
