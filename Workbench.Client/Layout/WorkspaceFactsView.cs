using System.Globalization;
using Workbench.Shared.Workspace;

namespace Workbench.Client.Layout;

/// <summary>What is always in sight: whose data, at which level, until when.</summary>
public sealed record WorkspaceFactsView(string Workspace, string Account, string Level, string LevelHint, string? DataDate, string? DataHint)
{
    public static WorkspaceFactsView Create(WorkspaceView workspace) =>
        new(
            workspace.Workspace,
            workspace.Account,
            workspace.Level,
            $"{workspace.User} asks at access level {workspace.Level}; what is above it stays hidden.",
            workspace.DataThrough is { } day ? $"data to {Day(day, workspace.Today)}" : null,
            workspace.DataThrough is { } through
                ? $"The warehouse covers days up to {through:yyyy-MM-dd}. Today is {workspace.Today:yyyy-MM-dd} in {workspace.TimeZone}."
                : null
        );

    private static string Day(DateOnly day, DateOnly? today) => day.ToString(today?.Year == day.Year ? "MMM d" : "MMM d, yyyy", CultureInfo.InvariantCulture);
}
