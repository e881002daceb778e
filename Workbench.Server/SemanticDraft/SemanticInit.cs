using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticDraft;

/// <summary>Drafts a five-layer semantic layer from a live PostgreSQL database. It only reads, and writes nothing to disk.</summary>
public static class SemanticInit
{
    /// <param name="progress">What it is doing, in words.</param>
    /// <exception cref="EmptyDatabaseException">There is no table to draft from.</exception>
    public static async Task<DraftReport> DraftAsync(
        NpgsqlDataSource source,
        DraftRequest request,
        TimeProvider time,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var began = Stopwatch.GetTimestamp();
        var survey = await new DatabaseSurvey(source, progress).RunAsync(cancellationToken);
        if (survey.Tables.IsEmpty)
            throw new EmptyDatabaseException(survey.Database, [.. survey.LeftOut.Select(l => new DraftNote(l.What, l.Why))]);

        progress.Report("Looking for keys and personal data");
        var measure = new ReferenceMeasure(progress);
        var joins = new JoinFinder(EntityDrafter.Draft(survey.Tables), measure);
        var joined = await joins.RunAsync(source, cancellationToken);
        progress.Report("Drafting entities and metrics");
        var currency = DatabaseCurrency.Find(survey.Tables);
        ImmutableArray<EntityDraft> entities = [.. joined.Select(e => Fields(e, currency, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)))];
        var metrics = new MetricDrafter(entities, currency).Run();

        var leftOut = survey.LeftOut.Concat(joins.LeftOut).ToList();
        List<DraftedFile> files =
        [
            OperationsWriter.Layer(request, survey),
            .. Schemas(entities, survey.LeftOut),
            .. entities.Select(LayerWriter.Entity),
            .. entities.Select(e => LayerWriter.Metrics(e, metrics[e.Name])),
            OperationsWriter.Products(entities),
            OperationsWriter.Calendar(survey),
            OperationsWriter.Access(entities),
            OperationsWriter.Glossary(),
        ];
        progress.Report("Checking the draft");
        var reading = LayerReader.Read(files.Select(f => new LayerFileText(f.Path, f.Text)));
        files.Add(
            OperationsWriter.Examples(
                reading.IsUsable ? ExampleDrafter.Draft(entities, metrics, reading.Content, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)) : []
            )
        );
        var inDatabase = survey.InDatabase + measure.InDatabase;
        return new DraftReport(survey.Database, survey.Tables.Length, entities.Length, metrics.Sum(m => m.Value.Length))
        {
            Files = [.. files],
            InferredKeys =
            [
                .. entities
                    .Where(e => e.Key.Certainty != Certainty.Declared)
                    .Select(e => new DraftedKey(e.Name, e.Key.Columns, e.Key.Certainty == Certainty.Measured, e.Key.Why)),
            ],
            Joins =
            [
                .. entities.SelectMany(e =>
                    e.Joins.Select(j => new DraftedJoin(
                        e.Name,
                        j.Name,
                        j.To,
                        j.Columns,
                        j.Certainty == Certainty.Declared,
                        j.Certainty != Certainty.Guessed,
                        j.Why
                    ))
                ),
            ],
            PersonalData =
            [
                .. entities
                    .SelectMany(e => e.Personal.Select(p => new DraftedPersonalData(e.Table.FullName, p.Key, p.Value.What, p.Value.Why)))
                    .OrderBy(p => p.Table, StringComparer.Ordinal),
            ],
            LeftOut = [.. leftOut.Select(l => new DraftNote(l.What, l.Why))],
            Assumed = [.. Assumed(entities, currency)],
            Problems = [.. reading.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => p.ToString())],
            SecondsInDatabase = inDatabase.TotalSeconds,
            SecondsBeyond = (Stopwatch.GetElapsedTime(began) - inDatabase).TotalSeconds,
        };
    }

    private static EntityDraft Fields(EntityDraft entity, string? currency, DateOnly today)
    {
        var timed = entity with { Times = TimeDrafter.Draft(entity) };
        var drafted = DimensionDrafter.Draft(timed, currency);
        return drafted with
        {
            Freshness = FreshnessDraft.Of(drafted, today),
            Dimensions = [.. drafted.Dimensions, .. DurationDrafter.Dimensions(drafted).Where(d => drafted.Dimensions.All(o => o.Name != d.Name))],
        };
    }

    private static IEnumerable<DraftNote> Assumed(ImmutableArray<EntityDraft> entities, string? currency)
    {
        if (DatabaseCurrency.Tell(entities, currency) is { } amounts)
            yield return new DraftNote(amounts.What, amounts.Why);

        foreach (var (entity, column) in entities.SelectMany(e => e.StoredTimes.Select(c => (e, c))))
            yield return new DraftNote($"{entity.Table.FullName}.{column.Name}", $"{column.Type} read as a {column.Stored!.Type}: {column.Stored.Form}");
    }

    private static IEnumerable<DraftedFile> Schemas(ImmutableArray<EntityDraft> entities, ImmutableArray<LeftOut> leftOut)
    {
        var names = new NameSet();
        foreach (var schema in entities.GroupBy(e => e.Table.Schema, StringComparer.Ordinal))
        {
            var file = names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(schema.Key)), "schema");
            yield return LayerWriter.Schema(schema.Key, file, [.. schema], leftOut.Where(l => l.What.StartsWith(schema.Key + ".", StringComparison.Ordinal)));
        }
    }
}
