using Microsoft.Extensions.AI;

namespace Workbench.Server.Gateway.Forms;

/// <summary>A call as one of the two forms asks for it.</summary>
/// <param name="IncludesUsage">OpenAI's <c>stream_options.include_usage</c>; always so in Anthropic's form.</param>
internal sealed record FormRequest(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options, bool IsStreamed, bool IncludesUsage);
