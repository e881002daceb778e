namespace Workbench.Server.Telemetry.Names;

internal sealed partial record SemanticNames
{
    /// <summary>What the conventions have no word for.</summary>
    public static SemanticNames Workbench { get; } =
        Table(
            "workbench",
            new()
            {
                [Fact.Run] = "workbench.run.id",
                [Fact.RunStatus] = "workbench.run.status",
                [Fact.Question] = "workbench.run.question",
                [Fact.Step] = "workbench.step.seq",
                [Fact.StepKind] = "workbench.step.kind",
                [Fact.StepName] = "workbench.step.name",
                [Fact.StepTitle] = "workbench.step.title",
                [Fact.Charge] = "workbench.charge",
                [Fact.Tier] = "workbench.tier",
                [Fact.Attempt] = "workbench.attempt.number",
                [Fact.Cost] = "workbench.cost.usd",
                [Fact.UserId] = "user.id",
                // For versions that have no words for them: without these parts a call could not be priced.
                [Fact.CacheReadTokens] = "workbench.usage.cache_read.input_tokens",
                [Fact.CacheWriteTokens] = "workbench.usage.cache_write.input_tokens",
                [Fact.CacheWriteLongTokens] = "workbench.usage.cache_write_1h.input_tokens",
                [Fact.ReasoningTokens] = "workbench.usage.reasoning.output_tokens",
                [Fact.AudioInputTokens] = "workbench.usage.audio.input_tokens",
                [Fact.ImageInputTokens] = "workbench.usage.image.input_tokens",
                [Fact.AudioOutputTokens] = "workbench.usage.audio.output_tokens",
                [Fact.Searches] = "workbench.usage.searches",
                [Fact.FirstChunkSeconds] = "workbench.time_to_first_chunk",
            }
        );

    /// <summary>Semantic conventions 1.36, and what instrumentations of their time write.</summary>
    public static SemanticNames V136 { get; } =
        Table(
            "v1.36",
            new()
            {
                [Fact.Operation] = "gen_ai.operation.name",
                [Fact.Provider] = "gen_ai.system",
                [Fact.RequestModel] = "gen_ai.request.model",
                [Fact.ResponseModel] = "gen_ai.response.model",
                [Fact.ResponseId] = "gen_ai.response.id",
                [Fact.FinishReasons] = "gen_ai.response.finish_reasons",
                [Fact.OutputType] = "gen_ai.output.type",
                [Fact.ServiceTier] = "gen_ai.openai.response.service_tier",
                [Fact.Temperature] = "gen_ai.request.temperature",
                [Fact.TopP] = "gen_ai.request.top_p",
                [Fact.MaxTokens] = "gen_ai.request.max_tokens",
                [Fact.AgentName] = "gen_ai.agent.name",
                [Fact.AgentId] = "gen_ai.agent.id",
                [Fact.ConversationId] = "gen_ai.conversation.id",
                [Fact.InputTokens] = "gen_ai.usage.input_tokens",
                [Fact.OutputTokens] = "gen_ai.usage.output_tokens",
                [Fact.ToolName] = "gen_ai.tool.name",
                [Fact.ToolCallId] = "gen_ai.tool.call.id",
                [Fact.ToolDescription] = "gen_ai.tool.description",
                [Fact.ToolType] = "gen_ai.tool.type",
                [Fact.ErrorType] = "error.type",
                [Fact.ServerAddress] = "server.address",
                [Fact.ServerPort] = "server.port",
            }
        );

    /// <summary>1.41, the last tagged set: providers instead of systems, content as attributes, parts of usage.</summary>
    public static SemanticNames V141 { get; } =
        V136.With(
            "v1.41",
            new()
            {
                [Fact.Provider] = "gen_ai.provider.name",
                [Fact.ServiceTier] = "openai.response.service_tier",
                [Fact.AgentVersion] = "gen_ai.agent.version",
                [Fact.WorkflowName] = "gen_ai.workflow.name",
                [Fact.CacheReadTokens] = "gen_ai.usage.cache_read.input_tokens",
                [Fact.CacheWriteTokens] = "gen_ai.usage.cache_creation.input_tokens",
                [Fact.ReasoningTokens] = "gen_ai.usage.reasoning.output_tokens",
                [Fact.SystemInstructions] = "gen_ai.system_instructions",
                [Fact.InputMessages] = "gen_ai.input.messages",
                [Fact.OutputMessages] = "gen_ai.output.messages",
                [Fact.ToolDefinitions] = "gen_ai.tool.definitions",
                [Fact.ToolArguments] = "gen_ai.tool.call.arguments",
                [Fact.ToolResult] = "gen_ai.tool.call.result",
                [Fact.RetrievalQuery] = "gen_ai.retrieval.query.text",
                [Fact.RetrievalDocuments] = "gen_ai.retrieval.documents",
            }
        );

    /// <summary>semantic-conventions-genai, which ships from its main branch.</summary>
    public static SemanticNames Main { get; } =
        V141.With(
            "main",
            new()
            {
                [Fact.CacheWriteTokens] = "gen_ai.usage.cache_write.input_tokens",
                [Fact.AudioInputTokens] = "gen_ai.usage.audio.input_tokens",
                [Fact.ImageInputTokens] = "gen_ai.usage.image.input_tokens",
                [Fact.AudioOutputTokens] = "gen_ai.usage.audio.output_tokens",
                [Fact.FirstChunkSeconds] = "gen_ai.response.time_to_first_chunk",
                [Fact.IsStream] = "gen_ai.request.stream",
            }
        );

