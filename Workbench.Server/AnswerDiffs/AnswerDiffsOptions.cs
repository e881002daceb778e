using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.AnswerDiffs;

public sealed class AnswerDiffsOptions
{
    /// <summary>Pairs of statements that run at once. Default 3.</summary>
    [Range(1, 32)]
    public int Parallel { get; set; } = 3;

    /// <summary>How long the warehouse may work on one statement. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Rows of a result that are compared; a longer one is told as not comparable. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxRows { get; set; } = 10_000;

    /// <summary>Past answers of so many days are looked at. Default 90.</summary>
    [Range(1, 3_650)]
    public int PastDays { get; set; } = 90;

    /// <summary>Past answers that are looked at, the newest first. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int PastAnswers { get; set; } = 2_000;

    /// <summary>Past questions that are read anew where names or descriptions changed. Default 500; 0 reads none.</summary>
    [Range(0, 100_000)]
    public int Readings { get; set; } = 500;

    /// <summary>How long reading them may take altogether. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadingPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long numbers of a pair of statements are used again. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan KeepNumbers { get; set; } = TimeSpan.FromMinutes(10);
}
