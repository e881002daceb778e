using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.SavedViews;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Traces;

public sealed class WhenViewsAreSaved(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_sees_his_own_and_those_that_are_shared_and_changes_only_his_own()
    {
        var asker = new Person("ada");
        await using var host = await StartAsync(asker);
        var views = host.Get<ISavedViews>();
        var mine = Saved(await views.SaveAsync(new SavedViewDraft(" Failures ", "status=failed", IsShared: false), Cancellation));
        var shared = Saved(await views.SaveAsync(new SavedViewDraft("Dear ones", "cost=0.1", IsShared: true), Cancellation));

        (await views.ListAsync(Cancellation)).Select(v => (v.Name, v.IsMine)).ShouldBe([("Dear ones", true), ("Failures", true)]);
        asker.Name = "bob";
        (await views.ListAsync(Cancellation)).ShouldBe([shared with { IsMine = false }]);
        foreach (var view in (SavedView[])[mine, shared])
        {
            (await views.RemoveAsync(view.Id, Cancellation)).ShouldBeOfType<ViewRefused>();
            (await views.ChangeAsync(view.Id, new SavedViewDraft("His", "agent=d0", IsShared: true), Cancellation)).ShouldBeOfType<ViewRefused>();
        }
        Saved(await views.SaveAsync(new SavedViewDraft("Failures", "status=failed&agent=d0", IsShared: false), Cancellation)).Owner.ShouldBe("bob");
    }

    [Fact]
    public async Task A_name_is_used_once_whatever_its_case_and_a_removed_view_comes_back()
    {
        await using var host = await StartAsync(new Person("ada"));
        var views = host.Get<ISavedViews>();
        var view = Saved(await views.SaveAsync(new SavedViewDraft("Failures", "status=failed", IsShared: false), Cancellation));

        (await views.SaveAsync(new SavedViewDraft("FAILURES", "agent=d0", IsShared: false), Cancellation))
            .ShouldBeOfType<ViewRefused>()
            .Reason.ShouldBe("You have a view “FAILURES” already. Choose another name.");

        Saved(await views.RemoveAsync(view.Id, Cancellation));
        (await views.ListAsync(Cancellation)).ShouldBeEmpty();
        Saved(await views.RestoreAsync(view.Id, Cancellation)).ShouldBe(view);
        (await views.ListAsync(Cancellation)).ShouldBe([view]);

        Saved(await views.RemoveAsync(view.Id, Cancellation));
        Saved(await views.SaveAsync(new SavedViewDraft("failures", "agent=d0", IsShared: false), Cancellation));
        (await views.RestoreAsync(view.Id, Cancellation)).ShouldBeOfType<ViewRefused>("the name is another view's now");
    }

    [Theory]
    [InlineData(" ", "status=failed")]
    [InlineData("Everything", "")]
    public async Task A_view_without_a_name_or_a_filter_is_refused(string name, string query)
    {
        await using var host = await StartAsync(new Person("ada"));

        (await host.Get<ISavedViews>().SaveAsync(new SavedViewDraft(name, query, IsShared: false), Cancellation)).ShouldBeOfType<ViewRefused>();
    }

    private async Task<RunsHost> StartAsync(Person asker) =>
        await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), more: services => services.AddSavedViews().AddSingleton<IAsker>(asker));

    private static SavedView Saved(ViewOutcome outcome) => outcome.ShouldBeOfType<ViewSaved>().View;

    private sealed class Person(string name) : IAsker
    {
        public string Name { get; set; } = name;

        public Asker Current => new(Name, "internal");
    }
}
