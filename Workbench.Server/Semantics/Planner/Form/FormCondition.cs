using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What rows, or things, must meet.</summary>
internal abstract record FormCondition
{
    private protected FormCondition() { }
}

internal sealed record FieldCondition(FormField Field, string Op, IReadOnlyList<QueryValue> Values) : FormCondition;

/// <summary>One of them is enough.</summary>
internal sealed record AnyCondition(IReadOnlyList<FieldCondition> Of) : FormCondition;

/// <summary>The thing has rows of another kind, or none.</summary>
internal sealed record RowsCondition(Entity Of, IReadOnlyList<FormCondition> Where, bool IsAbsent) : FormCondition
{
    public FormPeriod? Period { get; init; }
}

internal enum LastRows
{
    All,
    OfEach,
    OfOneDate,
}

/// <summary>A number per group: "with a total amount above 1000".</summary>
internal sealed record MeasureCondition(FormMeasure Measure, string Op, decimal Value) : FormCondition;
