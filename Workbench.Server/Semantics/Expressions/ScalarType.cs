namespace Workbench.Server.Semantics.Expressions;

/// <summary>Kinds of value, as far as the checks tell them apart.</summary>
public enum ScalarType
{
    /// <summary>Cannot be told; fits everywhere.</summary>
    Unknown,
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Timestamp,
    TimestampTz,
    Interval,
}
