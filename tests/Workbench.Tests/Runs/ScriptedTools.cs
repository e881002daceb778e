using System.Text.Json;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Runs;

/// <summary>Runs one statement per call.</summary>
internal sealed class CountTool : IAgentTool
{
    public string Name => "count";
    public string Description => "Counts things.";
    public JsonElement Parameters { get; } = JsonDocument.Parse("""{"type":"object","properties":{"what":{"type":"string"}}}""").RootElement;
    public bool IsRepeatable => true;

    public async Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken)
    {
        var what = arguments.GetProperty("what").GetString()!;
        var sql = new ParameterizedSql("select count(*) from t where what = $1", [new SqlParameterValue("text", [what])]);
        var outcome = await context.RunSqlAsync(new SqlRequest(what, sql, $"select count(*) from t where what = '{what}'", Columns: null), cancellationToken);
        return outcome switch
        {
            SqlRows rows => new ToolReturned(
                $$"""{"data":"{{context.CallId}}","n":{{rows.Rows[0][0]}}}""",
                new ToolData
                {
                    Columns = rows.Columns,
                    Rows = rows.Rows,
                    Origin = AnswerOrigin.FreeSql,
                    Sql = sql.Text,
                    SqlParameters = sql,
                }
            ),
            SqlFailed failed => new ToolBroke(failed.Code, failed.Message),
            _ => throw new InvalidOperationException(),
        };
    }
}

/// <summary>Has an effect that must not happen twice.</summary>
internal sealed class EffectTool : IAgentTool
{
    /// <summary>What it does; null: nothing.</summary>
    public Func<CancellationToken, Task>? Effect { get; set; }

    /// <summary>What a person has to allow first; null: nothing.</summary>
    public string? Approval { get; set; }

    /// <summary>That it makes for people.</summary>
    public IReadOnlyList<ToolFile> Files { get; set; } = [];

    public int Invocations { get; private set; }
    public string Name => "effect";
    public string Description => "Sends something.";
    public JsonElement Parameters { get; } = JsonDocument.Parse("""{"type":"object"}""").RootElement;
    public bool IsRepeatable => false;

    public string? AskApproval(JsonElement arguments) => Approval;

    public async Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken)
    {
        Invocations++;
        if (Effect is { } effect)
            await effect(cancellationToken);
        return new ToolReturned("sent", Data: null) { Files = Files };
    }
}
