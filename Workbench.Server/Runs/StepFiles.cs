using Workbench.Server.Tools;

namespace Workbench.Server.Runs;

/// <summary>What of the files that a tool made is kept: an agent that floods its sandbox does not flood the store.</summary>
internal static class StepFiles
{
    /// <summary>Of one step; what is beyond is not even named.</summary>
    private const int MaxFiles = 200;

    private const int MaxFileBytes = 20_000_000;

    /// <summary>Of all files of one step.</summary>
    private const long MaxBytes = 100_000_000;

    /// <param name="keep">Stores content and gives its hash.</param>
    public static IEnumerable<StepFileRow> Of(StepEndRow step, IReadOnlyList<ToolFile> files, Func<ReadOnlyMemory<byte>, byte[]> keep)
    {
        long kept = 0;
        for (var i = 0; i < Math.Min(files.Count, MaxFiles); i++)
        {
            var file = files[i];
            var isKept = file.Content.Length <= MaxFileBytes && kept + file.Content.Length <= MaxBytes;
            if (isKept)
                kept += file.Content.Length;
            yield return new StepFileRow
            {
                RunId = step.RunId,
                Seq = step.Seq,
                Number = i + 1,
                Name = file.Name,
                MediaType = file.MediaType,
                Size = file.Content.Length,
                Hash = isKept ? keep(file.Content) : null,
            };
        }
    }
}
