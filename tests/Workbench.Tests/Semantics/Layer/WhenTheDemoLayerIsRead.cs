using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Semantics.Layer;

public sealed class WhenTheDemoLayerIsRead
{
    [Fact]
    public async Task It_has_no_problems()
    {
        var result = await LayerValidation.RunAsync(Repository.Path("semantic-layer"), schema: null, TestContext.Current.CancellationToken);
        result.Problems.Select(p => p.ToString()).ShouldBeEmpty();
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void All_five_layers_are_in_it()
    {
        var files = LayerFolder.Read(Repository.Path("semantic-layer"));
        var content = LayerReader.Read(files).Content;
        content.Tables.ShouldNotBeEmpty();
        content.Entities.Length.ShouldBeGreaterThanOrEqualTo(15);
        content.Metrics.Length.ShouldBeGreaterThanOrEqualTo(60);
        content.Products.ShouldNotBeEmpty();
        content.Calendar.DefaultsToFiscal.ShouldBeTrue();
        content.Access.Levels.Select(l => l.Name).ShouldBe(["public", "internal", "restricted"]);
        content.Glossary.ShouldNotBeEmpty();
        content.Verified.ShouldNotBeEmpty();
        content.Examples.ShouldNotBeEmpty();
    }
}
