using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Shared.SemanticLayer;

/// <summary>The semantic layer as its page reads it, at the asker's level.</summary>
public interface ISemanticLayerBrowser
{
    Task<LayerOverview> OverviewAsync(CancellationToken cancellationToken);

    /// <param name="path">As in <see cref="LayerFile.Path"/>; null when there is no such file.</param>
    Task<string?> ReadFileAsync(string path, CancellationToken cancellationToken);

    Task<MetricDetail?> FindMetricAsync(string name, CancellationToken cancellationToken);

    Task<EntityDetail?> FindEntityAsync(string name, CancellationToken cancellationToken);

    /// <summary>Ticks when files, problems or the revision in use changed.</summary>
    IAsyncEnumerable<string> FollowAsync(CancellationToken cancellationToken);
}

/// <param name="IsStale">Files on disk are broken; <paramref name="Revision"/> is the last good one.</param>
public sealed record LayerOverview(
    string Name,
    string? Description,
    string Revision,
    bool IsStale,
    IReadOnlyList<LayerFolder> Folders,
    IReadOnlyList<LayerProblem> Problems,
    IReadOnlyList<MetricLine> Metrics,
    IReadOnlyList<EntityLine> Entities
)
{
    /// <summary>The file at the top of the folder, with the name, time zone and account of the layer; null when there is none.</summary>
    public LayerFile? Root { get; init; }

    /// <summary>Which entities lead to which, of those the asker may know.</summary>
    public IReadOnlyList<JoinEdge> Joins { get; init; } = [];
}

public sealed record JoinEdge(string From, string Name, string To, string Type, bool IsOptional);

/// <param name="Name"><c>3-metrics</c></param>
/// <param name="Label">Metrics</param>
public sealed record LayerFolder(string Name, string Label, IReadOnlyList<LayerFile> Files);

/// <param name="Objects">Tables, entities, metrics … in it.</param>
public sealed record LayerFile(string Path, string Name, int Objects, int Errors, int Warnings);

public sealed record LayerProblem(string File, int Line, int Column, string Code, bool IsError, string Message);

/// <param name="Type"><c>simple, ratio, derived, semi_additive, cumulative, conversion</c></param>
public sealed record MetricLine(string Name, string Label, string Type, string? Unit, string File, int Line, string? Description);

public sealed record EntityLine(string Name, string Label, string Table, string File, int Line, int Dimensions, int Joins);

public sealed record MetricDetail
{
    public required MetricLine Line { get; init; }
    public required string Definition { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public string? Better { get; init; }
    public string? Access { get; init; }

    /// <summary>Fields that it can be grouped by.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Metrics that it is made of.</summary>
    public IReadOnlyList<string> MadeOf { get; init; } = [];

    /// <summary>Metrics, products, verified queries that use it.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];

    public IReadOnlyList<AppliedFilter> Filters { get; init; } = [];

    /// <summary>Entities whose rows it counts.</summary>
    public IReadOnlyList<string> Homes { get; init; } = [];

    /// <summary>The joins of its entities, and those that it takes beyond them.</summary>
    public IReadOnlyList<MetricJoin> Joins { get; init; } = [];

    /// <summary>SQL of the preview query, literals printed in.</summary>
    public string? Sql { get; init; }

    public SemanticQuery? PreviewQuery { get; init; }
}

public sealed record EntityDetail(
    EntityLine Line,
    string? Description,
    IReadOnlyList<string> Key,
    IReadOnlyList<FieldLine> Fields,
    IReadOnlyList<JoinLine> Joins,
    IReadOnlyList<string> Metrics
);

public sealed record FieldLine(string Name, string Label, string Type, string? Description, string Expression);

/// <param name="IsTaken">The metric's own query goes over it, whatever it is grouped by.</param>
public sealed record MetricJoin(string Entity, JoinLine Join, bool IsTaken);

public sealed record JoinLine(string Name, string To, string On, string Type, bool IsOptional);

/// <param name="Columns">Empty when <paramref name="Error"/> says why.</param>
public sealed record MetricPreview(
    string Metric,
    IReadOnlyList<ResultColumn> Columns,
    IReadOnlyList<IReadOnlyList<Cell>> Rows,
    AnswerChart? Chart,
    double DurationMs,
    string? Error
);
