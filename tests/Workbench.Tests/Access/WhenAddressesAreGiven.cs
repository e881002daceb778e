using Microsoft.Extensions.Configuration;
using Shouldly;
using Workbench.Server.Access;

namespace Workbench.Tests.Access;

/// <summary>Nobody is asked to sign in: without being told so the server listens to its own machine alone, whichever setting says where.</summary>
public sealed class WhenAddressesAreGiven
{
    [Fact]
    public void Without_any_it_is_the_port_of_the_documentation_on_this_machine()
    {
        var addresses = Read();
        addresses.Urls.ShouldBe(["http://127.0.0.1:5080"]);
        addresses.Hosts.ShouldBe("localhost;127.0.0.1;[::1]");
    }

    [Theory]
    [InlineData("urls", "http://127.0.0.1:1;http://[::1]:2;http://localhost:3;http://LOCALHOST:4;http://127.8.8.8:5")]
    [InlineData("urls", "http://unix:/tmp/workbench.sock")]
    [InlineData("Kestrel:Endpoints:Mine:Url", "https://127.0.0.1:8443")]
    public void Addresses_of_this_machine_are_taken(string setting, string url) => Read((setting, url)).Urls.ShouldNotBeEmpty();

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://[::]:5080")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://10.1.2.3:5080")]
    [InlineData("urls", "http://127.0.0.1.example.com:5080")]
    [InlineData("urls", "http://localhost.example.com:5080")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443;8444")]
    [InlineData("Kestrel:Endpoints:Mine:Url", "http://0.0.0.0:8080")]
    [InlineData("Kestrel:Endpoints:Mine:Url", "http://*:8080")]
    public void Addresses_that_others_reach_are_refused_with_the_setting_and_the_way_out(string setting, string url)
    {
        var refused = Should.Throw<ListenAddressException>(() => Read((setting, url)));
        refused.Message.ShouldContain($"(from {setting}) can be reached from other machines");
        refused.Message.ShouldContain("127.0.0.1");
        refused.Message.ShouldContain("Access__AllowRemote=true");
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:8080", "http://0.0.0.0:8080")]
    [InlineData("http_ports", "8080", "http://*:8080")]
    [InlineData("Kestrel:Endpoints:Mine:Url", "http://0.0.0.0:8080", "http://127.0.0.1:5080")]
    public void They_are_taken_and_may_be_called_by_any_name_when_all_may_use_the_server(string setting, string url, string listened)
    {
        var addresses = Read((setting, url), ("Access:AllowRemote", "true"));
        addresses.Urls.ShouldBe([listened]);
        addresses.Hosts.ShouldBe("*");
    }

    [Fact]
    public void Names_that_are_set_stay() =>
        Read(("Access:AllowRemote", "true"), ("AllowedHosts", "workbench.example.com")).Hosts.ShouldBe("workbench.example.com");

    [Fact]
    public void What_is_no_address_is_said() =>
        Should
            .Throw<ListenAddressException>(() => Read(("urls", "5080")))
            .Message.ShouldBe("\"5080\" (from urls) is no address. Write it as http://127.0.0.1:5080.");

    private static ListenAddresses Read(params (string Key, string Value)[] settings) =>
        ListenAddresses.Read(
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal)).Build()
        );
}
