namespace Workbench.Server.LayerHealth;

/// <summary>What one probe found at one time. Only appended.</summary>
internal sealed record Measurement
{
    public required Guid Id { get; init; }
    public required string Account { get; init; }

    /// <summary><see cref="Probe.Fingerprint"/>: measurements of the same thing.</summary>
    public required string Fingerprint { get; init; }
    public required string Entity { get; init; }

    /// <summary>Null: of the entity's key.</summary>
    public string? JoinName { get; init; }
    public required string LayerRevision { get; init; }
    public required DateTimeOffset MeasuredAt { get; init; }
    public required double DurationMs { get; init; }

    /// <summary>The statement that measured, runnable as it is.</summary>
    public required string Sql { get; init; }
    public required MeasureKind Kind { get; init; }

    /// <summary>Part of the rows that was looked at, 0..1; null where that is not known.</summary>
    public double? Share { get; init; }

    /// <summary>Rows of the entity that were looked at, its own filter applied.</summary>
    public long Rows { get; init; }

    /// <summary>Of these, rows without a key to join by, or with a NULL in their own key.</summary>
    public long NullKeys { get; init; }

    /// <summary>Rows with a key that finds no row in the other table.</summary>
    public long Lost { get; init; }

    /// <summary>Rows whose partner is there, but left out by the other entity's own filter: meant so.</summary>
    public long Excluded { get; init; }

    /// <summary>Rows that find more than one partner.</summary>
    public long Multiplied { get; init; }

    /// <summary>How many rows too many there are once joined; of a key: rows beyond the first of each value.</summary>
    public long ExtraRows { get; init; }

    /// <summary>Values of the key that stand in several rows (of the other side); null where that was not looked at.</summary>
    public long? DuplicateKeys { get; init; }

    /// <summary>Values that several rows of this side join by: wrong for one to one.</summary>
    public long? SharedKeys { get; init; }

    /// <summary>Why nothing was measured: <c>warehouse_timeout, permission, warehouse_down, bad_query, no_account</c>; null when it was.</summary>
    public string? FailureCode { get; init; }
    public string? Failure { get; init; }
}

internal enum MeasureKind
{
    /// <summary>All rows.</summary>
    Whole,

    /// <summary>Pages of the table picked at random.</summary>
    Sample,

    /// <summary>The first rows that came: of views and SQL, which cannot be sampled.</summary>
    FirstRows,

    /// <summary>A unique index of the database guarantees it.</summary>
    Index,
}
