namespace Workbench.Server.Models.Wire;

/// <summary>A reply whose body is still coming.</summary>
internal sealed class WireResponse(Stream body, string? mediaType, IDisposable owner) : IDisposable
{
    public Stream Body => body;
    public string MediaType => mediaType ?? "";
    public bool IsStream => MediaType.Contains("event-stream", StringComparison.OrdinalIgnoreCase);
    public bool IsJson => MediaType.Contains("json", StringComparison.OrdinalIgnoreCase) && !MediaType.Contains("ndjson", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="BrokenReplyException">A page for people came, of a proxy or of a wrong address.</exception>
    public void RefusePages()
    {
        if (MediaType.Contains("html", StringComparison.OrdinalIgnoreCase))
            throw new BrokenReplyException("it answered with a web page instead of JSON: a proxy stands between, or the address is wrong")
            {
                IsOfNoModel = true,
            };
    }

    /// <summary>The media type of a <c>Content-Type</c> header, without its parameters.</summary>
    public static string? MediaTypeOf(string? contentType) => contentType?.Split(';', 2)[0].Trim();

    public void Dispose()
    {
        body.Dispose();
        owner.Dispose();
    }
}
