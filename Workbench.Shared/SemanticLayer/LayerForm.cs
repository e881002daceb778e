namespace Workbench.Shared.SemanticLayer;

/// <summary>What a form of the layer's page asks for. Texts that are empty count as left out.</summary>
public abstract record LayerForm
{
    private protected LayerForm() { }
}

/// <summary>A new metric: rows counted or added up, or arithmetic over other metrics.</summary>
public sealed record NewMetric : LayerForm
{
    public required string Name { get; init; }

    /// <summary><c>simple, ratio, derived, semi_additive, cumulative</c>.</summary>
    public string Type { get; init; } = "simple";

    public string? Label { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary><c>USD, percent, hours</c>: what stands behind the number.</summary>
    public string? Unit { get; init; }

    /// <summary><c>up, down</c>; null: neither.</summary>
    public string? Better { get; init; }

    /// <summary>Whose rows it counts or adds up; not of metrics over metrics.</summary>
    public string? Entity { get; init; }

    /// <summary><c>count, count_distinct, sum, average, min, max, median, percentile(0.9), first, last</c>.</summary>
    public string? Aggregation { get; init; }
    public string? Expression { get; init; }
    public string? Where { get; init; }
    public string? Time { get; init; }
    public string? Numerator { get; init; }
    public string? Denominator { get; init; }

    /// <summary>Of a balance: <c>last, first, average, max, min</c>.</summary>
    public string? Take { get; init; }

    /// <summary>What a cumulative metric adds up.</summary>
    public string? Of { get; init; }

    /// <summary>How far back a cumulative metric reaches: <c>28 days</c>. Not with <see cref="ToDate"/>.</summary>
    public string? Window { get; init; }

    /// <summary>The period from whose start it adds up: <c>month, quarter, fiscal_quarter … all</c>.</summary>
    public string? ToDate { get; init; }

    /// <summary>The level that it needs beyond what it is made of; null: none.</summary>
    public string? Access { get; init; }

    /// <summary>The file that it goes into; null: the one with most metrics of its entity.</summary>
    public string? File { get; init; }
}

/// <summary>A new entity over a table of the warehouse; the table is declared too when it is not yet.</summary>
public sealed record NewEntity : LayerForm
{
    public required string Name { get; init; }

    /// <summary><c>crm.accounts</c></summary>
    public required string Table { get; init; }

    public string? Label { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public IReadOnlyList<string> Key { get; init; } = [];
    public string? Title { get; init; }
    public string? Where { get; init; }
    public string? Access { get; init; }
    public IReadOnlyList<NewTime> Times { get; init; } = [];
    public IReadOnlyList<NewDimension> Dimensions { get; init; } = [];
    public IReadOnlyList<NewJoin> Joins { get; init; } = [];
}

/// <param name="Type"><c>date, timestamp, timestamptz</c>; null: the column's.</param>
public sealed record NewTime(string Name, string Column, string? Type = null, bool IsDefault = false)
{
    public bool IsUsed { get; init; } = true;
}

/// <param name="IsIndexed">Its values are looked up in the warehouse, so that questions can name them.</param>
public sealed record NewDimension(string Name, string Column, string? Label = null, bool IsIndexed = false)
{
    public bool IsUsed { get; init; } = true;
}

/// <param name="To">The other entity.</param>
/// <param name="On"><c>account_id = account.id</c></param>
public sealed record NewJoin(string Name, string To, string On, bool IsOptional = false)
{
    public bool IsUsed { get; init; } = true;
}

/// <summary>A question with the query that answers it.</summary>
public sealed record NewVerified : LayerForm
{
    public required string Question { get; init; }
    public IReadOnlyList<string> AlsoAsked { get; init; } = [];
    public IReadOnlyList<string> Metrics { get; init; } = [];
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary><c>last_quarter</c>, or <c>last 6 months</c>.</summary>
    public string? Range { get; init; }

    public string? Grain { get; init; }
    public IReadOnlyList<NewCondition> Where { get; init; } = [];
    public string? OrderBy { get; init; }
    public int? Limit { get; init; }

    /// <summary>For what no metric covers, in place of metrics.</summary>
    public string? Sql { get; init; }

    public string? Owner { get; init; }
    public DateOnly? VerifiedOn { get; init; }
    public DateOnly? Expires { get; init; }
}

/// <param name="Field"><c>account.segment</c></param>
/// <param name="Op">An operator of a semantic query: <c>=, &lt;&gt;, in, between, contains, is_null …</c></param>
public sealed record NewCondition(string Field, string Op, IReadOnlyList<string> Values);

/// <param name="Tables">Of the warehouse as last seen, those that the asker's level may know of.</param>
/// <param name="SeesAll">Whether these are all tables of the warehouse; else those that the layer describes.</param>
public sealed record LayerFormChoices(
    IReadOnlyList<FormTable> Tables,
    IReadOnlyList<FormEntity> Entities,
    IReadOnlyList<LayerChoice> Metrics,
    IReadOnlyList<string> Levels,
    IReadOnlyList<string> Aggregations,
    IReadOnlyList<string> Ranges,
    IReadOnlyList<string> MetricFiles,
    IReadOnlyList<string> Fields,
    bool SeesAll
);

public sealed record LayerChoice(string Name, string Label);

/// <param name="Entity">The entity that it is already; null: none yet.</param>
public sealed record FormTable(string Name, string? Comment, string? Entity, IReadOnlyList<FormColumn> Columns);

public sealed record FormColumn(string Name, string Type, string? Description);

/// <param name="Columns">Columns of its own table, and those over one join: <c>account.region</c>.</param>
public sealed record FormEntity(string Name, string Label, IReadOnlyList<FormColumn> Columns, IReadOnlyList<string> Times, bool HasDefaultTime);

/// <param name="Files">What would change, each file whole.</param>
/// <param name="Yaml">The new text alone, for the preview.</param>
/// <param name="Faults">What is wrong with it; empty: it can go into the editor.</param>
public sealed record LayerFormOutcome(IReadOnlyList<LayerFileEdit> Files, string Yaml, IReadOnlyList<FormFault> Faults);

/// <param name="Field">The property of the form (<c>Expression</c>); null: the form as a whole.</param>
public sealed record FormFault(string? Field, string Message);
