using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.SecondOpinions;

public sealed class SecondOpinionsOptions
{
    /// <summary>Share of the answers that are computed again in the background, 0..1; 0: only when somebody asks for it. Default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 0.05;

    /// <summary>Seconds of the warehouse that the background may take in an hour; then it rests. Default 60.</summary>
    [Range(0, 3600)]
    public double SecondsPerHour { get; set; } = 60;

    /// <summary>How often it is looked for new answers. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Look { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the warehouse may work on one statement in the background. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan BackgroundTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The same when somebody asked for it and waits. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}
