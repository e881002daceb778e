using System.Net;
using Microsoft.AspNetCore.Http;

namespace Workbench.Server.Access;

/// <summary>
/// Where the server listens, from every place that may say so. As long as nobody is asked to sign in, these are addresses that only
/// this machine reaches, unless <see cref="AccessOptions.AllowRemote"/> says that everybody who reaches it may use it.
/// </summary>
/// <param name="Urls">For the host; endpoints of the section <c>Kestrel</c> take their place when there are any.</param>
/// <param name="Hosts">Names by which browsers may call the server, separated by semicolons: others could be a page of another site that points its name here.</param>
internal sealed record ListenAddresses(IReadOnlyList<string> Urls, string Hosts)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";
    private const string LoopbackHosts = "localhost;127.0.0.1;[::1]";
    private const string AllowRemote = $"{Section}:{nameof(AccessOptions.AllowRemote)}";
    private const string Section = "Access";

    /// <exception cref="ListenAddressException">One of them is no address, or is open to other machines.</exception>
    public static ListenAddresses Read(IConfiguration configuration)
    {
        var isOpen = configuration.GetValue<bool>(AllowRemote);
        List<(string Setting, string Url)> given = [.. OfHost(configuration)];
        foreach (var (setting, url) in given.Concat(OfKestrel(configuration)))
        {
            if (!isOpen && !IsLoopback(setting, url))
                throw new ListenAddressException(
                    $"{url} (from {setting}) can be reached from other machines, and nobody is asked to sign in. "
                        + $"Listen on 127.0.0.1, or set Access__AllowRemote=true if all who reach it may use it."
                );
        }
        return new ListenAddresses(
            given.Count == 0 ? [DefaultUrl] : [.. given.Select(g => g.Url)],
            configuration["AllowedHosts"] is { Length: > 0 } hosts ? hosts
                : isOpen ? "*"
                : LoopbackHosts
        );
    }

    private static IEnumerable<(string Setting, string Url)> OfHost(IConfiguration configuration)
    {
        if (configuration["urls"] is { Length: > 0 } urls)
            return Parts(urls).Select(u => ("urls", u));
        return Ports(configuration, "http_ports", "http").Concat(Ports(configuration, "https_ports", "https"));
    }

    private static IEnumerable<(string Setting, string Url)> Ports(IConfiguration configuration, string setting, string scheme) =>
        Parts(configuration[setting] ?? "").Select(p => (setting, $"{scheme}://*:{p}"));

    private static IEnumerable<(string Setting, string Url)> OfKestrel(IConfiguration configuration) =>
        from endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren()
        where endpoint["Url"] is { Length: > 0 }
        select ($"{endpoint.Path}:Url", endpoint["Url"]!);

    private static string[] Parts(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // A name that is no IP address makes Kestrel listen on all of them.
    private static bool IsLoopback(string setting, string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new ListenAddressException($"\"{url}\" (from {setting}) is no address. Write it as {DefaultUrl}.");
        }
        return address.IsUnixPipe
            || address.IsNamedPipe
            || string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
    }
}
