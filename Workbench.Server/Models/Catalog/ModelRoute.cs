using System.Collections.Immutable;

namespace Workbench.Server.Models.Catalog;

/// <summary>Who may answer a call.</summary>
/// <param name="Tier">That was asked for; null: a model was.</param>
/// <param name="Groups">In order.</param>
internal sealed record ModelRoute(string? Tier, ImmutableArray<ImmutableArray<RoutedModel>> Groups, TimeSpan? HedgeAfter)
{
    public static ModelRoute To(LiveModel model) =>
        new(
            null,
            [
                [new RoutedModel(model, 1)],
            ],
            null
        );

    /// <summary>The route of members that fulfil a condition; null: none does.</summary>
    public ModelRoute? Where(Func<LiveModel, bool> condition)
    {
        var groups = Groups.Select(g => g.Where(m => condition(m.Model)).ToImmutableArray()).Where(g => g.Length > 0).ToImmutableArray();
        return groups.IsEmpty ? null : this with { Groups = groups };
    }
}

internal sealed record RoutedModel(LiveModel Model, int Weight);
