using Shouldly;
using Workbench.Server.Cli;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router.Labels;

public sealed class WhenMessagesAreLabelledInATerminal(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_label_skip_undo_and_quit()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        foreach (var text in new[] { "the fourth", "the third", "the second", "the first" })
            await store.RouteAsync(new Routed(text));

        var (_, output) = await PressAsync(store, "3s21uq1");

        // The first got max, the second was skipped, the third got standard, the fourth fast and lost it again.
        (await LabelsAsync(store)).ShouldBe([("the third", RouterTier.Standard), ("the first", RouterTier.Max)]);
        output.ShouldEndWith("2 labelled, 1 skipped.\n");
    }

    [Fact]
    public async Task Undo_takes_the_last_thing_back_be_it_a_label_or_a_skip()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        foreach (var text in new[] { "the second", "the first" })
            await store.RouteAsync(new Routed(text));

        // The first is labelled, the second skipped; both come back, and get other labels.
        await PressAsync(store, "1suu23q");
        (await LabelsAsync(store)).ShouldBe([("the second", RouterTier.Max), ("the first", RouterTier.Standard)]);
    }

    [Fact]
    public async Task A_label_is_of_its_run_and_a_key_that_means_nothing_labels_nothing()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var run = await store.RouteAsync(new Routed("only one"));
        var (_, output) = await PressAsync(store, "x5u4");
        (await store.Labels().ListAsync(null, null, 10, Cancellation)).Labels.ShouldHaveSingleItem().Run.ShouldBe(run);
        output.ShouldContain("Nothing was done here yet");
        output.ShouldContain("No more messages wait.");
    }

    [Fact]
    public async Task A_message_cannot_steer_the_terminal()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        await store.RouteAsync(new Routed("\u001b[2Jcleared " + new string('x', 2_000)));
        var (_, output) = await PressAsync(store, "q");
        output.ShouldNotContain('\u001b');
        output.ShouldContain("(512 more characters)");
    }

    [Fact]
    public async Task Where_nothing_waits_it_says_what_would()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var (exitCode, output) = await PressAsync(store, "1");
        exitCode.ShouldBe(0);
        output.ShouldContain("No message waits");
    }

    private static async Task<(int ExitCode, string Output)> PressAsync(RouterStore store, string keys)
    {
        using StringWriter output = new() { NewLine = "\n" };
        return (await new LabelSession(store.Labels(), keys, output).RunAsync(Cancellation), output.ToString());
    }

    private static async Task<IEnumerable<(string, RouterTier)>> LabelsAsync(RouterStore store) =>
        (await store.Labels().ListAsync(null, null, 10, Cancellation)).Labels.Select(l => (l.Text, l.Tier));
}
