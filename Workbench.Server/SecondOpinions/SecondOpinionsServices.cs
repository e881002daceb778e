using Workbench.Server.Runs;
using Workbench.Shared.SecondOpinions;

namespace Workbench.Server.SecondOpinions;

/// <summary>Answered numbers computed once more by another plan.</summary>
public static class SecondOpinionsServices
{
    public static IServiceCollection AddSecondOpinions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecondOpinionsOptions>().Bind(configuration.GetSection("SecondOpinions")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(RunRows.In("second_opinions"));
        services.AddSingleton<OpinionMaking>().AddSingleton<ISecondOpinions, StoredOpinions>();
        var runs = configuration.GetSection("Runs").Get<RunsOptions>() ?? new RunsOptions();
        return runs is { TakesOthers: true, Slots: > 0 } ? services.AddHostedService<BackgroundOpinions>() : services;
    }
}
