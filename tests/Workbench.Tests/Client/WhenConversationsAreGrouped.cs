using Shouldly;
using Workbench.Client.Chat;
using Workbench.Client.Layout;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Tests.Client;

public sealed class WhenConversationsAreGrouped
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Days_are_those_of_the_viewer()
    {
        // 03:00 in London is still 22:00 of the day before in New York.
        Labels("America/New_York", Now, Now.AddHours(-4), Now.AddHours(-23)).ShouldBe(["Today", "Yesterday"]);
        Labels("Europe/London", Now, Now.AddHours(-4)).ShouldBe(["Today", "Yesterday"]);
    }

    [Fact]
    public void Older_ones_stand_under_weeks_months_and_years()
    {
        Labels("UTC", Now.AddDays(-3), Now.AddDays(-20), Now.AddDays(-60), Now.AddDays(-400))
            .ShouldBe(["Previous 7 days", "Previous 30 days", "September", "October 2025"]);
    }

    [Fact]
    public void A_zone_that_is_none_counts_as_unknown() => Viewer.Create("<script>").ShouldBe(Viewer.Unknown);

    private static IEnumerable<string> Labels(string zone, params DateTimeOffset[] asked) =>
        ConversationGroup
            .Create(asked.Select(at => new ConversationLine(Guid.NewGuid(), "a", at, RunStatus.Done)), Now, Viewer.Create(zone))
            .Select(g => g.Label);
}
