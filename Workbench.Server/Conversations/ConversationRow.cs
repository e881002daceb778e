using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.Conversations;

internal sealed class ConversationRow
{
    public Guid Id { get; init; }
    public required string Title { get; init; }
    public required string Account { get; init; }
    public required string Agent { get; init; }
    public required string UserName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastAskedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public string? ShareToken { get; init; }
}

internal sealed class ConversationRowConfiguration : IEntityTypeConfiguration<ConversationRow>
{
    public void Configure(EntityTypeBuilder<ConversationRow> builder)
    {
        builder.ToTable("conversations");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => new { c.LastAskedAt, c.Id }).IsDescending().HasDatabaseName("ix_conversations_last_asked_at");
        builder.HasIndex(c => c.ShareToken).IsUnique().HasDatabaseName("ix_conversations_share_token");
    }
}
