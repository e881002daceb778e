using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Audit;
using Workbench.Server.Semantics;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Evals;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Evaluation;

/// <summary>Sets as pages, programs and the command line see them.</summary>
internal sealed class EvalSets(
    EvalSetStore store,
    EvalWork work,
    ITraces traces,
    IChat chat,
    IAgents agents,
    ISemanticLayers layers,
    IWarehouseAccounts accounts,
    IAsker asker,
    IAuditLog audit,
    TimeProvider time
) : IEvalSets
{
    public const int MostParallel = 16;
    private const int MaxName = 100;
    private const int MaxCases = 10_000;
    private const int MaxRows = 2_000;
    private const string DefaultAgent = "d0";

    public Task<IReadOnlyList<EvalSetLine>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(null, cancellationToken);

    public async Task<EvalSetView?> FindAsync(string set, CancellationToken cancellationToken)
    {
        if (await store.ListAsync(set, cancellationToken) is not [var line])
            return null;
        var cases = await store.CasesAsync(set, cancellationToken);
        return new EvalSetView(line, [.. cases.Select(Shown)]);
    }

    public async Task<EvalOutcome> CreateAsync(string set, string? description, CancellationToken cancellationToken)
    {
        if (FaultOf(set) is { } fault)
            return fault;
        return await store.CreateAsync(set.Trim(), description, asker.Current.User, time.GetUtcNow(), cancellationToken)
            ? new EvalDone()
            : new EvalRejected($"There is a set \"{set}\" already.");
    }

    public async Task<EvalOutcome> AddAsync(string set, IReadOnlyList<EvalCase> cases, CancellationToken cancellationToken)
    {
        if (FaultOf(set) is { } fault)
            return fault;
        if (cases.Count is 0 or > MaxCases)
            return new EvalRejected(FormattableString.Invariant($"{cases.Count:#,0} cases were given: 1 to {MaxCases:#,0} can be added at once."));
        foreach (var item in cases)
            if (FaultOf(item) is { } wrong)
                return new EvalRejected($"The case \"{item.Id}\" {wrong}");
        if (cases.GroupBy(c => c.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return new EvalRejected($"The id \"{twice.Key}\" is there {twice.Count()} times: each case needs its own.");
        var (user, level) = asker.Current;
        if (cases.FirstOrDefault(c => c.Level is not null && !Allows(c.Level)) is { } above)
            return new EvalRejected($"The case \"{above.Id}\" is of the level {above.Level}, which is above yours, or none of the layer's.");
        var given = cases.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        if ((await store.CasesAsync(set.Trim(), cancellationToken)).FirstOrDefault(c => given.Contains(c.Id) && !IsOpen(c)) is { } kept)
            return new EvalRejected($"There is a case \"{kept.Id}\" of a level above yours: give yours another id.");
        var now = time.GetUtcNow();
        await store.CreateAsync(set.Trim(), null, user, now, cancellationToken);
        await store.AddAsync(set.Trim(), [.. cases.Select(c => c with { Level = c.Level ?? level })], user, now, cancellationToken);
        return new EvalDone();
    }

    public async Task<EvalOutcome> AddRunAsync(string set, Guid run, ExpectedOfRun expected, CancellationToken cancellationToken)
    {
        if (await traces.FindAsync(run.ToString(), cancellationToken) is not { } trace)
            return new EvalRejected($"There is no run {run}.", IsUnknown: true);
        if (!Allows(trace.Level))
            return new EvalRejected($"The run was asked at the level {trace.Level}, which is above yours.");
        var kept = new EvalCase
        {
            Id = $"run-{run:N}",
            Question = trace.Line.Question,
            Instructions = trace.Instructions,
            History = await HistoryAsync(trace, cancellationToken),
            Source = $"run {run}",
            Level = trace.Level,
        };
        return expected switch
        {
            AsAnswered => await AddAnswerAsync(set, kept, trace.FinalAnswer, cancellationToken),
            ShouldRefuse => await AddAsync(set, [kept with { Expect = AnswerStatus.Refused, Note = "It should not have answered." }], cancellationToken),
            InsteadOfAnswer { Written: var written } => await AddCorrectionAsync(set, kept, written.Trim(), cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public async Task<EvalOutcome> StartAsync(string set, EvalSettings settings, CancellationToken cancellationToken)
    {
        if (await store.ListAsync(set, cancellationToken) is not [{ Cases: > 0 } line])
            return new EvalRejected($"There is no set \"{set}\" with cases in it.", IsUnknown: true);
        if (settings.Parallel is < 1 or > MostParallel)
            return new EvalRejected($"{settings.Parallel} questions at once: 1 to {MostParallel} can be asked.");
        var (user, own) = asker.Current;
        var level = settings.Level ?? own;
        if (layers.TryCurrent is not { Layer.Access: var access })
            return new EvalRejected("The semantic layer cannot be read, so nothing can be asked yet: see its page.");
        if (access.RankOf(level) < 0)
            return new EvalRejected($"There is no access level \"{level}\". There are: {string.Join(", ", access.Levels.Select(l => l.Name).Where(Allows))}.");
        if (!access.Allows(own, level))
            return new EvalRejected($"Your access level is {own}; {level} is above it.");
        var agent = settings.Agent ?? DefaultAgent;
        if (agents.Find(agent) is null)
            return new EvalRejected($"There is no agent \"{agent}\". There are: {string.Join(", ", agents.Current.Select(a => a.Name))}.");
        var open = accounts.All.Where(a => accounts.WhyClosed(a.Name) is null).ToList();
        if ((settings.Account ?? (open is [var only] ? only.Name : null)) is not { } account)
            return new EvalRejected($"There are several accounts; say which one: {string.Join(", ", open.Select(a => a.Name))}.");
        if (accounts.Find(account) is null)
            return new EvalRejected($"There is no account \"{account}\". There are: {string.Join(", ", accounts.All.Select(a => a.Name))}.");
        var pinned = (agent, account, level);
        var (result, isNew) = await store.StartOrFindAsync(line.Name, settings, pinned, user, time.GetUtcNow(), cancellationToken);
        work.Wake();
        audit.Note(
            new AuditEntry(AuditVerb.Asked, AuditKinds.Eval, result.ToString())
            {
                Details = new()
                {
                    ["set"] = line.Name,
                    ["cases"] = line.Cases,
                    ["continued"] = !isNew,
                },
            }
        );
        return new EvalStarted(result, IsContinued: !isNew);
    }

    public Task<IReadOnlyList<EvalResultLine>> HistoryAsync(string set, CancellationToken cancellationToken) => store.HistoryAsync(set, cancellationToken);

    public async Task<EvalResultView?> ResultAsync(Guid result, CancellationToken cancellationToken)
    {
        if (await store.FindResultAsync(result, cancellationToken) is not { } line)
            return null;
        var cases = await store.OutcomesAsync(result, cancellationToken);
        return new EvalResultView(line, [.. cases.Select(c => Shown(line, c))], ReliabilityOf(cases));
    }

    public async Task<EvalOutcome> CancelAsync(Guid result, CancellationToken cancellationToken)
    {
        if (await store.FindResultAsync(result, cancellationToken) is not { } line)
            return new EvalRejected($"There is no result {result}.", IsUnknown: true);
        if (!await store.CancelAsync(result, cancellationToken))
            return new EvalRejected($"It ended at {line.EndedAt:u}.");
        work.Stop(result);
        audit.Note(new AuditEntry(AuditVerb.Cancelled, AuditKinds.Eval, result.ToString()));
        return new EvalDone();
    }

    public async Task<EvalComparison?> CompareAsync(Guid before, Guid after, CancellationToken cancellationToken)
    {
        if (await store.FindResultAsync(before, cancellationToken) is not { } first || await store.FindResultAsync(after, cancellationToken) is not { } second)
            return null;
        var earlier = (await store.OutcomesAsync(before, cancellationToken)).ToDictionary(c => c.Id, StringComparer.Ordinal);
        var later = await store.OutcomesAsync(after, cancellationToken);
        var changes = later
            .Select(c => new EvalChange(c.Id, Shown(second, c).Question, earlier.GetValueOrDefault(c.Id)?.Verdict, c.Verdict))
            .Where(c => c.Before != c.After)
            .ToList();
        var still = later.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(earlier.Values.Where(c => !still.Contains(c.Id)).Select(c => new EvalChange(c.Id, Shown(first, c).Question, c.Verdict, null)));
        return new EvalComparison(first, second, changes);
    }

    internal static IReadOnlyList<BandReliability> ReliabilityOf(IReadOnlyList<EvalCaseResult> cases) =>
        [
            .. Enum.GetValues<ConfidenceBand>()
                .Select(band =>
                {
                    var answers = cases.Where(c => c.Status == AnswerStatus.Answered && c.Confidence?.Band == band).ToList();
                    var right = answers.Count(c => c.Verdict == EvalVerdict.Right);
                    return new BandReliability(
                        band,
                        answers.Count,
                        right,
                        answers.Count == 0 ? null : (double)right / answers.Count,
                        answers.Count == 0 ? null : answers.Average(c => c.Confidence!.P)
                    );
                }),
        ];

    private async Task<EvalOutcome> AddAnswerAsync(string set, EvalCase kept, Answer? answer, CancellationToken cancellationToken) =>
        answer switch
        {
            null or { Status: AnswerStatus.Failed } => new EvalRejected("The run has no answer to keep: say what it should have said."),
            { Rows.Count: > MaxRows } => new EvalRejected(
                FormattableString.Invariant($"The answer has {answer.Rows.Count:#,0} rows; {MaxRows:#,0} can be kept. Give the query that makes them.")
            ),
            { Status: AnswerStatus.Answered } => await AddAsync(
                set,
                [kept with { Columns = [.. answer.Columns.Select(c => c.Name)], Rows = answer.Rows, Note = $"As answered on {time.GetUtcNow():yyyy-MM-dd}." }],
                cancellationToken
            ),
            _ => await AddAsync(set, [kept with { Expect = answer.Status, Note = "As answered." }], cancellationToken),
        };

    private async Task<EvalOutcome> AddCorrectionAsync(string set, EvalCase kept, string written, CancellationToken cancellationToken)
    {
        if (written.Length == 0)
            return new EvalRejected("Say what is right: a value, or a query that gives the rows.");
        var isQuery =
            written.StartsWith("select ", StringComparison.OrdinalIgnoreCase)
            || written.StartsWith("select\n", StringComparison.OrdinalIgnoreCase)
            || written.StartsWith("with ", StringComparison.OrdinalIgnoreCase);
        kept = kept with { Note = "The answer was wrong." };
        return await AddAsync(
            set,
            [
                isQuery
                    ? kept with
                    {
                        GoldSql = [written],
                    }
                    : kept with
                    {
                        Columns = ["expected"],
                        Rows =
                        [
                            [ValueOf(written)],
                        ],
                    },
            ],
            cancellationToken
        );
    }

    /// <summary>"1,234.5", "$12" and "12 %" are numbers, as people write them.</summary>
    private static Cell ValueOf(string written)
    {
        var bare = written.Replace(",", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal).Trim();
        var isPercent = bare.EndsWith('%');
        return decimal.TryParse(bare.TrimEnd('%', ' '), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? new Cell(isPercent ? number / 100 : number)
            : new Cell(written);
    }

    private async Task<IReadOnlyList<string>> HistoryAsync(TraceView trace, CancellationToken cancellationToken) =>
        await chat.FindAsync(trace.Line.Conversation, cancellationToken) is { } conversation
            ? [.. conversation.Runs.Where(r => r.AskedAt < trace.Line.AskedAt).Select(r => r.Question)]
            : [];

    private EvalCase Shown(EvalCase item) => IsOpen(item) ? item : item with { GoldSql = [], Rows = null, Columns = [] };

    /// <summary>Of what was asked at a level above the asker's, the verdict is shown and no words of it.</summary>
    private EvalCaseResult Shown(EvalResultLine result, EvalCaseResult item) =>
        Allows(result.Level) ? item : item with { Question = $"(asked at the level {result.Level})", Problem = null, Run = null };

    private bool IsOpen(EvalCase item) => item.Level is null || Allows(item.Level);

    /// <summary>Without a layer nobody knows who may see what: then nobody sees anything.</summary>
    private bool Allows(string level) => layers.TryCurrent is { } layer && layer.Layer.Access.Allows(asker.Current.Level, level);

    private static EvalRejected? FaultOf(string set) =>
        string.IsNullOrWhiteSpace(set) ? new EvalRejected("A set needs a name.")
        : set.Trim().Length > MaxName || set.Any(char.IsControl) ? new EvalRejected($"A name has at most {MaxName} characters, and no line breaks.")
        : null;

    private static string? FaultOf(EvalCase item) =>
        string.IsNullOrWhiteSpace(item.Id) || item.Id.Any(char.IsControl) ? "needs an id without control characters."
        : string.IsNullOrWhiteSpace(item.Question) || item.Question.Contains('\0', StringComparison.Ordinal) ? "needs a question."
        : item is { GoldSql.Count: 0, Rows: null, Expect: null or AnswerStatus.Answered }
            ? "says nothing of what is expected: give gold_sql, rows, or expect: refused, denied or clarify."
        : null;
}
