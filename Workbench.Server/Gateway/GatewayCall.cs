namespace Workbench.Server.Gateway;

/// <summary>One call of another program.</summary>
internal abstract class GatewayCall
{
    /// <summary>Answers it, and records it however it ends.</summary>
    public abstract Task AnswerAsync(HttpContext http);

    protected static void BeginStream(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        // Proxies would gather it.
        response.Headers["x-accel-buffering"] = "no";
    }
}
