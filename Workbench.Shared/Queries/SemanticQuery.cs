using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

/// <summary>What <c>query_metrics</c> takes, the compiler reads and an answer shows. Names are those of the semantic layer.</summary>
/// <remarks>Without metrics it lists the distinct values of <see cref="GroupBy"/>, all fields of one entity.</remarks>
public sealed record SemanticQuery
{
    public IReadOnlyList<string> Metrics
    {
        get;
        init => field = QueryItems.Of(value);
    } = [];

    /// <summary>Metrics of this query alone, beside those of the layer: what a question defines itself. Named in <see cref="Metrics"/> like any other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<QueryDefinition>? Define { get; init; }

    /// <summary>Fields: <c>entity.dimension</c>, an entity's key by its name, <c>time.month</c>, <c>ticket.resolved.month</c>.</summary>
    public IReadOnlyList<string> GroupBy
    {
        get;
        init => field = QueryItems.Of(value);
    } = [];

    /// <summary>A conjunction.</summary>
    public IReadOnlyList<QueryFilter> Where
    {
        get;
        init => field = QueryItems.Of(value);
    } = [];

    /// <summary>Null means all data.</summary>
    public QueryTime? Time { get; init; }

    public QueryComparison? Compare { get; init; }
    public IReadOnlyList<HavingFilter> Having
    {
        get;
        init => field = QueryItems.Of(value);
    } = [];
    public IReadOnlyList<QueryOrder> OrderBy
    {
        get;
        init => field = QueryItems.Of(value);
    } = [];
    public int? Limit { get; init; }

    /// <summary>Segments switched on or off by name (<c>account.real_customers</c>); default ones apply unless set to false.</summary>
    public IReadOnlyDictionary<string, bool> Segments
    {
        get;
        init => field = value ?? new Dictionary<string, bool>(StringComparer.Ordinal);
    } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>Metrics shown as part of the total, or of a named group.</summary>
    public IReadOnlyList<QueryShare> Shares
    {
        get;
        init => field = QueryItems.Of(value);
    } = [];

    /// <summary>Metrics whose rank among the rows is shown (<c>revenue.rank</c>): 1 is the greatest, equals share a rank.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Ranks { get; init; }

    /// <summary>Metrics whose change from the row of the period before is shown (<c>revenue.step</c>): NULL in the first period.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Steps { get; init; }

    /// <summary>Metrics whose change from the row of the period before, as part of it, is shown (<c>revenue.growth</c>): NULL in the first period.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Growth { get; init; }

    /// <summary>Metrics whose sum over the periods so far is shown (<c>revenue.running</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Running { get; init; }

    /// <summary>Growth is shown in hundredths: 12.5 for an eighth.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool InHundredths { get; init; }

    /// <summary>Fields of the grouping inside of which ranks and the limit count: the first three of each region. Equals at the cut all stay.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Within { get; init; }

    /// <summary>Adds one total row, computed from rows and never from the groups.</summary>
    public bool Totals { get; init; }

    /// <summary>Adds a row "others" for what a limit cuts off.</summary>
    public bool Others { get; init; }

    /// <summary>Null is the default: a time series is filled, anything else is not.</summary>
    public GapHandling? Gaps { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<GapHandling>))]
public enum GapHandling
{
    [JsonStringEnumMemberName("fill")]
    Fill,

    [JsonStringEnumMemberName("skip")]
    Skip,
}

/// <param name="Range">Null means all data, at <paramref name="Grain"/>.</param>
/// <param name="Grain">Groups by each metric's own time at this grain; null does not group.</param>
public sealed record QueryTime(TimeRange? Range = null, string? Grain = null);

/// <summary>A filter on a field, or on a metric per entity. JSON tells them apart by <c>field</c> and <c>metric</c>.</summary>
[JsonConverter(typeof(QueryFilterJsonConverter))]
public abstract record QueryFilter
{
    private protected QueryFilter() { }

    /// <summary><c>=, &lt;&gt;, in, not in, &lt;, &lt;=, &gt;, &gt;=, between, contains, starts_with, is_null, is_not_null</c>.</summary>
    public required string Op { get; init; }

    public IReadOnlyList<QueryValue> Values
    {
        get;
        init => field = QueryItems.Of(value);
    } = [];
}

public sealed record FieldFilter : QueryFilter
{
    public required string Field { get; init; }
}

/// <summary>Keeps the entities (<see cref="Per"/>) whose metric meets the condition: accounts with more than ten tickets.</summary>
public sealed record MetricFilter : QueryFilter
{
    public required string Metric { get; init; }
    public required string Per { get; init; }

    /// <summary>The way from the metric's rows to the entity, where there is more than one: <c>flight.origin</c>.</summary>
    public string? By { get; init; }
    public TimeRange? Time { get; init; }
}

public sealed record HavingFilter(string Metric, string Op, IReadOnlyList<QueryValue> Values)
{
    public string Metric { get; init; } = QueryItems.Needed(Metric, "A filter in having needs a \"metric\".");
    public string Op { get; init; } = QueryItems.Needed(Op, "A filter in having needs an \"op\".");
    public IReadOnlyList<QueryValue> Values { get; init; } = QueryItems.Of(Values);
}

/// <param name="Field">A metric, a comparison column (<c>arr.change</c>) or a field of the grouping.</param>
public sealed record QueryOrder(string Field, bool Desc = false)
{
    public string Field { get; init; } = QueryItems.Needed(Field, "An order needs a \"field\".");
}

/// <summary>JSON: <c>"arr"</c> for the share of the total, <c>{"metric": "arr", "of": ["account.region"]}</c> for the share of its group.</summary>
[JsonConverter(typeof(QueryShareJsonConverter))]
public sealed record QueryShare(string Metric, IReadOnlyList<string> Of);

/// <summary>JSON: <c>{"to": "previous_period"}</c>, <c>{"to": "same_period_last_year"}</c> or <c>{"to": {"shift": 2, "unit": "week"}}</c>.</summary>
public sealed record QueryComparison(ComparisonTarget To)
{
    public ComparisonTarget To { get; init; } = QueryItems.Needed(To, "A comparison needs \"to\": previous_period, same_period_last_year or a shift.");

    /// <summary>Shown beside the number though nobody asked for it; a follow-up question does not inherit it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsContext { get; init; }
}

[JsonConverter(typeof(ComparisonTargetJsonConverter))]
public abstract record ComparisonTarget
{
    private protected ComparisonTarget() { }
}

public sealed record PreviousPeriod : ComparisonTarget;

public sealed record SamePeriodLastYear : ComparisonTarget;

public sealed record ShiftedBy(int Count, string Unit) : ComparisonTarget;

/// <summary>JSON: a name, <c>{"last": 6, "unit": "month"}</c>, or half-open <c>{"from": "2026-01-01", "to": "2026-04-01"}</c>.</summary>
[JsonConverter(typeof(TimeRangeJsonConverter))]
public abstract record TimeRange
{
    private protected TimeRange() { }
}

/// <example><c>last_quarter</c>, <c>ytd</c>, <c>fiscal_year</c>-style names; the compiler owns the list.</example>
public sealed record NamedRange(string Name) : TimeRange;

/// <summary>The N complete periods before the current one.</summary>
public sealed record LastPeriods(int Last, string Unit) : TimeRange;

/// <summary>Half-open: <see cref="To"/> is the first day that is not included. Either end may be open.</summary>
public sealed record DateRange(DateOnly? From, DateOnly? To) : TimeRange;
