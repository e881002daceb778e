using System.Globalization;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Wire;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Gateway;

/// <summary><c>/v1</c>: models for other programs, in the two forms that they speak.</summary>
internal static class GatewayEndpoints
{
    /// <summary>Programs that speak Anthropic's form say which version of it.</summary>
    private const string VersionHeader = "anthropic-version";

    public static void MapGatewayEndpoints(this IEndpointRouteBuilder routes)
    {
        var v1 = routes.MapGroup("/v1").DisableAntiforgery().ExcludeFromDescription();
        v1.MapPost("/chat/completions", (HttpContext http, GatewayCalls calls) => calls.HandleAsync(http, ApiForm.OpenAi, GatewayEndpoint.Chat));
        v1.MapPost("/embeddings", (HttpContext http, GatewayCalls calls) => calls.HandleAsync(http, ApiForm.OpenAi, GatewayEndpoint.Embeddings));
        v1.MapPost("/messages", (HttpContext http, GatewayCalls calls) => calls.HandleAsync(http, ApiForm.Anthropic, GatewayEndpoint.Messages));
        v1.MapPost("/messages/count_tokens", CountAsync);
        v1.MapGet("/models", ListAsync);
        v1.MapGet("/models/{**id}", FindAsync);
        v1.MapFallback("{**path}", UnknownAsync);
    }

    private static ApiForm FormOf(HttpContext http) => http.Request.Headers.ContainsKey(VersionHeader) ? ApiForm.Anthropic : ApiForm.OpenAi;

    private static Task ListAsync(HttpContext http, GatewayCalls calls) =>
        AnswerAsync(
            http,
            FormOf(http),
            async (form, _) =>
            {
                var models = calls.ModelsOf(await calls.AuthorizeAsync(http, endpoint: null)).ToList();
                await http.WriteJsonAsync(json =>
                {
                    json.WriteStartObject();
                    if (form == ApiForm.OpenAi)
                        json.WriteString("object", "list");
                    json.WriteStartArray("data");
                    foreach (var model in models)
                        WriteModel(json, form, model);
                    json.WriteEndArray();
                    if (form == ApiForm.Anthropic)
                    {
                        json.WriteBoolean("has_more", false);
                        json.WriteString("first_id", models.FirstOrDefault()?.Name);
                        json.WriteString("last_id", models.LastOrDefault()?.Name);
                    }
                    json.WriteEndObject();
                });
            }
        );

    private static Task FindAsync(HttpContext http, string id, GatewayCalls calls) =>
        AnswerAsync(
            http,
            FormOf(http),
            async (form, _) =>
            {
                var models = calls.ModelsOf(await calls.AuthorizeAsync(http, endpoint: null)).ToList();
                var model =
                    models.Find(m => m.Name == id)
                    ?? throw new FormException(
                        new FormError(
                            ErrorKind.NotFound,
                            $"There is no model or tier \"{id}\" that this key may use. There are: {string.Join(", ", models.Select(m => m.Name))}.",
                            "model"
                        )
                    );
                await http.WriteJsonAsync(json => WriteModel(json, form, model));
            }
        );

    /// <summary>An estimate by length: no provider is asked, and it costs nothing.</summary>
    private static Task CountAsync(HttpContext http, GatewayCalls calls) =>
        AnswerAsync(
            http,
            ApiForm.Anthropic,
            async (_, options) =>
            {
                await calls.AuthorizeAsync(http, GatewayEndpoint.Messages);
                var body = await RequestBody.ReadAsync(http, options.MaxRequestBytes, http.RequestAborted);
                using var document = RequestFields.Parse(body);
                var request = AnthropicRequestReader.Read(document.RootElement, needsLimit: false);
                var tokens =
                    TokenEstimate.Of(request.Messages, new Microsoft.Extensions.AI.ChatMessage()).Input
                    + (
                        document.RootElement.Array("tools") is { } tools
                            ? TokenEstimate.Of([new(Microsoft.Extensions.AI.ChatRole.User, tools.GetRawText())], new()).Input
                            : 0
                    );
                await http.WriteJsonAsync(json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("input_tokens", tokens);
                    json.WriteBoolean("is_estimate", true);
                    json.WriteEndObject();
                });
            }
        );

    private static Task UnknownAsync(HttpContext http) =>
        AnswerAsync(
            http,
            FormOf(http),
            (_, _) =>
                throw new FormException(
                    new FormError(
                        ErrorKind.NotFound,
                        $"There is nothing at {http.Request.Method} {http.Request.Path}. There are POST /v1/chat/completions, /v1/embeddings, /v1/messages, "
                            + "/v1/messages/count_tokens, and GET /v1/models."
                    )
                    {
                        Code = "unknown_url",
                    }
                )
        );

    private static async Task AnswerAsync(HttpContext http, ApiForm form, Func<ApiForm, GatewayOptions, Task> answer)
    {
        var request = GatewayCalls.Begin(http, form);
        try
        {
            await answer(form, http.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<GatewayOptions>>().Value);
        }
        catch (FormException e) when (!http.Response.HasStarted)
        {
            http.RequestServices.GetRequiredService<RefusalLog>().Add(http, e.Error);
            await http.WriteErrorAsync(form, e.Error, request);
        }
    }

    private static void WriteModel(System.Text.Json.Utf8JsonWriter json, ApiForm form, ModelChoice model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        if (form == ApiForm.OpenAi)
        {
            json.WriteString("object", "model");
            json.WriteNumber("created", 0);
            json.WriteString("owned_by", "workbench");
        }
        else
        {
            json.WriteString("type", "model");
            json.WriteString("display_name", model.Label);
            json.WriteString("created_at", DateTimeOffset.UnixEpoch.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
    }
}
