using NSubstitute;
using Workbench.Server.LayerHealth;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Models;

/// <summary>A layer of which nothing was measured.</summary>
internal static class Unmeasured
{
    public static IJoinHealth Joins { get; } = Create();

    private static IJoinHealth Create()
    {
        var health = Substitute.For<IJoinHealth>();
        health
            .OfAsync(Arg.Any<LayerRevision>(), Arg.Any<string>(), Arg.Any<Compiled>(), Arg.Any<CancellationToken>())
            .Returns(new LeaningOn([], new AnswerCheck("rows_of_joins", "No row lost or doubled by a join", CheckState.NotChecked, "Not measured yet.")));
        return health;
    }
}
