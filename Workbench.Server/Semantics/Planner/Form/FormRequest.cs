using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>A question taken apart: what is shown, for what, under which conditions, in which order.</summary>
internal sealed class FormRequest
{
    public List<FormField> Fields { get; } = [];

    /// <summary>Things whose rows stand one by one.</summary>
    public List<Entity> Things { get; } = [];
    public List<(FormMeasure Measure, string Name)> Measures { get; } = [];
    public List<FormCondition> Conditions { get; } = [];
    public List<FormPeriod> Periods { get; } = [];

    /// <summary>Times that the numbers are said to go by.</summary>
    public List<FormField> Times { get; } = [];

    /// <summary>Things named in passing: they must be within reach of the numbers.</summary>
    public List<Entity> Mentioned { get; } = [];

    /// <summary>The thing that conditions like "that have no sales" are about.</summary>
    public Entity? Subject { get; set; }

    /// <summary>Whose rows are listed, where it is not the thing that the question is about.</summary>
    public Entity? Listed { get; set; }
    public string? Grain { get; set; }

    /// <summary>A part of the time that comes again, to group by: <c>month_of_year</c>.</summary>
    public string? TimePart { get; set; }
    public int? Limit { get; set; }
    public List<(FormMeasure? Measure, FormField? Field, bool Descending)> Order { get; } = [];

    /// <summary>The direction alone: "starting from the top", "in ascending order".</summary>
    public bool? Descending { get; set; }
    public int? Digits { get; set; }
    public bool IsPercent { get; set; }
    public bool IsWeekend { get; set; }

    /// <summary>The last words before "on weekends", the nearest first.</summary>
    public IReadOnlyList<string> WeekendWords { get; set; } = [];

    /// <summary>Fields of which each value has first rows of its own.</summary>
    public List<FormField> Within { get; } = [];

    /// <summary>Each period has first rows of its own.</summary>
    public bool WithinPeriods { get; set; }

    /// <summary>Of "top 3 …" and "bottom 3 …" without a word of what by: whether the greatest come first. Null: there is none.</summary>
    public bool? TopDescending { get; set; }
    public bool FillsGaps { get; set; }
    public LastRows Last { get; set; }

    /// <summary>"distinct list of …": rows without a number.</summary>
    public bool IsListing { get; set; }
    public List<(string Reason, double Amount)> Doubts { get; } = [];

    /// <summary>A part of the question that nothing stands for: it must not be answered without it.</summary>
    public string? Missed { get; private set; }

    public void Miss(string part) => Missed ??= part;

    public void Doubt(string reason, double amount) => Doubts.Add((reason, amount));
}
