using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Workspace;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>The verified queries of the layer in use with how they stand, at the asker's level.</summary>
internal sealed class VerifiedBook(
    ISemanticLayers layers,
    IVerifiedMatching matching,
    StoredVerifiedRuns store,
    IAsker asker,
    Today today,
    IOptions<VerifiedQueriesOptions> options
)
{
    public async Task<IReadOnlyList<VerifiedLine>> LinesAsync(CancellationToken cancellationToken)
    {
        if (layers.TryCurrent is not { Layer.Content.Verified.IsEmpty: false } revision)
            return [];
        var results = await store.NewestAsync(revision.Layer.Account, cancellationToken);
        var uses = await store.UsesAsync(cancellationToken);
        var day = today.In(revision.Layer.Calendar.TimeZone);
        var faults = FaultsOnDisk(revision);
        return
        [
            .. Visible(revision.Layer)
                .Select(v =>
                {
                    var run = results.Of(VerifiedFingerprint.Of(v), revision.Id);
                    var standing = VerifiedStanding.Of(v, run, day, options.Value.ExpiringDays, faults.GetValueOrDefault(v.Question));
                    var (count, last) = uses.GetValueOrDefault(v.Question);
                    return LineOf(v, standing, run) with { Uses = count, LastUsedAt = count == 0 ? null : last };
                }),
        ];
    }

    public IEnumerable<VerifiedQuery> Visible(SemanticLayer layer) =>
        layer.Content.Verified.Where(v => matching.IsVisible(v, layer.Content, asker.Current.Level));

    /// <summary>The one that says the same as an entry already: in words, else in what it computes.</summary>
    public async Task<VerifiedTwin?> TwinAsync(VerifiedEntry entry, VerifiedQuery? read, CancellationToken cancellationToken)
    {
        if (layers.TryCurrent is not { Layer: var layer })
            return null;
        var scope = new CompileScope(layer, asker.Current.Level, today.In(layer.Calendar.TimeZone));
        List<string> wordings = [entry.Question, .. entry.AlsoAsked];
        var visible = Visible(layer).ToList();
        var sameWords = visible.Find(v => v.AlsoAsked.Prepend(v.Question).Any(w => wordings.Exists(o => matching.AreSameWording(w, o))));
        var found =
            sameWords
            ?? visible.Find(v =>
                read switch
                {
                    { Query: { } query } => v.Query is { } other && matching.AreSame(query, other, scope),
                    { Sql: { } sql } => matching.OfSql(sql, scope).Any(m => m.Verified.Question == v.Question),
                    _ => false,
                }
            );
        return found is null ? null : new VerifiedTwin((await LinesAsync(cancellationToken)).First(l => l.Question == found.Question), found == sameWords);
    }

    private VerifiedLine LineOf(VerifiedQuery verified, VerifiedStanding standing, VerifiedRunRow? run) =>
        new()
        {
            Question = verified.Question,
            AlsoAsked = verified.AlsoAsked,
            Query = verified.Query is { } query ? VerifiedText.Write(query) : null,
            Sql = verified.Sql,
            Owner = verified.Owner,
            VerifiedOn = verified.VerifiedOn,
            Expires = verified.Expires,
            Note = verified.Note,
            IsMine = string.Equals(verified.Owner, asker.Current.User, StringComparison.OrdinalIgnoreCase),
            State = standing.State,
            Words = standing.Words,
            RunAt = run?.EndedAt,
            Value = run?.Failure is null ? run?.Value : null,
            Period = run?.PeriodLabel,
            Rows = run?.Failure is null ? run?.RowCount : null,
            File = verified.At.File,
            Line = verified.At.Line,
        };

    /// <summary>A change of the layer that a verified query does not follow is not taken into use: what stands in its way, by question.</summary>
    private ImmutableDictionary<string, string> FaultsOnDisk(LayerRevision revision)
    {
        var problems = layers.Problems.Where(p => p.Severity == ProblemSeverity.Error && p.At.File == VerifiedFile.Path).ToList();
        if (problems.Count == 0)
            return ImmutableDictionary<string, string>.Empty;
        // The file itself is seldom what changed: the places are of the revision in use, or near.
        var verified = revision.Layer.Content.Verified.Where(v => v.At.File == VerifiedFile.Path).OrderBy(v => v.At.Line).ToList();
        var faults = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var problem in problems)
            if (verified.FindLast(v => v.At.Line <= problem.At.Line) is { } hit)
                faults.TryAdd(hit.Question, problem.Message);
        return faults.ToImmutable();
    }
}
