using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>One question to one agent. The only row of a run that changes: who owns it, and how it ended.</summary>
internal sealed record RunRow
{
    public Guid Id { get; init; }
    public Guid ConversationId { get; init; }
    public required string Question { get; init; }

    /// <summary>Definitions that came with the question.</summary>
    public string? Instructions { get; init; }

    public required string UserName { get; init; }

    // Pinned when it was asked.
    public required string Agent { get; init; }
    public required string AgentVersion { get; init; }
    public required string LayerRevision { get; init; }
    public required string Account { get; init; }
    public required string Level { get; init; }
    public required string ModelChoice { get; init; }
    public DateOnly Today { get; init; }
    public DateTimeOffset AskedAt { get; init; }
    public RunPriority Priority { get; init; }

    /// <summary>How many runs of the agent may go on at once; null: as many as there is room for.</summary>
    public int? AgentRuns { get; init; }

    // Who works on it. The fence counts owners; each journal write names the one that it believes in.
    public RunStatus Status { get; init; }
    public string? Worker { get; init; }
    public DateTimeOffset? LeaseUntil { get; init; }
    public int Fence { get; init; }
    public string? CancelledBy { get; init; }

    /// <summary>See <see cref="JournalFormats"/>.</summary>
    public int JournalFormat { get; init; } = JournalFormats.Current;

    /// <summary>While it waits for a time.</summary>
    public DateTimeOffset? WakesAt { get; init; }

    // How it ended, told once more beside the steps so that lists need no joins.
    public DateTimeOffset? EndedAt { get; init; }
    public AnswerStatus? AnswerStatus { get; init; }
    public string? AnswerText { get; init; }
    public string? Model { get; init; }
    public int StepCount { get; init; }
    public long Tokens { get; init; }
    public decimal? CostUsd { get; init; }
    public double DurationMs { get; init; }
    public string? FailureCode { get; init; }
    public string? FailureMessage { get; init; }
    public bool? FailureCanRetry { get; init; }

    /// <summary>Not on the page of its conversation: a retry or an edit took its place, or it is a fork.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>The run whose question this one asks again.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>The run whose question this one asks otherwise.</summary>
    public Guid? EditOf { get; init; }

    // Of a fork: the run that it goes on from, the step there, how many steps it has of it, and what was changed, in words.
    public Guid? ForkOf { get; init; }
    public int? ForkStep { get; init; }
    public int? ForkCopied { get; init; }
    public string? ForkChanges { get; init; }

    /// <summary>What its conversation had said when the question was first asked, where that is before <see cref="AskedAt"/>.</summary>
    public DateTimeOffset? HistoryUntil { get; init; }

    public bool? FeedbackGood { get; init; }
    public string? FeedbackReason { get; init; }
}

internal sealed class RunRowConfiguration : IEntityTypeConfiguration<RunRow>
{
    public void Configure(EntityTypeBuilder<RunRow> builder)
    {
        builder.ToTable("runs");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Status).HasConversion(RunStatusText.Converter);
        builder.Property(r => r.Priority).HasConversion(RunPriorityText.Converter).HasDefaultValue(RunPriority.Person);
        builder.Property(r => r.JournalFormat).HasDefaultValue(1).ValueGeneratedNever();
        builder.Property(r => r.AnswerStatus).HasConversion(AnswerStatusText.Converter);
        builder.HasIndex(r => new { r.ConversationId, r.AskedAt }).HasDatabaseName("ix_runs_conversation");
        // The list of traces filters within the index: whatever is asked for, it reads no more than this.
        builder
            .HasIndex(r => new { r.AskedAt, r.Id })
            .IsDescending()
            .IncludeProperties(r => new
            {
                r.Agent,
                r.AgentVersion,
                r.Model,
                r.UserName,
                r.Status,
                r.AnswerStatus,
                r.Account,
                r.Level,
                r.Priority,
                r.FailureCode,
                r.FeedbackGood,
                r.CostUsd,
                r.DurationMs,
                r.Tokens,
                r.StepCount,
            })
            .HasDatabaseName("ix_runs_asked_at");
        builder
            .HasIndex(r => new
            {
                r.Agent,
                r.AskedAt,
                r.Id,
            })
            .IsDescending(false, true, true)
            .HasDatabaseName("ix_runs_agent");
        builder
            .HasIndex(r => new
            {
                r.Model,
                r.AskedAt,
                r.Id,
            })
            .IsDescending(false, true, true)
            .HasDatabaseName("ix_runs_model");
        builder
            .HasIndex(r => new
            {
                r.UserName,
                r.AskedAt,
                r.Id,
            })
            .IsDescending(false, true, true)
            .HasDatabaseName("ix_runs_user");
        builder
            .HasIndex(r => new
            {
                r.Status,
                r.AskedAt,
                r.Id,
            })
            .IsDescending(false, true, true)
            .HasFilter("status <> 'done'")
            .HasDatabaseName("ix_runs_status");
        builder
            .HasIndex(r => new
            {
                r.FailureCode,
                r.AskedAt,
                r.Id,
            })
            .IsDescending(false, true, true)
            .HasFilter("failure_code is not null")
            .HasDatabaseName("ix_runs_failure");
        builder.HasIndex(r => r.Id).HasFilter("status in ('queued', 'running')").HasDatabaseName("ix_runs_active");
        builder.HasIndex(r => r.WakesAt).HasFilter("status = 'waiting' and wakes_at is not null").HasDatabaseName("ix_runs_wakes_at");
        builder.HasIndex(r => r.RetryOf).HasFilter("retry_of is not null").HasDatabaseName("ix_runs_retry_of");
        builder.HasIndex(r => r.ForkOf).HasFilter("fork_of is not null").HasDatabaseName("ix_runs_fork_of");
        builder.HasIndex(r => r.EditOf).HasFilter("edit_of is not null").HasDatabaseName("ix_runs_edit_of");
    }
}

