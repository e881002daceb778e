using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticDraft;

internal enum ColumnKind
{
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Timestamp,
    TimestampTz,
    Uuid,

    /// <summary>JSON, arrays, bytes, shapes: nothing to count or group by.</summary>
    Other,
}

/// <param name="Type">As PostgreSQL writes it.</param>
/// <param name="BaseType">What an enumeration, a domain or the like is underneath; null: the type itself.</param>
internal sealed record SurveyedColumn(string Name, string Type, string? BaseType, bool IsNullable, string? Comment)
{
    /// <summary>Labels of an enumeration, in their order.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    public ColumnProfile Profile { get; init; } = ColumnProfile.Empty;

    /// <summary>Its name with marks between the words, where the database folded them into one: <c>close_price</c> of <c>closeprice</c>.</summary>
    public string Spelt { get; init; } = Name;

    /// <summary>Its name in plain words; those that stand for the table are the table's own: <c>cust_name</c> of customers is "customer name".</summary>
    public ImmutableArray<string> Words { get; init; } = IdentifierWords.Of(Name);

    public ColumnKind Kind { get; } = KindOf(BaseType ?? Type);

    /// <summary>The time that its texts or numbers stand for; null: it is what its type says.</summary>
    public StoredTime? Stored { get; init; }

    public bool IsNumber => Kind is ColumnKind.Integer or ColumnKind.Decimal && Stored is null;

    public bool IsTime => Kind is ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampTz || Stored is not null;

    /// <summary>Of a time: the layer's word for its type.</summary>
    public string TimeType =>
        Stored?.Type
        ?? Kind switch
        {
            ColumnKind.Date => "date",
            ColumnKind.Timestamp => "timestamp",
            _ => "timestamptz",
        };

    /// <summary>Of a time: how it is read, from a row behind <paramref name="path"/> (<c>sale.</c>).</summary>
    public string TimeExpression(string path = "") => Stored?.Print(path + Expression) ?? path + Expression;

    /// <summary>The column in an expression: quoted where needed, and as a type that expressions know.</summary>
    public string Expression =>
        BaseType is null ? ColumnName.Print(Name)
        : Kind == ColumnKind.Text ? $"{ColumnName.Print(Name)}::text"
        : Kind == ColumnKind.Decimal ? $"{ColumnName.Print(Name)}::numeric"
        : Kind == ColumnKind.Integer ? $"{ColumnName.Print(Name)}::bigint"
        : ColumnName.Print(Name);

    private static ColumnKind KindOf(string type) =>
        type == "uuid"
            ? ColumnKind.Uuid
            : ExpressionTypes.Of(type) switch
            {
                ScalarType.Text => ColumnKind.Text,
                ScalarType.Integer => ColumnKind.Integer,
                ScalarType.Decimal => ColumnKind.Decimal,
                ScalarType.Boolean => ColumnKind.Boolean,
                ScalarType.Date => ColumnKind.Date,
                ScalarType.Timestamp => ColumnKind.Timestamp,
                ScalarType.TimestampTz => ColumnKind.TimestampTz,
                _ => ColumnKind.Other,
            };
}
