using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>A way from a home entity over joins towards one.</summary>
/// <param name="Joins">Empty: the home itself.</param>
/// <param name="Target">Where it ends.</param>
internal sealed record JoinPath(Entity Home, EquatableArray<EntityJoin> Joins, Entity Target)
{
    public static JoinPath Of(Entity home) => new(home, [], home);

    public JoinPath Then(EntityJoin join, Entity target) => new(Home, [.. Joins, join], target);

    /// <summary><c>subscription_month.account.owner</c></summary>
    public string Name => Joins.Count == 0 ? Home.Name : $"{Home.Name}.{string.Join('.', Joins.Select(j => j.Name))}";
}

/// <summary>What stands at the end of a path.</summary>
internal abstract record FieldLeaf
{
    private protected FieldLeaf() { }
}

internal sealed record DimensionLeaf(Dimension Dimension) : FieldLeaf;

/// <summary>A column of the entity's key.</summary>
/// <param name="Type">As <see cref="Dimension.Type"/>.</param>
internal sealed record KeyLeaf(string Column, string Type) : FieldLeaf;

/// <summary>A time as it is stored.</summary>
internal sealed record TimeLeaf(EntityTime Time) : FieldLeaf;

/// <summary>The period that a time lies in.</summary>
internal sealed record PeriodLeaf(EntityTime Time, Grain Grain) : FieldLeaf;

/// <summary>A repeating part of a time: <c>day_of_week</c>.</summary>
internal sealed record PartLeaf(EntityTime Time, string Part) : FieldLeaf;

internal sealed record FieldPath(JoinPath Path, FieldLeaf Leaf)
{
    /// <summary><c>string, integer, decimal, boolean, date, timestamp, timestamptz</c>.</summary>
    public string Type =>
        Leaf switch
        {
            DimensionLeaf dimension => dimension.Dimension.Type,
            KeyLeaf key => key.Type,
            TimeLeaf time => time.Time.Type,
            PeriodLeaf { Grain.IsWithinDay: true } => "timestamp",
            PeriodLeaf => "date",
            _ => "integer",
        };

    public string Name =>
        Leaf switch
        {
            DimensionLeaf dimension => $"{Path.Name}.{dimension.Dimension.Name}",
            KeyLeaf key => $"{Path.Name}.{key.Column}",
            TimeLeaf time => $"{Path.Name}.{time.Time.Name}",
            PeriodLeaf period => $"{Path.Name}.{period.Time.Name}.{period.Grain}",
            PartLeaf part => $"{Path.Name}.{part.Time.Name}.{part.Part}",
            _ => Path.Name,
        };
}

/// <summary>What a written field means, seen from one home entity.</summary>
internal abstract record FieldResolution
{
    private protected FieldResolution() { }
}

internal sealed record FieldFound(FieldPath Field) : FieldResolution;

/// <summary>More than one path fits.</summary>
internal sealed record FieldAmbiguous(EquatableArray<FieldPath> Fields) : FieldResolution;

/// <summary>Not reached from this home.</summary>
internal sealed record FieldMissing : FieldResolution;

/// <summary>It exists, and the level may not see it.</summary>
internal sealed record FieldHidden : FieldResolution;
