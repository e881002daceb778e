using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>What was seen of a database.</summary>
/// <param name="TimeZone">The server's, if it is a place's.</param>
internal sealed record Survey(string Database, string? TimeZone, ImmutableArray<SurveyedTable> Tables, ImmutableArray<LeftOut> LeftOut)
{
    /// <summary>Time that the database took to answer.</summary>
    public TimeSpan InDatabase { get; init; }
}
