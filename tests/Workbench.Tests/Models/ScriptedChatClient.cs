using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Workbench.Tests.Models;

/// <summary>Streams what a test wrote down, or throws it.</summary>
internal sealed class ScriptedChatClient(params object[] script) : IChatClient
{
    public ChatOptions? Sent { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        Sent = options;
        foreach (var item in script)
        {
            switch (item)
            {
                case Exception e:
                    throw e;
                case TimeSpan pause:
                    await Task.Delay(pause, cancellationToken);
                    break;
                case AIContent content:
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
                    break;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