/// <summary>Says that a step began, and how to tell that it is the same one when it is done again.</summary>
internal sealed record StepStartRow
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int? Parent { get; init; }
    public StepKind Kind { get; init; }
    public required string Name { get; init; }
    public string? Title { get; init; }
    public required string IdempotencyKey { get; init; }
    public bool IsRepeatable { get; init; }
    public int Fence { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public byte[]? RequestHash { get; init; }

    /// <summary>The model step whose prompt this one's continues.</summary>
    public int? PromptParent { get; init; }

    /// <summary>Blobs of the messages appended to it, in order.</summary>
    public byte[][]? PromptAdded { get; init; }

    public byte[]? ToolsHash { get; init; }
}

internal sealed class StepStartRowConfiguration : IEntityTypeConfiguration<StepStartRow>
{
    public void Configure(EntityTypeBuilder<StepStartRow> builder)
    {
        builder.ToTable("step_starts");
        builder.HasKey(s => new { s.RunId, s.Seq });
        builder.Property(s => s.Seq).ValueGeneratedNever();
        builder.Property(s => s.Kind).HasConversion(StepKindText.Converter);
    }
}

/// <summary>A step that ended: one wide row, never changed, that repeats what its start said.</summary>
internal sealed record StepEndRow
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int? Parent { get; init; }
    public StepKind Kind { get; init; }
    public required string Name { get; init; }
    public string? Title { get; init; }
    public required string IdempotencyKey { get; init; }
    public bool IsRepeatable { get; init; }
    public int Fence { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public byte[]? RequestHash { get; init; }
    public int? PromptParent { get; init; }
    public byte[][]? PromptAdded { get; init; }
    public byte[]? ToolsHash { get; init; }

    public StepStatus Status { get; init; }

    /// <summary>What came of it, in one word that the fold reads: <c>replied, returned, refused, broke, answered, asked, …</c></summary>
    public string Outcome { get; init; } = "";

    public DateTimeOffset EndedAt { get; init; }
    public double DurationMs { get; init; }
    public int Attempts { get; init; }
    public string? Summary { get; init; }
    public string? ErrorCode { get; init; }
    public string? Error { get; init; }

    /// <summary>The assistant's or the tool's message; the decision of a route; the choice of a question.</summary>
    public byte[]? ResponseHash { get; init; }

    /// <summary>The result's proof or the answer, without its rows.</summary>
    public byte[]? DataHash { get; init; }

    public byte[]? RowsHash { get; init; }
    public long? RowCount { get; init; }
    public string? Model { get; init; }
    public long Tokens { get; init; }
    public decimal? CostUsd { get; init; }

    public static StepEndRow Of(StepStartRow start) =>
        new()
        {
            RunId = start.RunId,
            Seq = start.Seq,
            Parent = start.Parent,
            Kind = start.Kind,
            Name = start.Name,
            Title = start.Title,
            IdempotencyKey = start.IdempotencyKey,
            IsRepeatable = start.IsRepeatable,
            Fence = start.Fence,
            StartedAt = start.StartedAt,
            RequestHash = start.RequestHash,
            PromptParent = start.PromptParent,
            PromptAdded = start.PromptAdded,
            ToolsHash = start.ToolsHash,
        };

    public StepStartRow AsStart() =>
        new()
        {
            RunId = RunId,
            Seq = Seq,
            Parent = Parent,
            Kind = Kind,
            Name = Name,
            Title = Title,
            IdempotencyKey = IdempotencyKey,
            IsRepeatable = IsRepeatable,
            Fence = Fence,
            StartedAt = StartedAt,
            RequestHash = RequestHash,
            PromptParent = PromptParent,
            PromptAdded = PromptAdded,
            ToolsHash = ToolsHash,
        };
}

internal sealed class StepEndRowConfiguration : IEntityTypeConfiguration<StepEndRow>
{
    public void Configure(EntityTypeBuilder<StepEndRow> builder)
    {
        builder.ToTable("steps");
        builder.HasKey(s => new { s.RunId, s.Seq });
        builder.Property(s => s.Seq).ValueGeneratedNever();
        builder.Property(s => s.Kind).HasConversion(StepKindText.Converter);
        builder.Property(s => s.Status).HasConversion(StepStatusText.Converter);
    }
}

