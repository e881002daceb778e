using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>One line of the history. Never changes.</summary>
internal sealed record LayerEntryRow
{
    /// <summary>1, 2, 3 … over all folders, without gaps: given under the lock of the history.</summary>
    public required long Id { get; init; }
    public long? Parent { get; init; }

    /// <summary>The folder that it was written in, absolute; null: from before several were told apart.</summary>
    public string? Folder { get; init; }

    /// <summary>Hash of the layer, as in <see cref="LayerRevisionRow.Id"/>.</summary>
    public required string Content { get; init; }

    /// <summary>Null: found on disk.</summary>
    public string? Author { get; init; }
    public required string Message { get; init; }
    public required string Origin { get; init; }
    public required DateTimeOffset At { get; init; }
    public bool IsBroken { get; init; }

    /// <summary>All files after it, path to hash of the text, as Brotli-compressed JSON.</summary>
    public required byte[] Files { get; init; }
}

internal sealed class LayerEntryRowConfiguration : IEntityTypeConfiguration<LayerEntryRow>
{
    public void Configure(EntityTypeBuilder<LayerEntryRow> builder)
    {
        builder.ToTable("layer_entries");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => new { r.Content, r.Id }).HasDatabaseName("ix_layer_entries_content");
        builder.HasIndex(r => new { r.Folder, r.Id }).HasDatabaseName("ix_layer_entries_folder");
    }
}
