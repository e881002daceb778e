namespace Workbench.Server.Semantics.Layer;

/// <summary>What a text of a file names, for whoever follows, suggests or renames names.</summary>
internal enum NameKind
{
    None,

    // Declared here.
    NewTable,
    NewColumn,
    NewEntity,
    NewTime,
    NewDimension,
    NewSegment,
    NewJoin,
    NewMetric,
    NewLevel,
    NewAlias,

    /// <summary>A schema of the warehouse.</summary>
    Schema,

    /// <summary>An account of the workspace.</summary>
    Account,

    /// <summary><c>crm.accounts</c></summary>
    Table,

    /// <summary>A column of the table around it, or of the entity's.</summary>
    Column,

    /// <summary>A dimension of the entity around it, or a column.</summary>
    Title,
    Entity,

    /// <summary>A time of the entity around it.</summary>
    Time,

    /// <summary>A time of the entity, or over joins.</summary>
    TimePath,

    /// <summary><c>account.region</c>, from the entity of the metric around it where there is one.</summary>
    Field,
    Metric,

    /// <summary>A metric or a field of a query.</summary>
    MetricOrField,

    /// <summary><c>account.real_customers</c></summary>
    Segment,
    Level,

    /// <summary>A metric, entity, field or table.</summary>
    Any,

    /// <summary>A stored value of the field beside it.</summary>
    Value,
}
