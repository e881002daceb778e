using Workbench.Server.Runs;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.NumberChanges;
using Workbench.Shared.Queries;

namespace Workbench.Server.NumberChanges;

/// <summary>An answer as it was given.</summary>
internal sealed record GivenAnswer(RunRow Run, Answer Answer)
{
    public string Question => Run.Question;
    public string Level => Run.Level;
    public DateOnly Today => Run.Today;
    public string LayerRevision => Run.LayerRevision;
    public string Model => Run.Model ?? Run.ModelChoice;
    public string? Reading => Answer.Reading;

    /// <summary>Null: SQL that a model wrote.</summary>
    public SemanticQuery? Query => Answer.Origin is AnswerOrigin.Compiled or AnswerOrigin.Verified ? Answer.Query : null;

    public ParameterizedSql? Sql => Answer.SqlParameters ?? (Answer.Sql is { } literal ? new ParameterizedSql(literal.TrimEnd().TrimEnd(';'), []) : null);
    public string Literal => Answer.Sql ?? "";

    /// <summary>What it said.</summary>
    public WarehouseRows Rows => new(Answer.Columns, Answer.Rows, IsTruncated: false, DurationMs: 0);

    public ChangedAnswer Told => new(Run.Id, Run.Question, Run.AskedAt, Run.Today, Model, Run.AgentVersion, Run.LayerRevision, Answer.Reading);
}
