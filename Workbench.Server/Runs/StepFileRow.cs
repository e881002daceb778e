using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.Runs;

/// <summary>A file that a step's tool made. Written with the step's end, or not at all.</summary>
internal sealed record StepFileRow
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }

    /// <summary>Of the file among those of its step, from 1.</summary>
    public int Number { get; init; }

    public required string Name { get; init; }
    public required string MediaType { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Of its content; null: it was too large to be kept.</summary>
    public byte[]? Hash { get; init; }
}

internal sealed class StepFileRowConfiguration : IEntityTypeConfiguration<StepFileRow>
{
    public void Configure(EntityTypeBuilder<StepFileRow> builder)
    {
        builder.ToTable("step_files");
        builder.HasKey(f => new
        {
            f.RunId,
            f.Seq,
            f.Number,
        });
    }
}
