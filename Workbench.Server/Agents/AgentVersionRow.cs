using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.Agents;

/// <summary>One content of an agent's file. Never changes.</summary>
internal sealed record AgentVersionRow
{
    public required string Name { get; init; }

    /// <summary>Hash of <see cref="Source"/>.</summary>
    public required string Version { get; init; }
    public required string Source { get; init; }
    public DateTimeOffset FirstSeen { get; init; }
}

internal sealed class AgentVersionRowConfiguration : IEntityTypeConfiguration<AgentVersionRow>
{
    public void Configure(EntityTypeBuilder<AgentVersionRow> builder)
    {
        builder.ToTable("agent_versions");
        builder.HasKey(v => new { v.Name, v.Version });
    }
}