    /// <summary>Arize's, which many libraries for Python and JavaScript write. Its lists of messages are flat: see <c>Ingest/FlatMessages</c>.</summary>
    public static SemanticNames OpenInference { get; } =
        Table(
            "OpenInference",
            new()
            {
                [Fact.Kind] = "openinference.span.kind",
                [Fact.Provider] = "llm.provider",
                [Fact.RequestModel] = "llm.model_name",
                [Fact.ResponseModel] = "llm.response.model_name",
                [Fact.FinishReasons] = "llm.finish_reason",
                [Fact.AgentName] = "agent.name",
                [Fact.ConversationId] = "session.id",
                [Fact.UserId] = "user.id",
                [Fact.InputTokens] = "llm.token_count.prompt",
                [Fact.OutputTokens] = "llm.token_count.completion",
                [Fact.TotalTokens] = "llm.token_count.total",
                [Fact.CacheReadTokens] = "llm.token_count.prompt_details.cache_read",
                [Fact.CacheWriteTokens] = "llm.token_count.prompt_details.cache_write",
                [Fact.AudioInputTokens] = "llm.token_count.prompt_details.audio",
                [Fact.ReasoningTokens] = "llm.token_count.completion_details.reasoning",
                [Fact.AudioOutputTokens] = "llm.token_count.completion_details.audio",
                [Fact.ReportedCost] = "llm.cost.total",
                [Fact.ToolName] = "tool.name",
                [Fact.ToolCallId] = "tool.id",
                [Fact.ToolDescription] = "tool.description",
                [Fact.ToolArguments] = "tool.parameters",
                [Fact.Input] = "input.value",
                [Fact.Output] = "output.value",
                [Fact.ErrorType] = "exception.type",
            }
        );

    /// <summary>Names from before 1.36, and of libraries that went their own way; each is a second word for something above.</summary>
    public static SemanticNames Older { get; } =
        Table(
            "older",
            new()
            {
                [Fact.Kind] = "traceloop.span.kind",
                [Fact.Provider] = "llm.system",
                [Fact.RequestModel] = "llm.request.model_name",
                [Fact.InputTokens] = "gen_ai.usage.prompt_tokens",
                [Fact.OutputTokens] = "gen_ai.usage.completion_tokens",
                [Fact.TotalTokens] = "llm.usage.total_tokens",
                [Fact.CacheReadTokens] = "gen_ai.usage.cache_read_input_tokens",
                [Fact.CacheWriteTokens] = "gen_ai.usage.cache_creation_input_tokens",
                [Fact.UserId] = "enduser.id",
                [Fact.Input] = "traceloop.entity.input",
                [Fact.Output] = "traceloop.entity.output",
                [Fact.WorkflowName] = "traceloop.workflow.name",
                [Fact.ConversationId] = "traceloop.association.properties.session_id",
            }
        );

    /// <summary>npm <c>ai</c> in its own words, beside which it writes some of the conventions'.</summary>
    public static SemanticNames VercelAi { get; } =
        Table(
            "ai",
            new()
            {
                [Fact.Kind] = "ai.operationId",
                [Fact.Provider] = "ai.model.provider",
                [Fact.RequestModel] = "ai.model.id",
                [Fact.ResponseModel] = "ai.response.model",
                [Fact.FinishReasons] = "ai.response.finishReason",
                [Fact.FirstChunkMs] = "ai.response.msToFirstChunk",
                [Fact.AgentName] = "ai.telemetry.functionId",
                [Fact.InputTokens] = "ai.usage.inputTokens",
                [Fact.OutputTokens] = "ai.usage.outputTokens",
                [Fact.CacheReadTokens] = "ai.usage.cachedInputTokens",
                [Fact.ReasoningTokens] = "ai.usage.reasoningTokens",
                [Fact.InputMessages] = "ai.prompt.messages",
                [Fact.OutputText] = "ai.response.text",
                [Fact.OutputToolCalls] = "ai.response.toolCalls",
                [Fact.ToolDefinitions] = "ai.prompt.tools",
                [Fact.ToolName] = "ai.toolCall.name",
                [Fact.ToolCallId] = "ai.toolCall.id",
                [Fact.ToolArguments] = "ai.toolCall.args",
                [Fact.ToolResult] = "ai.toolCall.result",
                [Fact.Input] = "ai.prompt",
            }
        );

    /// <summary>What stands around a model: databases, tool servers.</summary>
    public static SemanticNames Surroundings { get; } =
        Table(
            "surroundings",
            new()
            {
                [Fact.DatabaseSystem] = "db.system.name",
                [Fact.DatabaseName] = "db.namespace",
                [Fact.DatabaseText] = "db.query.text",
                [Fact.DatabaseRows] = "db.response.returned_rows",
                [Fact.McpMethod] = "mcp.method.name",
            }
        );

    /// <summary>As <see cref="Surroundings"/>, before 1.30.</summary>
    public static SemanticNames OlderSurroundings { get; } =
        Table(
            "older surroundings",
            new()
            {
                [Fact.DatabaseSystem] = "db.system",
                [Fact.DatabaseName] = "db.name",
                [Fact.DatabaseText] = "db.statement",
                [Fact.InputTokens] = "llm.usage.prompt_tokens",
                [Fact.OutputTokens] = "llm.usage.completion_tokens",
                [Fact.CacheReadTokens] = "gen_ai.usage.input_tokens.cached",
                [Fact.ReasoningTokens] = "gen_ai.usage.output_tokens.reasoning",
            }
        );
}
