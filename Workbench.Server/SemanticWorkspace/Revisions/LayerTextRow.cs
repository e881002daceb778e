using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The text of a file, by its hash: kept once however often it comes back. Never changes.</summary>
internal sealed record LayerTextRow
{
    public required string Hash { get; init; }
    public required byte[] Packed { get; init; }
}

internal sealed class LayerTextRowConfiguration : IEntityTypeConfiguration<LayerTextRow>
{
    public void Configure(EntityTypeBuilder<LayerTextRow> builder)
    {
        builder.ToTable("layer_texts");
        builder.HasKey(r => r.Hash);
    }
}
