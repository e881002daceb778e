using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Versions;

/// <summary>All versions that this data directory and this database know.</summary>
internal sealed class RouterVersions(
    VersionFiles files,
    ShipStore ships,
    VersionExams exams,
    VersionInUse inUse,
    RouterModelSource source,
    IAsker asker,
    IAuditLog audit,
    TimeProvider time
) : IRouterVersions
{
    public async Task<IReadOnlyList<RouterVersion>> ListAsync(CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        var usable = known.Versions.Where(v => v.Model is not null).ToArray();
        var exam = usable.Length == 0 ? [] : await exams.HoldAsync([.. usable.Select(v => v.Model!)], cancellationToken);
        var scores = usable.Zip(exam).ToDictionary(p => p.First.Key, p => Scores(p.Second), StringComparer.Ordinal);
        return
        [
            .. known
                .Versions.OrderByDescending(v => v == known.InUse)
                .ThenByDescending(v => v.About?.TrainedAt ?? DateTimeOffset.MinValue)
                .ThenBy(v => v.Name, StringComparer.Ordinal)
                .Select(v => new RouterVersion
                {
                    Name = v.Name,
                    IsInUse = v == known.InUse,
                    IsOwn = v.IsOwn,
                    About = v.About,
                    Scores = scores.GetValueOrDefault(v.Key, []),
                    Problem = v.Problem,
                }),
        ];
    }

    public async Task<RouterComparisonOutcome> CompareAsync(string name, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        return ProblemOf(known, name) is { } problem
            ? new RouterNotComparable(problem)
            : new RouterCompared(await CompareAsync(known.InUse!, known.Other(name)!, cancellationToken));
    }

    public async Task<RouterShipOutcome> ShipAsync(string name, string? insisted, CancellationToken cancellationToken)
    {
        if (insisted is not null && string.IsNullOrWhiteSpace(insisted))
            return new RouterShipRejected("Say why you insist: your words are kept with it.", null);
        var known = await KnownAsync(cancellationToken);
        if (ProblemOf(known, name) is { } problem)
            return new RouterShipRejected(problem, null);
        var to = known.Other(name)!;
        var comparison = await CompareAsync(known.InUse!, to, cancellationToken);
        if (!comparison.IsBetter && insisted is null)
            return new RouterShipRejected(comparison.Words, comparison);
        return await ShipAsync(known, to, comparison.IsBetter ? null : insisted!.Trim(), undoes: null, comparison, cancellationToken);
    }

    public async Task<RouterShipOutcome> BackAsync(CancellationToken cancellationToken)
    {
        if (source.IsPinned)
            return new RouterShipRejected(Pinned, null);
        if (await ships.LastAsync(cancellationToken) is not var (id, before))
            return new RouterShipRejected("Nothing was put into use that could be undone.", null);
        var known = await KnownAsync(cancellationToken);
        if (Find(known.Versions, before) is not { Model: not null } to)
            return new RouterShipRejected($"What was in use before cannot be used any more: {Find(known.Versions, before)?.Problem ?? "it is gone."}", null);
        return await ShipAsync(known, to, insisted: null, id, comparison: null, cancellationToken);
    }

    public Task<IReadOnlyList<RouterShip>> HistoryAsync(int count, CancellationToken cancellationToken) =>
        ships.HistoryAsync(Math.Clamp(count, 1, 1_000), cancellationToken);

    private string Pinned => $"The setting Router:Weights names {source.OwnPath}: this program uses it, whatever is put into use. Take the setting away first.";

    private async Task<RouterShipOutcome> ShipAsync(
        Known known,
        KnownVersion to,
        string? insisted,
        long? undoes,
        RouterComparison? comparison,
        CancellationToken cancellationToken
    )
    {
        var shipment = new Shipment(time.GetUtcNow(), asker.Current.User, known.InUse?.Name ?? "none", insisted, undoes, comparison);
        if (await ships.TryShipAsync(known.Hash, to, shipment, cancellationToken) is not { } id)
            return new RouterShipRejected($"{shipment.From} is not in use any more: somebody put another version into use meanwhile. Look again.", comparison);
        await inUse.ApplyAsync(cancellationToken);
        audit.Note(
            new AuditEntry(AuditVerb.Changed, AuditKinds.Router, to.Name)
            {
                Details = new()
                {
                    ["from"] = shipment.From,
                    ["insisted"] = insisted is not null,
                    ["back"] = undoes is not null,
                },
            }
        );
        return new RouterShipped(new RouterShip(id, shipment.At, shipment.By, shipment.From, to.Name, insisted, undoes is not null, comparison));
    }

    /// <summary>Why the named version cannot be held against the one in use; null: it can.</summary>
    private string? ProblemOf(Known known, string name) =>
        source.IsPinned ? Pinned
        : known.Other(name) is not { } to
            ? known.InUse?.Name == name ? $"{name} is in use already."
                : $"There is no version {name}. There are: {string.Join(", ", known.Versions.Select(v => v.Name))}."
        : to.Problem is { } reason ? $"{name} cannot be used: {reason}"
        : known.InUse?.Model is null ? $"The version in use cannot be read: {known.InUse?.Problem ?? "it is gone."}"
        : null;

    private async Task<RouterComparison> CompareAsync(KnownVersion from, KnownVersion to, CancellationToken cancellationToken) =>
        await exams.HoldAsync([from.Model!, to.Model!], cancellationToken) is [var first, var second]
            ? VersionComparison.Of(first, second)
            : throw new InvalidOperationException($"{from.Name} and {to.Name} were to be compared, and gave another number of exams than two.");

    private static IReadOnlyList<RouterSetScore> Scores(VersionExam exam) => [.. exam.Sets.Select(s => VersionComparison.Score(s.Name, s.Predictions))];

    private async Task<Known> KnownAsync(CancellationToken cancellationToken)
    {
        var own = VersionFiles.ReadOwn(source.OwnPath);
        IEnumerable<KnownVersion> candidates = files.Read();
        KnownVersion[] versions =
        [
            .. (own is null ? candidates : candidates.Prepend(own))
                .Concat(await ships.VersionsAsync(cancellationToken))
                .DistinctBy(v => v.Key)
                .Select(v => v.For(source)),
        ];
        var hash = await ships.InUseAsync(cancellationToken);
        return new Known(versions, Find(versions, source.IsPinned ? null : hash), hash);
    }

    /// <param name="hash">Null: the program's own.</param>
    private static KnownVersion? Find(IReadOnlyList<KnownVersion> versions, byte[]? hash) =>
        versions.FirstOrDefault(v => hash is null ? v.IsOwn : v.Hash.AsSpan().SequenceEqual(hash));

    /// <param name="Versions">Each once.</param>
    /// <param name="Chosen">That the database says is in use; null: nobody has it any more.</param>
    /// <param name="Hash">Of it, as the database has it.</param>
    private sealed record Known(IReadOnlyList<KnownVersion> Versions, KnownVersion? Chosen, byte[]? Hash)
    {
        /// <summary>Where this program cannot use what was chosen, as after an update with other features, it goes by its own.</summary>
        public KnownVersion? InUse => Chosen is { Model: not null } ? Chosen : Versions.FirstOrDefault(v => v.IsOwn);

        /// <summary>Where several have the name, one that can be used.</summary>
        public KnownVersion? Other(string name) => Versions.Where(v => v.Name == name && v != InUse).MaxBy(v => v.Model is not null);
    }
}
