using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.Runs;

/// <summary>Content that is stored once, whoever refers to it.</summary>
internal sealed class BlobRow
{
    /// <summary>SHA-256 of the content before compression.</summary>
    public required byte[] Hash { get; init; }

    public int Size { get; init; }
    public bool IsCompressed { get; init; }
    public required byte[] Data { get; init; }

    /// <summary>When somebody last wrote it.</summary>
    public DateTimeOffset KeptAt { get; init; }
}

internal sealed class BlobRowConfiguration : IEntityTypeConfiguration<BlobRow>
{
    public void Configure(EntityTypeBuilder<BlobRow> builder)
    {
        builder.ToTable("blobs");
        builder.HasKey(b => b.Hash);
        builder.Property(b => b.KeptAt).HasDefaultValueSql("now()");
    }
}