/// <summary>A try inside a step that did not end it: a transient fault before the next try, or one that a crash cut off.</summary>
internal sealed record StepAttemptRow
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Number { get; init; }
    public int Fence { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public double DurationMs { get; init; }

    /// <summary><c>transient, timeout, cancelled, …</c>, or <c>lost</c> after a crash.</summary>
    public required string Outcome { get; init; }

    public string? Error { get; init; }
}

internal sealed class StepAttemptRowConfiguration : IEntityTypeConfiguration<StepAttemptRow>
{
    public void Configure(EntityTypeBuilder<StepAttemptRow> builder)
    {
        builder.ToTable("step_attempts");
        builder.HasKey(s => new
        {
            s.RunId,
            s.Seq,
            s.Number,
        });
    }
}

/// <summary>One try at one provider, and what it cost by the price of its moment. The bill.</summary>
internal sealed record UsageEntryRow
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Number { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Agent { get; init; }
    public required string AgentVersion { get; init; }
    public required string UserName { get; init; }
    public Guid ConversationId { get; init; }
    public required string Provider { get; init; }
    public required string Model { get; init; }
    public double DurationMs { get; init; }
    public long Input { get; init; }
    public long CacheRead { get; init; }
    public long CacheWrite { get; init; }
    public long Output { get; init; }
    public long Reasoning { get; init; }
    public bool IsEstimated { get; init; }
    public decimal? CostUsd { get; init; }
    public string? Error { get; init; }
    public long CacheWriteLong { get; init; }
    public long AudioInput { get; init; }
    public long ImageInput { get; init; }
    public long AudioCacheRead { get; init; }
    public long ImageCacheRead { get; init; }
    public long AudioOutput { get; init; }
    public long ImageOutput { get; init; }
    public long Searches { get; init; }
    public string? ServiceTier { get; init; }

    /// <summary>False: its counts do not fit together, and <see cref="CostUsd"/> is null.</summary>
    public bool IsReconciled { get; init; } = true;

    public string? Mismatch { get; init; }

    // Where the money went: adds up to the cost.
    public decimal? FreshUsd { get; init; }
    public decimal? CacheReadUsd { get; init; }
    public decimal? CacheWriteUsd { get; init; }
    public decimal? OutputUsd { get; init; }
    public decimal? FeesUsd { get; init; }

    /// <summary>What the provider says that it charged.</summary>
    public decimal? ReportedCostUsd { get; init; }

    public string? Tier { get; init; }
    public string? Decision { get; init; }
    public double? FirstTokenMs { get; init; }

    /// <summary>From the response cache.</summary>
    public bool IsCached { get; init; }

    /// <summary>False: refused before a provider was asked.</summary>
    public bool IsSent { get; init; } = true;

    public string? Fault { get; init; }
    public string? Team { get; init; }
    public string? KeyName { get; init; }

    // What was held back for it.
    public long? BudgetNode { get; init; }
    public long? BudgetHold { get; init; }
    public int[]? BudgetIds { get; init; }
}

internal sealed class UsageEntryRowConfiguration : IEntityTypeConfiguration<UsageEntryRow>
{
    public void Configure(EntityTypeBuilder<UsageEntryRow> builder)
    {
        builder.ToTable("usage");
        builder.HasKey(u => new
        {
            u.RunId,
            u.Seq,
            u.Number,
        });
        builder.HasIndex(u => u.At).HasDatabaseName("ix_usage_at");
        builder.HasIndex(u => new { u.BudgetNode, u.BudgetHold }).HasFilter("budget_node is not null").HasDatabaseName("ix_usage_budget_hold");

        // For a server of the version before, which writes rows without these columns while another is new already.
        foreach (
            var count in (string[])
                [
                    nameof(UsageEntryRow.CacheWriteLong),
                    nameof(UsageEntryRow.AudioInput),
                    nameof(UsageEntryRow.ImageInput),
                    nameof(UsageEntryRow.AudioCacheRead),
                    nameof(UsageEntryRow.ImageCacheRead),
                    nameof(UsageEntryRow.AudioOutput),
                    nameof(UsageEntryRow.ImageOutput),
                    nameof(UsageEntryRow.Searches),
                ]
        )
            builder.Property<long>(count).HasDefaultValue(0L).ValueGeneratedNever();
        builder.Property(u => u.IsReconciled).HasDefaultValue(true).ValueGeneratedNever();
        builder.Property(u => u.IsCached).HasDefaultValue(false).ValueGeneratedNever();
        builder.Property(u => u.IsSent).HasDefaultValue(true).ValueGeneratedNever();
    }
}

/// <summary>An executor that took the run.</summary>
internal sealed class RunClaimRow
{
    public Guid RunId { get; init; }
    public int Fence { get; init; }
    public required string Worker { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Null: from before this was written down.</summary>
    public string? Program { get; init; }
}

internal sealed class RunClaimRowConfiguration : IEntityTypeConfiguration<RunClaimRow>
{
    public void Configure(EntityTypeBuilder<RunClaimRow> builder)
    {
        builder.ToTable("run_claims");
        builder.HasKey(c => new { c.RunId, c.Fence });
    }
}
