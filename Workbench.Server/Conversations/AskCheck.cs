using System.Text;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Server.Conversations;

/// <summary>What may be asked, of whom and on what; a good question becomes a run with everything pinned.</summary>
internal sealed class AskCheck(
    IAgents agents,
    IAgentVersionStore versions,
    IModelGateway models,
    ISemanticLayers layers,
    IWarehouseAccounts accounts,
    IAsker asker,
    Today today,
    StartupProgress startup,
    TimeProvider time
)
{
    public const string DefaultAgent = "d0";
    public const int MaxQuestion = 20_000;

    /// <summary>Text that a database can hold: no NUL, no other control characters but line breaks and tabs, no half characters.</summary>
    /// <returns>Null when nothing is left.</returns>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\t')
                clean.Append(rune);
        var trimmed = clean.ToString().Trim();
        return trimmed.Length == 0 ? null : trimmed;
    }

    public static AskRejected? TooLong(string question) =>
        question.Length <= MaxQuestion
            ? null
            : new AskRejected(
                FormattableString.Invariant($"The question has {question.Length:#,0} characters; {MaxQuestion:#,0} is the most. Ask for one thing at a time.")
            );

    public async Task<(RunRow? Run, AskRejected? Rejected)> CheckAsync(
        AskRequest request,
        string question,
        ConversationRow? conversation,
        CancellationToken cancellationToken
    )
    {
        if (startup.Current.Failure is { } failure)
            return Reject($"Questions cannot be answered now. {failure} It is tried again; ask again in a moment.");
        if (request.Instructions is { Length: > MaxQuestion } instructions)
            return Reject(FormattableString.Invariant($"The instructions have {instructions.Length:#,0} characters; {MaxQuestion:#,0} is the most."));
        var name = request.Agent ?? conversation?.Agent ?? DefaultAgent;
        if (agents.Find(name) is not { } agent)
            return Reject($"There is no agent \"{name}\". There are: {List(agents.Current.Select(a => a.Name))}.");
        var model = request.Model ?? agent.Model;
        if (models.Choices.All(c => c.Name != model))
            return Reject($"There is no model \"{model}\". Choose one of: {List(models.Choices.Select(c => c.Name))}.");
        if (Account(request, conversation, out var account) is { } noAccount)
            return (null, noAccount);
        if (layers.TryCurrent is not { } revision)
            return Reject(
                $"The semantic layer cannot be read, so nothing can be asked yet: {(layers.Problems is [var first, ..] ? first.ToString() : "it is empty")} Its problems are on the semantic layer page."
            );
        var own = asker.Current;
        var level = request.Level ?? own.Level;
        var access = revision.Layer.Access;
        if (access.RankOf(level) < 0)
            return Reject(
                $"There is no access level \"{level}\". There are: {List(access.Levels.Where(l => access.RankOf(l.Name) <= access.RankOf(own.Level)).Select(l => l.Name))}."
            );
        if (access.RankOf(level) > access.RankOf(own.Level))
            return Reject($"Your access level is {own.Level}; {level} is above it. Ask without a level, or {Contact(access, level)}.");
        // What the run pins must be there for whoever resumes it.
        await versions.SaveAsync(agent, cancellationToken);
        revision = await layers.PinAsync(cancellationToken);
        // As exact as the store keeps it: the page shows the same from memory and from the journal.
        var exact = time.GetUtcNow();
        var now = exact.AddTicks(-(exact.Ticks % TimeSpan.TicksPerMicrosecond));
        return (
            new RunRow
            {
                Id = Guid.CreateVersion7(now),
                ConversationId = conversation?.Id ?? Guid.CreateVersion7(now),
                Question = question,
                Instructions = Clean(request.Instructions),
                UserName = own.User,
                Agent = agent.Name,
                AgentVersion = agent.Version,
                LayerRevision = revision.Id,
                Account = account,
                Level = level,
                ModelChoice = model,
                Today = today.In(revision.Layer.Calendar.TimeZone, now),
                AskedAt = now,
                Status = RunStatus.Queued,
                Priority = request.Priority,
                AgentRuns = agent.Limits.Runs,
            },
            null
        );
    }

    /// <summary>The account asked for, the conversation's, or the only one that can be asked; never just the first of several.</summary>
    private AskRejected? Account(AskRequest request, ConversationRow? conversation, out string account)
    {
        var open = accounts.All.Where(a => accounts.WhyClosed(a.Name) is null).ToList();
        account = request.Account ?? conversation?.Account ?? (open is [var only] ? only.Name : "");
        if (account.Length == 0)
            return new AskRejected($"There are several accounts; say which one: {List(open.Select(a => a.Name))}.");
        if (accounts.Find(account) is null)
            return new AskRejected($"There is no account \"{account}\". There are: {List(accounts.All.Select(a => a.Name))}.");
        return accounts.WhyClosed(account) is { } reason ? new AskRejected(reason) : null;
    }

    private static string Contact(Semantics.Layer.LayerAccess access, string level) =>
        access.Levels.FirstOrDefault(l => l.Name == level)?.Contact is { Length: > 0 } contact
            ? $"ask {contact} for it"
            : "ask the owner of this workbench for it";

    private static (RunRow?, AskRejected?) Reject(string message) => (null, new AskRejected(message));

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
