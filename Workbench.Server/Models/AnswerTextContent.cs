using Microsoft.Extensions.AI;

namespace Workbench.Server.Models;

/// <summary>A piece of the answer's text that a provider streams before its <c>answer</c> call is complete. The message at the end does not hold it.</summary>
public sealed class AnswerTextContent(string text) : AIContent
{
    public string Text => text;
}
