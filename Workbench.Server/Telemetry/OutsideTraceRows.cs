using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.Telemetry;

/// <summary>A trace of another program, by the id of its run.</summary>
internal sealed class OutsideTraceRow
{
    public Guid RunId { get; init; }

    /// <summary>As many as came, repeated ones among them.</summary>
    public int Spans { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why no run could be made of it.</summary>
    public string? Problem { get; init; }
}

internal sealed class OutsideTraceRowConfiguration : IEntityTypeConfiguration<OutsideTraceRow>
{
    public void Configure(EntityTypeBuilder<OutsideTraceRow> builder)
    {
        builder.ToTable("outside_traces");
        builder.HasKey(t => t.RunId);
        builder.Property(t => t.RunId).ValueGeneratedNever();
        builder.HasIndex(t => t.DueAt).HasFilter("due_at is not null").HasDatabaseName("ix_outside_traces_due_at");
    }
}

/// <summary>Spans of one trace that came in one request: an OTLP message, once however often it was sent.</summary>
internal sealed class OutsideSpansRow
{
    public Guid RunId { get; init; }
    public required byte[] Hash { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Of the key that it was sent with.</summary>
    public required string KeyName { get; init; }

    public required string Owner { get; init; }
    public int Size { get; init; }
    public bool IsCompressed { get; init; }
    public required byte[] Data { get; init; }
}

internal sealed class OutsideSpansRowConfiguration : IEntityTypeConfiguration<OutsideSpansRow>
{
    public void Configure(EntityTypeBuilder<OutsideSpansRow> builder)
    {
        builder.ToTable("outside_spans");
        builder.HasKey(s => new { s.RunId, s.Hash });
    }
}
