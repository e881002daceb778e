using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Workbench.Server.Gateway.Forms;

namespace Workbench.Server.Gateway;

/// <summary>Reads what was sent, up to a limit.</summary>
internal static class RequestBody
{
    /// <exception cref="FormException">It is longer.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext http, long most, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength > most)
            throw TooLarge(most);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;
        var reader = http.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                if (read.Buffer.Length > most)
                    throw TooLarge(most);
                if (read.IsCompleted)
                {
                    var body = read.Buffer.ToArray();
                    reader.AdvanceTo(read.Buffer.End);
                    return body;
                }
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(most);
        }
        catch (BadHttpRequestException e)
        {
            throw new FormException($"The body could not be read: {e.Message}");
        }
    }

    private static FormException TooLarge(long most) =>
        new(new FormError(ErrorKind.TooLarge, $"The request is longer than {most / 1024.0 / 1024:0.#} MB. Send less, or raise Gateway:MaxRequestBytes."));
}
