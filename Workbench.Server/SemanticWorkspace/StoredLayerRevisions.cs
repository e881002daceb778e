using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace.Revisions;
using Workbench.Server.Storage;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>Revisions of the layer in the store.</summary>
internal sealed class StoredLayerRevisions(IDbContextFactory<WorkbenchDb> databases, TimeProvider time) : ILayerRevisionStore
{
    public async Task SaveAsync(string revision, ImmutableArray<LayerFileText> files, CancellationToken cancellationToken)
    {
        var packed = Pack(files);
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        // Several processes save the same revision at once: the first one counts.
        await database.Database.ExecuteSqlAsync(
            $"insert into layer_revisions (id, files, first_seen) values ({revision}, {packed}, {now}) on conflict do nothing",
            cancellationToken
        );
    }

    public async Task<ImmutableArray<LayerFileText>?> FindAsync(string revision, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var packed = await database
            .Set<LayerRevisionRow>()
            .AsNoTracking()
            .Where(r => r.Id == revision)
            .Select(r => r.Files)
            .FirstOrDefaultAsync(cancellationToken);
        return packed is null ? null : Unpack(packed);
    }

    public async Task<string?> FindNewestAsync(string folder, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var (revisions, entries) = (database.Set<LayerRevisionRow>().AsNoTracking(), database.Set<LayerEntryRow>().AsNoTracking());
        // By the history, where there is one: a revert brings back content that was seen before.
        if (await HistoryLine.FindHeadAsync(database, folder, () => null, cancellationToken) is { } head)
        {
            var line = HistoryLine.Of(database, head.Id);
            return await entries
                .Where(e => line.Contains(e.Id) && revisions.Any(r => r.Id == e.Content))
                .OrderByDescending(e => e.Id)
                .Select(e => e.Content)
                .FirstOrDefaultAsync(cancellationToken);
        }
        return await revisions
            .Where(r => !entries.Any(e => e.Content == r.Id))
            .OrderByDescending(r => r.FirstSeen)
            .Select(r => r.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private static byte[] Pack(ImmutableArray<LayerFileText> files)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
            JsonSerializer.Serialize(brotli, files);
        return packed.ToArray();
    }

    private static ImmutableArray<LayerFileText> Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<ImmutableArray<LayerFileText>>(brotli);
    }
}
