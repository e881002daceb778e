namespace Workbench.Server.Telemetry.Names;

/// <summary>What a span may say, under our own names. <see cref="SemanticNames"/> tells how each version of the conventions writes it.</summary>
internal enum Fact
{
    /// <summary><c>chat, execute_tool, invoke_agent, …</c></summary>
    Operation,

    /// <summary>OpenInference's and other libraries' word for what kind of span it is.</summary>
    Kind,
    Provider,
    RequestModel,
    ResponseModel,
    ResponseId,
    FinishReasons,
    OutputType,
    ServiceTier,
    Temperature,
    TopP,
    MaxTokens,
    IsStream,
    FirstChunkSeconds,
    FirstChunkMs,

    AgentName,
    AgentId,
    AgentVersion,
    WorkflowName,
    ConversationId,
    UserId,

    InputTokens,
    OutputTokens,
    TotalTokens,
    CacheReadTokens,
    CacheWriteTokens,
    ReasoningTokens,
    AudioInputTokens,
    ImageInputTokens,
    AudioOutputTokens,
    CacheWriteLongTokens,
    Searches,
    ReportedCost,

    SystemInstructions,
    InputMessages,
    OutputMessages,
    OutputText,
    OutputToolCalls,
    ToolDefinitions,

    ToolName,
    ToolCallId,
    ToolDescription,
    ToolType,
    ToolArguments,
    ToolResult,
    RetrievalQuery,
    RetrievalDocuments,

    /// <summary>What went into any kind of span, and what came out.</summary>
    Input,
    Output,

    DatabaseSystem,
    DatabaseName,
    DatabaseText,
    DatabaseRows,

    ErrorType,
    ServerAddress,
    ServerPort,
    McpMethod,

    // Ours: what the conventions have no word for.
    Run,
    Step,
    StepKind,
    StepName,
    StepTitle,
    Attempt,

    /// <summary>Where a reply came from, when no provider charged for it as told: <c>cache, refused, estimated</c>.</summary>
    Charge,
    Tier,
    RunStatus,
    Cost,
    Question,
}
