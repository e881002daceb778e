namespace Workbench.Server.Tools;

/// <summary>What a failed statement means for the tool that ran it.</summary>
internal static class SqlFaults
{
    /// <summary>The compiler wrote it: another wording of the model changes nothing, save where the level may not.</summary>
    public static ToolOutcome OfCompiled(SqlFailed failed) =>
        failed.Code switch
        {
            "permission" => ToolRefusal.Of("denied", "The access level of this run may not read the data that this needs."),
            _ => new ToolBroke(failed.Code, failed.Message),
        };

    /// <summary>A model wrote it and may write another.</summary>
    public static ToolOutcome OfFreeSql(SqlFailed failed) =>
        failed.Code switch
        {
            "permission" => ToolRefusal.Of("denied", "The access level of this run may not read the data that this needs."),
            "bad_query" or "warehouse_timeout" => ToolRefusal.Of(failed.Code, failed.Message),
            _ => new ToolBroke(failed.Code, failed.Message),
        };
}
