using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Workbench.Server.Budgets;
using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;
using Workbench.Server.Yaml;

namespace Workbench.Tests.Models;

/// <summary>The gateway over a text of <c>models.yml</c>, with everything real but the endpoints.</summary>
internal sealed class TestGateway
{
    private readonly List<ModelAttempt> _attempts = [];

    public TestGateway(
        string yaml,
        IBudgets? budgets = null,
        TimeProvider? time = null,
        PolicyOptions? options = null,
        Func<double>? random = null,
        Func<string, string?>? variable = null,
        Func<ProviderSettings, IChatClient?>? client = null
    )
    {
        time ??= TimeProvider.System;
        var policyOptions = Options.Create(options ?? new PolicyOptions { Pause = TimeSpan.FromMilliseconds(5), Patience = TimeSpan.FromSeconds(20) });
        var root = SettingsMap.Parse(yaml, "models.yml");
        var document = ModelsFileReader.Read(root, ModelsDocument.Empty);
        var providers = document.Providers.ToDictionary(
            p => p.Name,
            p =>
                Keys.Read(p, variable ?? (_ => "secret-key-1")) is var (key, problem) && problem is not null ? LiveProvider.Unusable(p, problem, time)
                : client?.Invoke(p) is { } scripted ? new LiveProvider(p, key, scripted, wire: null, problem: null, time)
                : HostedProviders.Connect(p, key, time),
            StringComparer.OrdinalIgnoreCase
        );
        Catalog = new ModelCatalog(
            document.Models.Select(m => new LiveModel(m, providers[m.Provider], time)),
            document.Tiers,
            PriceFile.Read(root),
            document.Models.First(m => providers[m.Provider].Problem is null).Name
        );
        var policy = new ModelPolicy(budgets ?? new UnlimitedBudgets(), policyOptions, time, random ?? (() => 0));
        var current = new ModelProviders(() => Catalog);
        Gateway = new ModelGateway(current, policy, new ReplyCache(policyOptions, time), time);
        PassThrough = new ModelPassThrough(current, policy);
    }

    public ModelCatalog Catalog { get; }
    public ModelGateway Gateway { get; }
    public ModelPassThrough PassThrough { get; }

    /// <summary>Those that were told of, whatever became of the call.</summary>
    public IReadOnlyList<ModelAttempt> Attempts
    {
        get
        {
            lock (_attempts)
                return [.. _attempts];
        }
    }

    public static ModelCaller Caller { get; } = new("d0", "1", "u", Guid.Empty, Guid.Empty, 1);

    public ModelCall Call(string model, params ChatMessage[] messages) =>
        new(model, messages.Length > 0 ? messages : [new ChatMessage(ChatRole.User, "A question?")], new ChatOptions(), Caller) { Attempted = Took };

    public WireCall Wire(WireForm form, string model, string body) => new(form, model, System.Text.Encoding.UTF8.GetBytes(body), Caller) { Attempted = Took };

    public Task<ImmutableArray<ModelUpdate>> AskAsync(string model) => AskAsync(Call(model));

    public async Task<ImmutableArray<ModelUpdate>> AskAsync(ModelCall call)
    {
        var updates = ImmutableArray.CreateBuilder<ModelUpdate>();
        await foreach (var update in Gateway.StreamAsync(call, TestContext.Current.CancellationToken))
            updates.Add(update);
        return updates.ToImmutable();
    }

    /// <summary>The last update, and all bytes before it.</summary>
    public async Task<(WireUpdate End, string Text, WireHead? Head)> SendAsync(WireCall call)
    {
        WireUpdate? last = null;
        WireHead? head = null;
        using var bytes = new MemoryStream();
        await foreach (var update in PassThrough.SendAsync(call, TestContext.Current.CancellationToken))
        {
            last = update;
            switch (update)
            {
                case WireHead h:
                    head = h;
                    break;
                case WirePiece piece:
                    bytes.Write(piece.Bytes.Span);
                    break;
            }
        }
        return (last!, System.Text.Encoding.UTF8.GetString(bytes.ToArray()), head);
    }

    private void Took(ModelAttempt attempt)
    {
        lock (_attempts)
            _attempts.Add(attempt);
    }
}
