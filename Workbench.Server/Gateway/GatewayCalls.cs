using System.Text.Json;
using Microsoft.Extensions.Options;
using Workbench.Server.Embeddings;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Server.Runs;
using Workbench.Shared.Gateway;
using Workbench.Shared.Router;

namespace Workbench.Server.Gateway;

/// <summary>
/// Calls of other programs: who may, what they ask for, and on to the models. A call in the form of its provider goes through as it is;
/// any other is translated. Every one of them is recorded, whatever came of it; those that are refused before are counted.
/// </summary>
/// <param name="passThrough">Null: every call is translated.</param>
internal sealed partial class GatewayCalls(
    KeyRing keys,
    IModelGateway models,
    IModelPassThrough? passThrough,
    ISentenceEncoder encoder,
    AutoCalls auto,
    CallJournal journal,
    RefusalLog refusals,
    IOptions<GatewayOptions> options,
    IOptions<ModelsOptions> defaults,
    TimeProvider time,
    ILogger<GatewayCalls> log
)
{
    /// <summary>Tells a program which tier <c>auto</c> was.</summary>
    public const string TierHeader = "x-workbench-tier";

    private const string Full = "More calls are under way or waiting to be recorded than the gateway may hold. Try again in a moment.";

    /// <summary>Hands a call on and answers it, also where it goes wrong.</summary>
    public async Task HandleAsync(HttpContext http, ApiForm form, GatewayEndpoint endpoint)
    {
        var request = Begin(http, form);
        var isRecorded = false;
        try
        {
            var key = await AuthorizeAsync(http, endpoint);
            var body = await RequestBody.ReadAsync(http, options.Value.MaxRequestBytes, http.RequestAborted);
            using var document = RequestFields.Parse(body);
            var model = document.RootElement.RequiredText("model");
            CheckModel(key, model);
            if (!await journal.TryEnterAsync(http.RequestAborted))
                throw new FormException(new FormError(ErrorKind.Unavailable, Full) { RetryAfter = TimeSpan.FromSeconds(1) });
            GatewayCall call;
            try
            {
                call = await CallAsync(http, form, endpoint, key, model, body, document.RootElement, request);
            }
            catch
            {
                journal.GiveUp();
                throw;
            }
            isRecorded = true;
            await call.AnswerAsync(http);
        }
        catch (FormException e) when (!http.Response.HasStarted)
        {
            if (!isRecorded)
                refusals.Add(http, e.Error);
            await http.WriteErrorAsync(form, e.Error, request);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            Broke(request, e);
            await http.WriteErrorAsync(form, new FormError(ErrorKind.Broken, $"The gateway itself failed. Its log tells more about {request}."), request);
        }
        catch (Exception e)
        {
            Broke(request, e);
            http.Abort();
        }
    }

    /// <summary>Who calls, held to the endpoint; errors are written by the caller.</summary>
    /// <exception cref="FormException">Nobody who may.</exception>
    public async ValueTask<CallingKey> AuthorizeAsync(HttpContext http, GatewayEndpoint? endpoint)
    {
        var key = await keys.CheckAsync(SecretOf(http.Request), http.RequestAborted);
        http.Items[RefusalLog.KeyItem] = key.Name;
        if (endpoint is { } called && !key.MayCall(called))
            throw new FormException(
                new FormError(ErrorKind.NotAllowed, $"The key {key.Name} may not call {http.Request.Path}. Make a key that may in Settings → Keys.")
            );
        return key;
    }

    /// <summary>Models and tiers that the key may use. The local one answers d0 alone, and says so when it is called.</summary>
    public IEnumerable<ModelChoice> ModelsOf(CallingKey key) =>
        models
            .Choices.Where(c => c.Name != ModelProviders.Local && (c.Name != ModelProviders.Auto || IsOneModel || auto.Offered(key).Any()))
            .Concat(models.Embedders.Where(e => e.Name != ISentenceEncoder.ModelName || encoder.Problem is null))
            .Where(c => key.MayUse(c.Name));

    public static string Begin(HttpContext http, ApiForm form)
    {
        var request = $"req_{Guid.CreateVersion7():N}";
        http.Response.Headers[form.RequestIdHeader] = request;
        return request;
    }

    private static string? SecretOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 7 } given && given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? given[7..].Trim()
            : request.Headers["x-api-key"].ToString().Trim();

    /// <summary><c>auto</c> is what the settings say, and nothing is chosen message by message.</summary>
    private bool IsOneModel => defaults.Value.Default is { } named && named != ModelProviders.Local;

    private void CheckModel(CallingKey key, string model)
    {
        if (model == ModelProviders.Auto && !IsOneModel && !auto.Offered(key).Any())
            throw new FormException(
                new FormError(
                    ErrorKind.BadRequest,
                    $"`auto` has nothing to choose from here: models.yml offers no tier, and Models:Default names no model. This key may use: {string.Join(", ", ModelsOf(key).Select(c => c.Name))}.",
                    "model"
                )
            );
        var isKnown = false;
        foreach (var choice in models.Choices)
            isKnown |= choice.Name == model;
        foreach (var embedder in models.Embedders)
            isKnown |= embedder.Name == model;
        if (!isKnown)
            throw new FormException(
                new FormError(
                    ErrorKind.NotFound,
                    $"There is no model or tier \"{model}\". This key may use: {string.Join(", ", ModelsOf(key).Select(c => c.Name))}.",
                    "model"
                )
            );
        if (!key.MayUse(model))
            throw new FormException(
                new FormError(ErrorKind.NotAllowed, $"The key {key.Name} may not use {model}. It may use: {string.Join(", ", key.Models)}.", "model")
            );
    }

    /// <exception cref="FormException">It cannot be handed on.</exception>
    private async ValueTask<GatewayCall> CallAsync(
        HttpContext http,
        ApiForm form,
        GatewayEndpoint endpoint,
        CallingKey key,
        string model,
        ReadOnlyMemory<byte> body,
        JsonElement document,
        string request
    )
    {
        var now = time.GetUtcNow();
        var run = Guid.CreateVersion7(now);
        var routed = await RouteAsync(form, endpoint, key, model, run, document, http.RequestAborted);
        var caller = new ModelCaller(key.Agent, "", key.Owner, key.Id, run, Step: routed is null ? 1 : 2) { Key = key.Name };
        var record = new CallRecord(journal, caller, model, routed, now, time);
        if (routed is not null)
            http.Response.Headers[TierHeader] = model = RouterTiers.Name(routed.Decision.Tier);
        var head = new ReplyHead(form.ReplyId(run), model, now, request);
        var wire = endpoint == GatewayEndpoint.Embeddings ? WireForm.OpenAiEmbeddings : form.Wire;
        if (model == ISentenceEncoder.ModelName && encoder.Problem is { } problem)
            throw new FormException(new FormError(ErrorKind.NotFound, $"The model {model} cannot be used: {problem}", "model"));
        if (passThrough is not null && passThrough.Speaks(wire, model, body))
            return new PassedCall(passThrough, form, wire, body, head, record, new KeptReply(options.Value.MaxKeptReplyBytes));
        if (endpoint == GatewayEndpoint.Embeddings)
            throw new FormException(
                new FormError(
                    ErrorKind.NotFound,
                    $"No provider of {model} offers embeddings in OpenAI's form. Name a model of one that does, or {ISentenceEncoder.ModelName}.",
                    "model"
                )
            );
        return new TranslatedCall(models, form, form.Read(document), body.Length, head, record);
    }

    /// <returns>Null: the call names its model.</returns>
    private async ValueTask<RoutedMessageRow?> RouteAsync(
        ApiForm form,
        GatewayEndpoint endpoint,
        CallingKey key,
        string model,
        Guid run,
        JsonElement document,
        CancellationToken cancellationToken
    )
    {
        if (model != ModelProviders.Auto || endpoint == GatewayEndpoint.Embeddings)
            return null;
        var offered = auto.Offered(key).ToList();
        return offered.Count == 0 ? null : await auto.RouteAsync(run, form.Read(document).Messages, offered, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {Request} of another program broke")]
    private partial void Broke(string request, Exception e);
}
