using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Workbench.Server.Audit;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Shared.SemanticLayer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The one who may append to the history of a folder now. What was appended counts with <see cref="CommitAsync"/>, and not without.</summary>
internal sealed class HistoryTurn : IAsyncDisposable
{
    /// <summary>Of PostgreSQL's advisory locks: "layer".</summary>
    private const long LockKey = 0x6C61796572;

    /// <summary>Of one save: an import may have thousands.</summary>
    private const int FilesNoted = 50;

    private readonly WorkbenchDb _database;
    private readonly IDbContextTransaction _transaction;
    private readonly string _folder;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _time;
    private readonly List<AuditEntry> _notes = [];

    private HistoryTurn(WorkbenchDb database, IDbContextTransaction transaction, string folder, IAuditLog audit, TimeProvider time) =>
        (_database, _transaction, _folder, _audit, _time) = (database, transaction, folder, audit, time);

    /// <summary>The newest entry of the folder; null before the first.</summary>
    public LayerEntryRow? Head { get; private set; }

    /// <param name="content">Hash of the folder's files.</param>
    public static async Task<HistoryTurn> BeginAsync(
        WorkbenchDb database,
        string folder,
        Func<string?> content,
        IAuditLog audit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey})", cancellationToken);
        return new HistoryTurn(database, transaction, folder, audit, time)
        {
            Head = await HistoryLine.FindHeadAsync(database, folder, content, cancellationToken),
        };
    }

    /// <summary>Path to hash of the text, of all files after an entry.</summary>
    public static ImmutableSortedDictionary<string, string> Manifest(LayerEntryRow? entry) =>
        entry is null
            ? ImmutableSortedDictionary<string, string>.Empty
            : JsonSerializer.Deserialize<Dictionary<string, string>>(LayerText.Unpack(entry.Files))!.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Paths whose texts are others than after the newest entry. Files that cannot be read count as not there.</summary>
    public ImmutableArray<string> Changed(ImmutableArray<LayerFileText> files)
    {
        var (before, after) = (Manifest(Head), HashesOf(files));
        return
        [
            .. before
                .Keys.Union(after.Keys, StringComparer.Ordinal)
                .Where(p => before.GetValueOrDefault(p) != after.GetValueOrDefault(p))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The layer as it is from now on.</summary>
    public async Task<LayerEntryRow> AppendAsync(ImmutableArray<LayerFileText> files, bool isBroken, EntryWords words, CancellationToken cancellationToken)
    {
        var (before, after) = (Manifest(Head), HashesOf(files));
        var changed = Changed(files);
        await KeepTextsAsync(_database, files.Where(f => changed.Contains(f.Path) && f.Fault is null).Select(f => f.Text), cancellationToken);
        var last = await _database.Set<LayerEntryRow>().MaxAsync(e => (long?)e.Id, cancellationToken);
        var entry = new LayerEntryRow
        {
            Id = (last ?? 0) + 1,
            Parent = Head?.Id,
            Folder = _folder,
            Content = LayerFolder.RevisionOf(files),
            Author = words.Author,
            Message = words.Message,
            Origin = words.Origin,
            At = _time.GetUtcNow(),
            IsBroken = isBroken,
            Files = LayerText.Pack(JsonSerializer.Serialize(after)),
        };
        _database.Add(entry);
        _database.AddRange(
            changed.Select(p => new LayerEntryFileRow
            {
                Entry = entry.Id,
                Path = p,
                Before = before.GetValueOrDefault(p),
                After = after.GetValueOrDefault(p),
            })
        );
        await _database.SaveChangesAsync(cancellationToken);
        _notes.Add(NoteOf(entry, changed));
        return Head = entry;
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction.CommitAsync(cancellationToken);
        foreach (var note in _notes)
            _audit.Note(note);
        _notes.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _database.DisposeAsync();
    }

    public static async Task KeepTextsAsync(WorkbenchDb database, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var byHash = texts.Distinct(StringComparer.Ordinal).ToDictionary(LayerText.HashOf, StringComparer.Ordinal);
        var hashes = byHash.Keys.ToArray();
        var known = await database.Set<LayerTextRow>().Where(t => hashes.Contains(t.Hash)).Select(t => t.Hash).ToListAsync(cancellationToken);
        foreach (var hash in hashes.Except(known, StringComparer.Ordinal))
        {
            var packed = LayerText.Pack(byHash[hash]);
            await database.Database.ExecuteSqlAsync(
                $"insert into layer_texts (hash, packed) values ({hash}, {packed}) on conflict do nothing",
                cancellationToken
            );
        }
    }

    /// <summary>Whoever wrote a file past this program is not known.</summary>
    private static AuditEntry NoteOf(LayerEntryRow entry, ImmutableArray<string> changed)
    {
        var verb = entry.Origin switch
        {
            RevisionOrigins.Revert => AuditVerb.Reverted,
            RevisionOrigins.Import => AuditVerb.Imported,
            _ => AuditVerb.Changed,
        };
        return new AuditEntry(verb, AuditKinds.Layer, HistoryViews.IdOf(entry.Id))
        {
            Who = entry.Author ?? "",
            Details = new()
            {
                ["content"] = entry.Content,
                ["origin"] = entry.Origin,
                ["files"] = new JsonArray([.. changed.Take(FilesNoted).Select(p => (JsonNode)p)]),
                ["more_files"] = Math.Max(changed.Length - FilesNoted, 0),
            },
        };
    }

    private static SortedDictionary<string, string> HashesOf(ImmutableArray<LayerFileText> files) =>
        new(files.Where(f => f.Fault is null).ToDictionary(f => f.Path, f => LayerText.HashOf(f.Text)), StringComparer.Ordinal);
}

/// <param name="Author">Null: found on disk.</param>
internal sealed record EntryWords(string? Author, string Message, string Origin);
