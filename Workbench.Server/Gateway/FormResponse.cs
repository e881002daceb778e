using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workbench.Server.Gateway.Forms;

namespace Workbench.Server.Gateway;

/// <summary>Documents and errors as the response of a call.</summary>
internal static class FormResponse
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task WriteJsonAsync(this HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, Relaxed))
            write(json);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    public static Task WriteErrorAsync(this HttpContext http, ApiForm form, FormError error, string request)
    {
        http.Response.StatusCode = (int)error.Status;
        http.Response.Headers["x-should-retry"] = error.CanRetry ? "true" : "false";
        if (error.RetryAfter is { } after)
            http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (error.Kind == ErrorKind.NoKey)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        return http.WriteJsonAsync(json => form.WriteError(json, error, request));
    }
}
