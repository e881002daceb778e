using System.Collections.Immutable;
using NSubstitute;
using Workbench.Server.LayerHealth;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Models;

/// <summary>A layer of which nothing was measured.</summary>
internal static class Unmeasured
{
    public static IJoinHealth Joins { get; } = Create();

    /// <summary>Leaves a result as it is.</summary>
    public static IAnswerChecks Checks { get; } = CreateChecks();

    /// <summary>Of which nothing is verified either.</summary>
    public static IVerifiedAnswers Verified { get; } = CreateVerified();

    private static IVerifiedAnswers CreateVerified()
    {
        var verified = Substitute.For<IVerifiedAnswers>();
        verified.PreferAsync(Arg.Any<PlanRequest>(), Arg.Any<PlanOutcome>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call => call.Arg<PlanOutcome>());
        return verified;
    }

    private static IAnswerChecks CreateChecks()
    {
        var checks = Substitute.For<IAnswerChecks>();
        checks
            .RunAsync(Arg.Any<ToolData>(), Arg.Any<IToolContext>(), Arg.Any<CancellationToken>())
            .Returns(call => new CheckedResult([.. call.Arg<ToolData>().Checks], []));
        return checks;
    }

    private static IJoinHealth Create()
    {
        var health = Substitute.For<IJoinHealth>();
        health
            .OfAsync(Arg.Any<LayerRevision>(), Arg.Any<string>(), Arg.Any<Compiled>(), Arg.Any<CancellationToken>())
            .Returns(new LeaningOn([], new AnswerCheck("rows_of_joins", "No row lost or doubled by a join", CheckState.NotChecked, "Not measured yet.")));
        health
            .OfTablesAsync(
                Arg.Any<LayerRevision>(),
                Arg.Any<CompileScope>(),
                Arg.Any<string>(),
                Arg.Any<IReadOnlyCollection<string>>(),
                Arg.Any<CancellationToken>()
            )
            .Returns(ImmutableArray<AnswerWarning>.Empty);
        return health;
    }
}
