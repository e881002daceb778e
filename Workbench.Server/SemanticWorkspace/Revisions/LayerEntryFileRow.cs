using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>A file that an entry of the history changed. Never changes.</summary>
internal sealed record LayerEntryFileRow
{
    public required long Entry { get; init; }
    public required string Path { get; init; }

    /// <summary>Hash of the text; null: the file is new.</summary>
    public string? Before { get; init; }

    /// <summary>Null: the file was removed.</summary>
    public string? After { get; init; }
}

internal sealed class LayerEntryFileRowConfiguration : IEntityTypeConfiguration<LayerEntryFileRow>
{
    public void Configure(EntityTypeBuilder<LayerEntryFileRow> builder)
    {
        builder.ToTable("layer_entry_files");
        builder.HasKey(r => new { r.Entry, r.Path });
        builder.HasIndex(r => new { r.Path, r.Entry }).HasDatabaseName("ix_layer_entry_files_path");
    }
}
