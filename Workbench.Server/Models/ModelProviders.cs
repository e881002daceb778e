using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models;

/// <summary>Providers, models and tiers as they are at the moment.</summary>
internal sealed class ModelProviders(Func<ModelCatalog> current)
{
    /// <summary>The choice of whoever makes none.</summary>
    public const string Auto = "auto";

    /// <summary>The model that is always there.</summary>
    public const string Local = "local";

    public ModelCatalog Current => current();
}
