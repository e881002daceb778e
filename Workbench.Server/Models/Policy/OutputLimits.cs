using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>The limit of output tokens that the gateway sets where the caller did not: a budget must know what a call can cost at most.</summary>
internal static class OutputLimits
{
    private const int Default = 8_192;

    /// <param name="asked">By the caller; a model that gives less gives what it has.</param>
    public static int Of(LiveModel model, int? asked = null) =>
        (asked, model.Settings.MaxOutput) switch
        {
            (int limit, int most) => Math.Min(limit, most),
            var (limit, most) => limit ?? most ?? Default,
        };
}
