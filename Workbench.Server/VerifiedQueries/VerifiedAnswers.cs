using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Decides by date and by the newest run whether a verified query may speak.</summary>
internal sealed partial class VerifiedAnswers(
    IVerifiedMatching matching,
    ISemanticLayers layers,
    StoredVerifiedRuns store,
    IOptions<VerifiedQueriesOptions> options,
    ILogger<VerifiedAnswers> logger
) : IVerifiedAnswers
{
    /// <summary>Beside the verified query the planner's own reading stands with its number.</summary>
    private const double NotChosen = 0.1;

    public async ValueTask<PlanOutcome> PreferAsync(PlanRequest request, PlanOutcome plan, CancellationToken cancellationToken)
    {
        var matches = matching.OfQuestion(request, plan);
        if (matches.IsEmpty)
            return plan;
        var judged = await JudgedAsync(matches, request.Scope, cancellationToken);
        if (judged.FirstOrDefault(j => j.Standing.IsTrusted).Match is { } match)
            return With(match, plan);
        // Read as it is written, the tool tells of it beside the number.
        return plan is PlannedQuery planned && judged.All(j => !j.Match.IsAsRead)
            ? planned with
            {
                Best = planned.Best with { Assumptions = planned.Best.Assumptions.Add(judged[0].Standing.ToAsker(judged[0].Match.Verified)) },
            }
            : plan;
    }

    public async ValueTask<VerifiedSay> OfQueryAsync(SemanticQuery query, CompileScope scope, CancellationToken cancellationToken) =>
        Say(await JudgedAsync(matching.OfQuery(query, scope), scope, cancellationToken));

    public async ValueTask<VerifiedSay> OfSqlAsync(string sql, CompileScope scope, CancellationToken cancellationToken) =>
        Say(await JudgedAsync(matching.OfSql(sql, scope), scope, cancellationToken));

    public async Task UsedAsync(Guid run, string question, CancellationToken cancellationToken)
    {
        try
        {
            await store.UsedAsync(run, question, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            // A count is no reason to lose an answer.
            NotCounted(e, question);
        }
    }

    private static PlanOutcome With(VerifiedMatch match, PlanOutcome plan)
    {
        var verified = match.Verified;
        if (match.Reading is not { } reading)
            return new PlannedSql(verified.Question, verified.Sql!, $"{verified.Question} (verified SQL)") { Links = plan.Links };
        if (plan is not PlannedQuery planned)
            return new PlannedQuery(reading, []) { Links = plan.Links };
        if (match.IsAsRead)
            return planned with { Best = planned.Best with { P = Math.Max(planned.Best.P, reading.P) } };
        var own = planned.Best;
        return planned with
        {
            Best = reading with
            {
                Assumptions = [$"The verified query is not what the words alone would give: {Phrase(reading.Sentence)}, not {Phrase(own.Sentence)}."],
            },
            Others = [own with { P = NotChosen, Label = $"By the words alone: {own.Label}" }],
        };
    }

    private static string Phrase(string sentence) => sentence.TrimEnd('.');

    private static VerifiedSay Say(ImmutableArray<(VerifiedMatch Match, VerifiedStanding Standing)> judged)
    {
        if (judged.IsEmpty)
            return default;
        var (match, standing) = judged.FirstOrDefault(j => j.Standing.IsTrusted);
        if (match is not { Verified: { VerifiedOn: { } on } verified })
            return judged[0].Match.Own is null
                ? new VerifiedSay(
                    null,
                    new AnswerWarning(
                        $"verified_{judged[0].Standing.State.ToString().ToLowerInvariant()}",
                        judged[0].Standing.ToAsker(judged[0].Match.Verified)
                    )
                )
                : default;
        return new VerifiedSay(
            new AnswerVerification(verified.Question, verified.Owner, on, verified.Expires, verified.At.File, verified.At.Line, match.Own),
            null
        );
    }

    private async ValueTask<ImmutableArray<(VerifiedMatch Match, VerifiedStanding Standing)>> JudgedAsync(
        ImmutableArray<VerifiedMatch> matches,
        CompileScope scope,
        CancellationToken cancellationToken
    )
    {
        if (matches.IsEmpty)
            return [];
        var revision = layers.TryCurrent?.Id ?? "";
        VerifiedResults? results = null;
        try
        {
            results = await store.NewestAsync(scope.Layer.Account, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            NotRead(e);
        }
        return [.. matches.Select(m => (m, StandingOf(m.Verified)))];

        VerifiedStanding StandingOf(VerifiedQuery verified) =>
            // What nobody can look up is not vouched for.
            results is null
                ? new VerifiedStanding(VerifiedState.Failing, "")
                : VerifiedStanding.Of(verified, results.Of(VerifiedFingerprint.Of(verified), revision), scope.Today, options.Value.ExpiringDays);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How the verified queries stand could not be read; none is used")]
    private partial void NotRead(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That \"{Question}\" gave an answer could not be counted")]
    private partial void NotCounted(Exception exception, string question);
}
