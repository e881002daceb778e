using Shouldly;
using Workbench.Server.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router;

public sealed class WhenWeightsAreRead
{
    private static readonly byte[] Good = RouterWeightsFile.Bytes(RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small));

    [Fact]
    public async Task They_are_what_was_written()
    {
        using TestDirectory directory = new("weights");
        var path = Path.Combine(directory.Path, "router.bin");
        var written = RouterWeightsFile.Read(Good, path);
        await RouterWeightsFile.WriteAsync(written, path, TestContext.Current.CancellationToken);
        var read = RouterWeightsFile.Read(path);
        RouterWeightsFile.Bytes(read).ShouldBe(Good);
        (read.Name, read.Encoder, read.Members.Count).ShouldBe(("v1-test", "made-up", 2));
        Directory.GetFiles(directory.Path).ShouldBe([path]);
    }

    [Fact]
    public void Cut_anywhere_they_are_refused()
    {
        for (var length = 0; length < Good.Length; length += 97)
            Should.Throw<RouterWeightsException>(() => RouterWeightsFile.Read(Good[..length], "w.bin")).Message.ShouldContain("w.bin");
        Should.Throw<RouterWeightsException>(() => RouterWeightsFile.Read(Good[..^1], "w.bin")).Message.ShouldContain("cut or damaged");
    }

    [Fact]
    public void With_one_bit_changed_they_are_refused()
    {
        for (var at = 0; at < Good.Length; at += 131)
        {
            byte[] changed = [.. Good];
            changed[at] ^= 4;
            Should.Throw<RouterWeightsException>(() => RouterWeightsFile.Read(changed, "w.bin"));
        }
    }

    [Fact]
    public void Another_format_is_named()
    {
        byte[] later = [.. Good];
        later[8] = 9;
        Should.Throw<RouterWeightsException>(() => RouterWeightsFile.Read(later, "w.bin")).Message.ShouldContain("is of format 9; this program reads format 1");
    }

    [Fact]
    public void Something_else_is_no_weights() =>
        Should
            .Throw<RouterWeightsException>(() => RouterWeightsFile.Read("PK zip, perhaps"u8.ToArray(), "w.bin"))
            .Message.ShouldBe("w.bin is no file of router weights.");

    [Fact]
    public void Where_there_are_none_the_message_says_how_to_make_them() =>
        Should.Throw<RouterWeightsException>(() => RouterWeightsFile.Read("/nowhere/router.bin")).Message.ShouldContain("router train");
}
