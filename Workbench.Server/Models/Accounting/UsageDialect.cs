namespace Workbench.Server.Models.Accounting;

/// <summary>In which words an endpoint says what a call used.</summary>
internal enum UsageDialect
{
    /// <summary>Also of the many that imitate it.</summary>
    OpenAiChat,
    OpenAiResponses,

    /// <summary>Either of OpenAI's forms.</summary>
    Azure,
    Anthropic,
    BedrockConverse,
    Gemini,
    OpenRouter,

    /// <summary>vLLM and Ollama: OpenAI's form with holes, or Ollama's own.</summary>
    SelfHosted,
}
