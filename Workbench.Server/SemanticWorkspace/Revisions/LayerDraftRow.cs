using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>Text that somebody has typed, or a file that somebody has removed, and not saved.</summary>
internal sealed record LayerDraftRow
{
    public required string Author { get; init; }
    public required string Path { get; init; }

    /// <summary>Of the browser tab: two of one person do not overwrite each other's.</summary>
    public required Guid Session { get; init; }

    /// <summary>Null: the file is to be removed.</summary>
    public required byte[]? Packed { get; init; }

    /// <summary>Of the text that it began with; empty for a new file.</summary>
    public required string BaseHash { get; init; }
    public required DateTimeOffset KeptAt { get; init; }
}

internal sealed class LayerDraftRowConfiguration : IEntityTypeConfiguration<LayerDraftRow>
{
    public void Configure(EntityTypeBuilder<LayerDraftRow> builder)
    {
        builder.ToTable("layer_drafts");
        builder.HasKey(r => new
        {
            r.Author,
            r.Path,
            r.Session,
        });
    }
}
