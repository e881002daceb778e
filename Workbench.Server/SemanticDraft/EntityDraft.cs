using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

internal enum Certainty
{
    /// <summary>The database says so.</summary>
    Declared,

    /// <summary>Guessed from names and held against the data.</summary>
    Measured,

    /// <summary>Guessed, and there was nothing to hold it against, or it did not quite fit.</summary>
    Guessed,
}

/// <param name="Why">In words, for the author.</param>
internal sealed record KeyDraft(ImmutableArray<string> Columns, Certainty Certainty, string Why);

/// <param name="Columns">Own columns, each with the one of the other side at the same place.</param>
/// <param name="Role">Words of the column without <c>id</c>; they name the join.</param>
internal sealed record JoinDraft(
    string Name,
    ImmutableArray<string> Role,
    string To,
    ImmutableArray<string> Columns,
    ImmutableArray<string> ToColumns,
    Certainty Certainty,
    string Why
)
{
    public bool IsOptional { get; init; }

    public bool IsOneToOne { get; init; }
}

internal sealed record TimeDraft(string Name, string Label, string Column, string Expr, string Type, ImmutableArray<string> Synonyms)
{
    public bool IsDefault { get; init; }

    /// <summary>When a program wrote the row, not when something happened in the business.</summary>
    public bool IsTechnical { get; init; }

    public bool HasNulls { get; init; }

    /// <summary>Coarser than its type.</summary>
    public string? Grain { get; init; }
}

internal enum ValuesDraft
{
    Unknown,
    Listed,
    Indexed,
}

internal sealed record DimensionDraft(string Name, string Label, string Column, string Expr)
{
    public string? Type { get; init; }
    public string? Unit { get; init; }
    public string? Description { get; init; }
    public ImmutableArray<string> Synonyms { get; init; } = [];
    public ValuesDraft Values { get; init; }
    public ImmutableArray<string> Listed { get; init; } = [];
}

/// <summary>What becomes an entity: a table with all that was found out about it.</summary>
internal sealed record EntityDraft
{
    public required SurveyedTable Table { get; init; }

    /// <summary>Singular, lower case.</summary>
    public required ImmutableArray<string> Words { get; init; }

    /// <summary>The same without the schema, where that had to be put before them.</summary>
    public required ImmutableArray<string> TableWords { get; init; }

    public required string Name { get; init; }
    public required KeyDraft Key { get; init; }
    public string Label => IdentifierWords.Label(Words);
    public string Plural => IdentifierWords.Label(PluralWords);
    public required ImmutableArray<string> PluralWords { get; init; }
    public ImmutableArray<string> Synonyms { get; init; } = [];
    public ImmutableDictionary<string, Suspicion> Personal { get; init; } = ImmutableDictionary<string, Suspicion>.Empty;
    public ImmutableArray<JoinDraft> Joins { get; init; } = [];
    public ImmutableArray<TimeDraft> Times { get; init; } = [];
    public ImmutableArray<DimensionDraft> Dimensions { get; init; } = [];
    public string? Title { get; init; }

    /// <summary>The rhythm at which new rows come; null: none was seen.</summary>
    public FreshnessDraft? Freshness { get; init; }

    /// <summary>Times that are kept as text or numbers.</summary>
    public IEnumerable<SurveyedColumn> StoredTimes => Columns.Where(c => c.Stored is not null && Times.Any(t => t.Column == c.Name));

    /// <summary>Columns that are in the warehouse's file only, with the reason.</summary>
    public ImmutableArray<LeftOut> Unused { get; init; } = [];

    public TimeDraft? DefaultTime => Times.FirstOrDefault(t => t.IsDefault);

    /// <summary>The columns of the table that stay in the layer.</summary>
    public IEnumerable<SurveyedColumn> Columns => Table.Columns.Where(c => !(Personal.GetValueOrDefault(c.Name)?.IsSecret ?? false));

    public bool IsPersonal(string column) => Personal.ContainsKey(column);
}
