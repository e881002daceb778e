using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Something whose numbers are compared: by one statement on each side, a metric by several.</summary>
internal sealed record DiffQuestion
{
    public required DiffSubject Subject { get; init; }

    /// <summary>A metric's name, else the question.</summary>
    public required string Name { get; init; }

    public required string Label { get; init; }
    public required ImmutableArray<QuestionPart> Parts { get; init; }

    /// <summary>The account and login that its statements run under.</summary>
    public required string Account { get; init; }

    public required string Level { get; init; }
    public ImmutableArray<string> Metrics { get; init; } = [];

    /// <summary>Metrics that have another name on the old side: old names by the new ones.</summary>
    public ImmutableDictionary<string, string> OldNames { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How the question is read on the new side, when it leads to another query there; null: as before.</summary>
    public string? NowReadAs { get; init; }

    /// <summary>Metrics that the old reading has in the place of the new one's: old names by the new ones.</summary>
    public ImmutableDictionary<string, string> ReadInstead { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The old name of a result's column: of a metric itself, or of what was computed from it.</summary>
    public string OldColumn(string name) =>
        name.Split('.', 2) is [var metric, .. var rest] && (OldNames.GetValueOrDefault(metric) ?? ReadInstead.GetValueOrDefault(metric)) is { } old
            ? string.Join('.', [old, .. rest])
            : name;

    /// <summary>Fields by which it has another statement, which is not compared: there were too many.</summary>
    public ImmutableArray<string> Left { get; init; } = [];

    public DiffSeen? Seen { get; init; }
    public SourceSpan? At { get; init; }

    /// <summary>What an eval case expects; null for all others.</summary>
    public EvalExpectation? Expected { get; init; }
}

/// <param name="Title">What of it: "the last 12 months"; empty for the only part.</param>
internal sealed record QuestionPart(string Title, PartSide Old, PartSide New);

/// <summary>A part as one side of the comparison has it.</summary>
internal abstract record PartSide
{
    private protected PartSide() { }
}

/// <summary>The side does not have it.</summary>
internal sealed record NotThere : PartSide;

/// <param name="Reason">As the compiler says it: at the asker's level, and so without names above it.</param>
internal sealed record NotCompiled(string Reason) : PartSide
{
    /// <summary>It was never compiled: the question does not lead to a query there, and the reason says all.</summary>
    public bool IsUnread { get; init; }
}

/// <param name="Literal">Runnable as it is, for people.</param>
/// <param name="Columns">Null: they are known once it ran.</param>
internal sealed record Statement(ParameterizedSql Sql, string Literal, SqlForm Form, ImmutableArray<CompiledColumn>? Columns) : PartSide
{
    /// <summary>Holds SQL that somebody wrote: it may say something else each time it is run.</summary>
    public bool IsWritten { get; init; }

    public static Statement Of(Compiled compiled, SemanticLayer layer) =>
        new(compiled.SqlParameters, compiled.Sql, SqlForm.Of(compiled.SqlParameters), compiled.Columns)
        {
            IsWritten = compiled.EntityNames.Any(e => layer.FindEntity(e)?.Source is SqlSource),
        };

    public static Statement Of(string sql)
    {
        var parameterized = new ParameterizedSql(sql.TrimEnd().TrimEnd(';'), []);
        return new(parameterized, sql, SqlForm.Of(parameterized), Columns: null) { IsWritten = true };
    }
}
