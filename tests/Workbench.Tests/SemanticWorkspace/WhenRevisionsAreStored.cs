using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace;

public sealed class WhenRevisionsAreStored(EmbeddedPostgresFixture postgres)
{
    [Fact]
    public async Task The_files_come_back_as_they_were_and_saving_twice_changes_nothing()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var store = await postgres.CreateStoreAsync();
        var revisions = new StoredLayerRevisions(store.GetRequiredService<IDbContextFactory<WorkbenchDb>>(), TimeProvider.System);
        (await revisions.FindNewestAsync("/a/folder", cancelled)).ShouldBeNull();

        await revisions.SaveAsync("one", SmallLayer.Files, cancelled);
        await revisions.SaveAsync("one", [], cancelled);
        await revisions.SaveAsync("two", [new LayerFileText("layer.yml", "name: Ü\n")], cancelled);

        (await revisions.FindAsync("one", cancelled))!.Value.ShouldBe(SmallLayer.Files);
        (await revisions.FindAsync("two", cancelled))!.Value.ShouldHaveSingleItem().Text.ShouldBe("name: Ü\n");
        (await revisions.FindAsync("three", cancelled)).ShouldBeNull();
        (await revisions.FindNewestAsync("/a/folder", cancelled)).ShouldBe("two");
    }
}
