using Microsoft.Extensions.AI;

namespace Workbench.Server.Models.Wire;

/// <summary>Usage as far as the provider told it, every class of it. A later one takes the place of an earlier one.</summary>
internal sealed class TokensContent(TokenUsage usage) : AIContent
{
    public TokenUsage Usage => usage;
}
