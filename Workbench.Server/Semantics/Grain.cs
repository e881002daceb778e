namespace Workbench.Server.Semantics;

public enum GrainUnit
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>Whose weeks, months, quarters and years.</summary>
public enum CalendarKind
{
    Civil,
    Fiscal,
    Iso,
}

/// <summary>A length of period of one calendar, explicit: <c>quarter</c> has been read as civil or fiscal.</summary>
/// <example><c>fiscal_quarter</c>, <c>civil_year</c>, <c>iso_week</c>, <c>month</c></example>
public readonly record struct Grain(GrainUnit Unit, CalendarKind Kind = CalendarKind.Civil)
{
    public static Grain Day { get; } = new(GrainUnit.Day);

    /// <summary>Canonical: quarters and years always say whose, the others only when not civil.</summary>
    public string Name =>
        (Unit, Kind) switch
        {
            (GrainUnit.Minute, _) => "minute",
            (GrainUnit.Hour, _) => "hour",
            (GrainUnit.Day, _) => "day",
            (GrainUnit.Week, CalendarKind.Iso) => "iso_week",
            (GrainUnit.Week, _) => "week",
            (GrainUnit.Month, CalendarKind.Fiscal) => "fiscal_month",
            (GrainUnit.Month, _) => "month",
            (GrainUnit.Quarter, CalendarKind.Fiscal) => "fiscal_quarter",
            (GrainUnit.Quarter, _) => "civil_quarter",
            (GrainUnit.Year, CalendarKind.Fiscal) => "fiscal_year",
            (GrainUnit.Year, CalendarKind.Iso) => "iso_year",
            (GrainUnit.Year, _) => "civil_year",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Shorter than a day: its periods are timestamps, not dates.</summary>
    public bool IsWithinDay => Unit is GrainUnit.Minute or GrainUnit.Hour;

    /// <summary>Its days, about; of what is within a day: 1.</summary>
    public int Days =>
        Unit switch
        {
            GrainUnit.Week => 7,
            GrainUnit.Month => 30,
            GrainUnit.Quarter => 91,
            GrainUnit.Year => 365,
            _ => 1,
        };

    public override string ToString() => Name;
}
