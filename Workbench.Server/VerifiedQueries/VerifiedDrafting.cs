using Microsoft.EntityFrameworkCore;
using Workbench.Server.Access;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>What would be verified of the answer of a run.</summary>
internal sealed class VerifiedDrafting(
    IDbContextFactory<WorkbenchDb> databases,
    RunPictures pictures,
    ISemanticLayers layers,
    IPlanner planner,
    IValueIndexes values,
    IVerifiedMatching matching,
    IAsker asker,
    Today today
)
{
    /// <summary>Null: there is no such run for the asker.</summary>
    public async Task<(VerifiedEntry Entry, string? Problem)?> OfRunAsync(Guid id, CancellationToken cancellationToken)
    {
        if (layers.TryCurrent is not { } revision || await FindAsync(id, revision.Layer, cancellationToken) is not { } run)
            return null;
        var answer = (await pictures.ReadAsync([run], cancellationToken))[0].Answer;
        var day = today.In(revision.Layer.Calendar.TimeZone);
        var query = answer?.Query is { } computed ? AsAsked(computed, revision.Layer) : null;
        var entry = new VerifiedEntry(
            await QuestionOfAsync(run, answer, query, revision, cancellationToken),
            [],
            query is null ? null : VerifiedText.Write(query),
            query is null ? answer?.Sql : null,
            asker.Current.User,
            day,
            day.AddYears(1)
        );
        var problem =
            answer is not { Status: AnswerStatus.Answered } ? "Only an answer can be verified: this run has none."
            : query is null && answer.Sql is null ? "This answer rests on no query: there is nothing to be verified."
            : null;
        return (entry, problem);
    }

    private async Task<RunRow?> FindAsync(Guid id, SemanticLayer layer, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var run = await database.Set<RunRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        return run is not null && layer.Access.Allows(asker.Current.Level, run.Level) ? run : null;
    }

    /// <summary>An answer's query has its defaults written out, and a comparison that nobody asked for: what was asked has not. Its period stays as it was said.</summary>
    private static SemanticQuery AsAsked(SemanticQuery query, SemanticLayer layer)
    {
        var defaults = layer.Entities.SelectMany(e => e.Segments.Where(s => s.IsDefault).Select(s => $"{e.Name}.{s.Name}")).ToHashSet(StringComparer.Ordinal);
        return query with
        {
            Compare = query.Compare is { IsContext: true } ? null : query.Compare,
            Segments = query.Segments.Where(s => !(s.Value && defaults.Contains(s.Key))).ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>"And by region?" means nothing by itself: then the question as it was understood.</summary>
    private async Task<string> QuestionOfAsync(RunRow run, Answer? answer, SemanticQuery? query, LayerRevision revision, CancellationToken cancellationToken)
    {
        if (answer?.Reading is not { Length: > 0 } reading || query is null)
            return run.Question;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            if (!await database.Set<RunRow>().AnyAsync(r => r.ConversationId == run.ConversationId && r.AskedAt < run.AskedAt, cancellationToken))
                return run.Question;
        var scope = new CompileScope(revision.Layer, run.Level, run.Today);
        var index = await values.GetAsync(revision, run.Account, cancellationToken);
        return planner.Plan(new PlanRequest(run.Question, [], scope, index)) is PlannedQuery { Best.Query: var alone } && matching.AreSame(alone, query, scope)
            ? run.Question
            : reading.TrimEnd('.');
    }
}
