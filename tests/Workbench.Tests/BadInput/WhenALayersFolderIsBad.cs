using System.Diagnostics;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.BadInput;

public sealed class WhenALayersFolderIsBad : IDisposable
{
    private readonly TestDirectory _directory = new("bad-layer");

    public static TheoryData<string> Kinds => [.. BadFolders.All.Keys];

    private string Folder => Path.Combine(_directory.Path, "layer");

    [Theory, MemberData(nameof(Kinds))]
    public async Task It_is_said_with_its_place_and_a_way_out_and_soon(string kind)
    {
        ShopLayer.Write(Folder, "bad");
        BadFolders.All[kind].Spoil(Folder);
        var began = Stopwatch.GetTimestamp();

        var result = await LayerValidation.RunAsync(Folder, schema: null, TestContext.Current.CancellationToken);

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        result.Errors.ShouldBePositive();
        var said = string.Join('\n', result.Problems);
        foreach (var part in BadFolders.All[kind].Says)
            said.ShouldContain(part);
        result.Problems.ShouldAllBe(p => LayerProblemCodes.All.Any(c => c.Code == p.Code) && p.At.Line >= 1 && p.At.Column >= 1);
    }

    [Fact]
    public async Task Validate_prints_it_and_exits_with_1_without_a_stack()
    {
        // One process for many kinds: what can stand beside each other does.
        ShopLayer.Write(Folder, "bad");
        string[] together =
        [
            "a bomb of aliases",
            "brackets without end",
            "a file of 10 MB",
            "a folder with a file's name",
            "a link in a circle",
            "a link to nothing",
        ];
        foreach (var kind in together)
            BadFolders.All[kind].Spoil(Folder);

        var (exitCode, output, errors) = await WorkbenchProcess.RunAsync(Path.Combine(_directory.Path, "data"), ["semantic", "validate", Folder]);

        exitCode.ShouldBe(1, errors);
        foreach (var part in together.SelectMany(kind => BadFolders.All[kind].Says))
            output.ShouldContain(part);
        (output + errors).ShouldNotContain("   at ");
        errors.ShouldContain("errors,");
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_said_and_the_others_are_checked()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess || OperatingSystem.IsWindows(), "Root may read everything.");
        ShopLayer.Write(Folder, "bad");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(Folder, "2-entities/order.yml"), UnixFileMode.None);

        var result = await LayerValidation.RunAsync(Folder, schema: null, TestContext.Current.CancellationToken);

        result.Problems.Select(p => p.Code).ShouldBe([LayerProblemCodes.UnreadableFile]);
        result.Problems[0].Message.ShouldContain("permission is denied");
    }

    public void Dispose() => _directory.Dispose();
}
