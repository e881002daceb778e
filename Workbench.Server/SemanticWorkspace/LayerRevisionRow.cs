using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>A revision of the semantic layer that was in use. Never changes.</summary>
internal sealed record LayerRevisionRow
{
    /// <summary>Hash of the files.</summary>
    public required string Id { get; init; }

    /// <summary>The files, as a Brotli-compressed JSON array of path and text.</summary>
    public required byte[] Files { get; init; }
    public DateTimeOffset FirstSeen { get; init; }
}

internal sealed class LayerRevisionRowConfiguration : IEntityTypeConfiguration<LayerRevisionRow>
{
    public void Configure(EntityTypeBuilder<LayerRevisionRow> builder)
    {
        builder.ToTable("layer_revisions");
        builder.HasKey(r => r.Id);
    }
}
