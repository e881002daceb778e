using Microsoft.Extensions.AI;

namespace Workbench.Server.Models.Wire;

/// <summary>Says that a call of ours has left for its provider, which may charge it from then on. Never sent itself.</summary>
internal sealed class SendMark
{
    private const string Key = "workbench.sent";

    public bool IsSet { get; private set; }

    public void AddTo(ChatOptions options) => (options.AdditionalProperties ??= [])[Key] = this;

    public static void Set(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.GetValueOrDefault(Key) is SendMark mark)
            mark.IsSet = true;
    }
}
