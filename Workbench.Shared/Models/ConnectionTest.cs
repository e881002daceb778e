namespace Workbench.Shared.Models;

/// <summary>What came of a test of a provider.</summary>
public abstract record ConnectionTest
{
    private protected ConnectionTest() { }
}

/// <param name="Models">How many it offers to this key.</param>
/// <param name="Missing">Ids of <c>models.yml</c> that are not among them.</param>
public sealed record Connected(TimeSpan Took, int Models, IReadOnlyList<string> Missing) : ConnectionTest;

/// <summary>It answers, but gives no list of models, or gives it to anybody: only a call can tell more.</summary>
/// <param name="Model">One to try; null: none is named in <c>models.yml</c>.</param>
public sealed record NeedsCall(TimeSpan Took, string? Model) : ConnectionTest;

public sealed record NotConnected(TimeSpan Took, string Message) : ConnectionTest;
