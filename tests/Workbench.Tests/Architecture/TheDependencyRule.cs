using System.Reflection;
using Shouldly;
using Workbench.Client;
using Workbench.Server.Storage;
using Workbench.Shared;

namespace Workbench.Tests.Architecture;

/// <summary>docs/ARCHITECTURE.md, "Who may know whom", held on what the compiler made.</summary>
public sealed class TheDependencyRule
{
    private const string Root = "Workbench.Server";

    /// <summary>What a feature publishes besides the root of its folder: the model of the layer is data that many read.</summary>
    private static readonly string[] Published = ["Semantics.Layer", "Semantics.Expressions", "Semantics.Planner.LayerVisibility", "Warehouses.Demo"];

    /// <summary>Doors to the outside: they put features together, and no feature uses them.</summary>
    private static readonly string[] Doors = ["Cli", "Api", "Gateway", "Telemetry"];

    private static readonly Assembly Shared = typeof(WireJson).Assembly;
    private static readonly Assembly Client = typeof(App).Assembly;
    private static readonly Assembly Server = typeof(WorkbenchDb).Assembly;

    [Fact]
    public void Shared_depends_on_the_framework_alone()
    {
        using var types = new AssemblyTypes(Shared);
        types.References.Where(r => !r.StartsWith("System", StringComparison.Ordinal) && r != "netstandard").ShouldBeEmpty();
    }

    [Fact]
    public void Pages_depend_on_Shared_and_on_no_other_part_of_the_workbench()
    {
        using var types = new AssemblyTypes(Client);
        types.References.Where(r => r.StartsWith("Workbench.", StringComparison.Ordinal)).ShouldBe(["Workbench.Shared"]);
    }

    [Theory]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("Npgsql")]
    [InlineData("System.Net.Http")]
    [InlineData("System.Data")]
    public void No_page_touches(string forbidden)
    {
        using var types = new AssemblyTypes(Client);
        Offences(types.Types, t => true, u => u.Namespace == forbidden || u.Namespace.StartsWith(forbidden + ".", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Storage")]
    [InlineData("Access")]
    public void Is_a_ground_that_depends_on_no_feature(string ground)
    {
        using var types = new AssemblyTypes(Server);
        Offences(types.Types, t => FeatureOf(t.Namespace) == ground, u => u.Assembly is null && FeatureOf(u.Namespace) is { } other && other != ground)
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Semantics")]
    [InlineData("Router.Features")]
    [InlineData("Router.Network")]
    [InlineData("Router.Learning")]
    public void Knows_nothing_of_runs_or_HTTP_or_EF(string part)
    {
        string[] runs = ["Runs", "Conversations", "Traces", "Costs", "Agents", "Models", "Tools", "Answers", .. Doors];
        string[] packages = ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http"];
        using var types = new AssemblyTypes(Server);
        types.Types.ShouldContain(t => IsPartOf(t, part));
        Offences(
                types.Types,
                t => IsPartOf(t, part),
                u =>
                    u.Assembly is null
                        ? runs.Contains(FeatureOf(u.Namespace))
                        : packages.Any(p => u.Namespace == p || u.Namespace.StartsWith(p + ".", StringComparison.Ordinal))
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Features_meet_at_the_root_of_their_folders()
    {
        using var types = new AssemblyTypes(Server);
        Offences(
                types.Types,
                t => FeatureOf(t.Namespace) is { } own && !Doors.Contains(own),
                (t, u) =>
                    u.Assembly is null && FeatureOf(u.Namespace) is { } other && other != FeatureOf(t.Namespace) && (Doors.Contains(other) || !IsAtRoot(u))
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_test_sees_what_it_looks_for()
    {
        using var types = new AssemblyTypes(Server);
        var migrations = types.Types.Single(t => t.FullName == typeof(StoreMigrations).FullName);
        migrations.Uses.ShouldContain(u => u.FullName == "Npgsql.NpgsqlConnection");
        migrations.Uses.ShouldContain(u => u.FullName == typeof(WorkbenchDb).FullName && u.Assembly == null);
    }

    /// <summary>Workbench.Server.Semantics.Layer is of the feature Semantics; the root namespace puts features together and is none.</summary>
    private static string? FeatureOf(string name) => name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..].Split('.')[0] : null;

    private static bool IsPartOf(UsingType type, string part) =>
        type.Namespace == $"{Root}.{part}" || type.Namespace.StartsWith($"{Root}.{part}.", StringComparison.Ordinal);

    private static bool IsAtRoot(UsedType type) =>
        type.Namespace == $"{Root}.{FeatureOf(type.Namespace)}"
        || Published.Any(p => $"{Root}.{p}" is var published && (type.Namespace == published || type.FullName == published));

    private static IEnumerable<string> Offences(IEnumerable<UsingType> types, Func<UsingType, bool> of, Func<UsedType, bool> isForbidden) =>
        Offences(types, of, (_, used) => isForbidden(used));

    private static IEnumerable<string> Offences(IEnumerable<UsingType> types, Func<UsingType, bool> of, Func<UsingType, UsedType, bool> isForbidden) =>
        types.Where(of).SelectMany(t => t.Uses.Where(u => isForbidden(t, u)).Select(u => $"{t.FullName} uses {u.FullName}")).Order(StringComparer.Ordinal);
}
