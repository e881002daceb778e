using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using Workbench.Client;

namespace Workbench.Tests.Infrastructure;

/// <summary>A page as the server first sends it.</summary>
internal static class StaticPage
{
    public static async Task<IDocument> RenderAsync<TPage>(Action<IServiceCollection> services, IReadOnlyDictionary<string, object?>? parameters = null)
        where TPage : IComponent
    {
        await using var provider = Services(services);
        await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<TPage>(
                ParameterView.FromDictionary((parameters ?? new Dictionary<string, object?>()).ToDictionary())
            );
            return page.ToHtmlString();
        });
        return new HtmlParser().ParseDocument($"<body>{html}</body>");
    }

    /// <summary>What a page is given besides what it is about.</summary>
    public static ServiceProvider Services(Action<IServiceCollection> more)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<NavigationManager, FixedAddress>()
            .AddSingleton<IJSRuntime, NoScript>();
        services.AddClient();
        more(services);
        return services.BuildServiceProvider();
    }

    private sealed class FixedAddress : NavigationManager
    {
        public FixedAddress() => Initialize("http://localhost/", "http://localhost/");
    }

    private sealed class NoScript : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new InvalidOperationException("There is no script yet.");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            throw new InvalidOperationException("There is no script yet.");
    }
}
