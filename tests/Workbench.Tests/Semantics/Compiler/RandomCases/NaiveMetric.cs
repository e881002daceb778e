namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <param name="Yaml">All keys but the name.</param>
internal sealed record NaiveMetric(string Name, string Yaml, NaiveValue Value);

/// <summary>What a metric means, before any query.</summary>
internal abstract record NaiveValue
{
    private protected NaiveValue() { }

    public IEnumerable<RowsValue> Leaves =>
        this switch
        {
            RowsValue rows => [rows],
            QuotientValue quotient => quotient.Over.Leaves.Concat(quotient.Under.Leaves),
            FormulaValue formula => formula.Inputs.SelectMany(i => i.Leaves),
            MovedValue moved => moved.Inner.Leaves,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <param name="Agg">As the layer writes it.</param>
/// <param name="TimeJoins">To the entity that the time belongs to.</param>
internal sealed record RowsValue(string Home, string Agg, Twin? Expr, List<Twin> Where, List<string> TimeJoins, NaiveTime? Time, decimal? Absent) : NaiveValue
{
    /// <summary>Of a balance: last, first, average, max or min.</summary>
    public string? Take { get; init; }

    /// <summary>Of a balance: column that the last row is taken for each of.</summary>
    public string? Per { get; init; }

    public EventAfter? Then { get; init; }

    /// <summary>Amounts of several currencies, which is what <c>kind</c> stands for.</summary>
    public bool IsOfCurrencies { get; init; }

    /// <summary>A query has to filter on <c>kind</c>.</summary>
    public bool NeedsFilter { get; init; }

    public bool IsBalance => Take is not null;
}

/// <param name="Per">Joins from the base row and from the event to what both belong to.</param>
internal sealed record EventAfter(RowsValue Event, string Per, string EventPer, int? Days);

internal sealed record QuotientValue(NaiveValue Over, NaiveValue Under, decimal? Absent) : NaiveValue;

internal sealed record FormulaValue(Func<decimal?[], decimal?> Formula, List<NaiveValue> Inputs) : NaiveValue;

/// <param name="Move">From the window of the period to that of the rows; null where the calendar has none.</param>
internal sealed record MovedValue(NaiveValue Inner, WindowMove Move) : NaiveValue;

internal abstract record WindowMove;

internal sealed record Earlier(int Count, string Unit) : WindowMove;

internal sealed record Opening : WindowMove;

internal sealed record Trailing(int Count, string Unit, string Stands) : WindowMove;

internal sealed record SinceStartOf(string Grain, string Stands) : WindowMove;

internal sealed record SinceEver(string Stands) : WindowMove;
