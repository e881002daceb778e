using Workbench.Shared.AnswerDiffs;

namespace Workbench.Server.AnswerDiffs;

/// <summary>What a change of the layer does to everybody's numbers.</summary>
public static class AnswerDiffsServices
{
    public static IServiceCollection AddAnswerDiffs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AnswerDiffsOptions>().Bind(configuration.GetSection("AnswerDiffs")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PairRuns>().AddSingleton<PastAnswerReader>().AddSingleton<EvalAnswers>();
        services.AddSingleton<ILayerDiffs, LayerDiffs>();
        return services.AddTransient<IAnswerDiffs, ComparedAnswers>();
    }
}
