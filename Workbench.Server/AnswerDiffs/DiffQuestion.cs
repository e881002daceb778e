using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

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

    /// <summary>The name that it had on the old side, when that is another one.</summary>
    public string? OldName { get; init; }

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
internal sealed record NotCompiled(string Reason) : PartSide;

/// <param name="Literal">Runnable as it is, for people.</param>
/// <param name="Columns">Null: they are known once it ran.</param>
internal sealed record Statement(ParameterizedSql Sql, string Literal, SqlForm Form, ImmutableArray<CompiledColumn>? Columns) : PartSide
{
    /// <summary>The query that it was compiled from.</summary>
    public SemanticQuery? Query { get; init; }

    public ImmutableArray<DataCheck> Checks { get; init; } = [];

    public static Statement Of(Compiled compiled) =>
        new(compiled.SqlParameters, compiled.Sql, SqlForm.Of(compiled.SqlParameters), compiled.Columns) { Query = compiled.Query, Checks = compiled.Checks };

    public static Statement Of(string sql)
    {
        var parameterized = new ParameterizedSql(sql.TrimEnd().TrimEnd(';'), []);
        return new(parameterized, sql, SqlForm.Of(parameterized), Columns: null);
    }
}
