using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>A drafted layer, and what its author should know of it.</summary>
public sealed record DraftReport(string Database, int Tables, int Entities, int Metrics)
{
    public required ImmutableArray<DraftedFile> Files { get; init; }
    public ImmutableArray<DraftedKey> InferredKeys { get; init; } = [];
    public ImmutableArray<DraftedJoin> Joins { get; init; } = [];
    public ImmutableArray<DraftedPersonalData> PersonalData { get; init; } = [];
    public ImmutableArray<DraftNote> LeftOut { get; init; } = [];

    /// <summary>What was assumed, or could not be known, of units and times.</summary>
    public ImmutableArray<DraftNote> Assumed { get; init; } = [];

    /// <summary>Faults of the drafted files; there should be none.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Seconds that the database took, and all the rest.</summary>
    public double SecondsInDatabase { get; init; }

    public double SecondsBeyond { get; init; }
}

public sealed record DraftedKey(string Entity, ImmutableArray<string> Columns, bool IsSure, string Why);

/// <param name="IsDeclared">The database has a foreign key.</param>
public sealed record DraftedJoin(string From, string Name, string To, ImmutableArray<string> Columns, bool IsDeclared, bool IsSure, string Why);

public sealed record DraftedPersonalData(string Table, string Column, string What, string Why);

public sealed record DraftNote(string What, string Why);
