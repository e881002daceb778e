using Microsoft.JSInterop;

namespace Workbench.Client.Components;

internal static class ScriptCalls
{
    /// <summary>A call whose loss does not matter when the page is gone meanwhile.</summary>
    public static async ValueTask InvokeIfThereAsync(this IJSRuntime js, string identifier, params object?[] arguments)
    {
        try
        {
            await js.InvokeVoidAsync(identifier, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // Nobody is there to see it.
        }
    }
}
