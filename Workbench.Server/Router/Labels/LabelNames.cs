using Workbench.Shared.Router;

namespace Workbench.Server.Router.Labels;

/// <summary>Labels by the names that the store and files have for them.</summary>
internal static class LabelNames
{
    /// <exception cref="FormatException">It is none.</exception>
    public static RouterTier Parse(string name) =>
        name == RouterTiers.Name(RouterTier.Context)
            ? RouterTier.Context
            : RouterTiers.Parse(name) ?? throw new FormatException($"\"{name}\" is no label: fast, standard, max or context.");
}
