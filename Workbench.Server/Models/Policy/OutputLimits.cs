using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>The limit of output tokens that the gateway sets where the caller did not: a budget must know what a call can cost at most.</summary>
internal static class OutputLimits
{
    private const int Default = 8_192;

    public static int Of(LiveModel model) => model.Settings.MaxOutput ?? Default;
}
