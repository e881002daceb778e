using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What rows, or things, must meet.</summary>
internal abstract record FormCondition
{
    private protected FormCondition() { }
}

internal sealed record FieldCondition(FormField Field, string Op, IReadOnlyList<QueryValue> Values) : FormCondition
{
    /// <summary>The value is one of another field as well, and the nearest was taken.</summary>
    public bool IsGuess { get; init; }
}

/// <summary>What a row itself must meet, as SQL in which <see cref="Prefix"/> stands before each of its columns.</summary>
internal sealed record RowCondition(Entity Of, string Template) : FormCondition
{
    public const string Prefix = "‿";

    public string Sql(string path) => Template.Replace(Prefix, path, StringComparison.Ordinal);
}

/// <summary>One of them is enough.</summary>
internal sealed record AnyCondition(IReadOnlyList<FieldCondition> Of) : FormCondition;

/// <summary>The thing has rows of another kind, or none.</summary>
internal sealed record RowsCondition(Entity Of, IReadOnlyList<FormCondition> Where, bool IsAbsent) : FormCondition
{
    public FormPeriod? Period { get; init; }

    /// <summary>The part that the thing plays for the rows: the origin of flights.</summary>
    public FormRole? Via { get; init; }
}

internal enum LastRows
{
    All,
    OfEach,
    OfOneDate,
}

/// <summary>Not more days after one of these times than so many: "reported within 10 days of the start".</summary>
/// <param name="Verb">The word before: what happened then.</param>
internal sealed record WithinCondition(IReadOnlyList<FormField> From, int Days, string Verb) : FormCondition;

/// <summary>A number per group: "with a total amount above 1000".</summary>
internal sealed record MeasureCondition(FormMeasure Measure, string Op, decimal Value) : FormCondition;
