using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>A number that is asked for.</summary>
internal abstract record FormMeasure
{
    private protected FormMeasure() { }

    /// <summary>Entities whose rows it is made of.</summary>
    public abstract IEnumerable<Entity> Homes { get; }
}

/// <param name="Agg"><c>count, count_distinct, sum, average, min, max, median</c>.</param>
/// <param name="Expr">Over the home's columns; null counts rows.</param>
internal sealed record AggMeasure(Entity Home, string Agg, string? Expr) : FormMeasure
{
    /// <summary>Conditions of this number alone: "weekend payments".</summary>
    public ImmutableArray<string> Where { get; init; } = [];

    /// <summary>Null: the home's default time.</summary>
    public EntityTime? Time { get; init; }

    /// <summary>Of the last snapshot only; by these fields, or one date for all.</summary>
    public ImmutableArray<string>? LastPer { get; init; }

    public override IEnumerable<Entity> Homes => [Home];
}

internal sealed record MetricMeasure(Metric Metric, ImmutableArray<Entity> Of) : FormMeasure
{
    public override IEnumerable<Entity> Homes => Of;
}

/// <param name="Text">Arithmetic in which <c>{0}</c> stands for the first part.</param>
internal sealed record MathMeasure(string Text, ImmutableArray<FormMeasure> Parts) : FormMeasure
{
    public override IEnumerable<Entity> Homes => Parts.SelectMany(p => p.Homes);
}

/// <summary>The place among all rows.</summary>
internal sealed record RankMeasure(FormMeasure By) : FormMeasure
{
    public override IEnumerable<Entity> Homes => By.Homes;
}

/// <summary>The change from the period before.</summary>
internal sealed record ChangeMeasure(bool IsRelative) : FormMeasure
{
    /// <summary>As it was defined.</summary>
    public string Text { get; init; } = "";

    public bool IsPercent { get; init; }

    public override IEnumerable<Entity> Homes => [];
}

/// <summary>The sum over the periods so far; null: of the number beside it.</summary>
internal sealed record RunningMeasure(FormMeasure? Of) : FormMeasure
{
    public override IEnumerable<Entity> Homes => Of?.Homes ?? [];
}

/// <summary>The part of the whole that a row has.</summary>
internal sealed record ShareMeasure(FormMeasure Of, bool IsPercent) : FormMeasure
{
    public override IEnumerable<Entity> Homes => Of.Homes;
}
