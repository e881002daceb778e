using System.Text;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

/// <summary>Files that a step's tool made.</summary>
internal sealed class StepFileReader(IDbContextFactory<WorkbenchDb> databases, BlobReader blobs)
{
    /// <summary>A longer text is downloaded, not looked at.</summary>
    private const int LongestText = 64_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<IReadOnlyList<StepFile>> ListAsync(Guid run, int seq, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database
            .Set<StepFileRow>()
            .AsNoTracking()
            .Where(f => f.RunId == run && f.Seq == seq)
            .OrderBy(f => f.Number)
            .ToListAsync(cancellationToken);
        var content = await blobs.ReadAsync(rows.Where(IsShortText).Select(f => f.Hash), cancellationToken);
        return
        [
            .. rows.Select(f => new StepFile(f.Number, f.Name, f.MediaType, f.Size, f.Hash is not null)
            {
                Text = IsShortText(f) && f.Hash is { } hash ? TextOf(content[hash]) : null,
            }),
        ];
    }

    public async Task<StepFileContent?> FindAsync(Guid run, int seq, int number, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database
            .Set<StepFileRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(f => f.RunId == run && f.Seq == seq && f.Number == number, cancellationToken);
        return await blobs.ReadAsync(row?.Hash, cancellationToken) is { } content ? new StepFileContent(row!.Name, row.MediaType, content) : null;
    }

    private static bool IsShortText(StepFileRow file) =>
        file.Hash is not null
        && file.Size <= LongestText
        && (
            file.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || file.MediaType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Null: the tool calls something a text that is none.</summary>
    private static string? TextOf(byte[] content)
    {
        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
