using Npgsql;

namespace Workbench.Server.People;

/// <summary>A column that names people, of rows that outlive a person's own.</summary>
/// <param name="What">What its rows are, for people.</param>
/// <param name="Where">Of those rows alone; null: all.</param>
internal sealed record PersonName(string Table, string Column, string What, string? Where = null)
{
    /// <summary>All there are. A test looks for a name in every text of the database after it was erased.</summary>
    public static IReadOnlyList<PersonName> All { get; } =
    [
        new(
            "conversations",
            "user_name",
            "conversations with runs of others",
            "exists (select from runs r where r.conversation_id = conversations.id and r.user_name <> conversations.user_name)"
        ),
        new("usage", "user_name", "calls in the bill"),
        new("budget_holds", "user_name", "calls held on budgets"),
        new("budget_lost_holds", "user_name", "calls held on budgets"),
        new("budgets", "set_by", "budgets that they set"),
        new("budgets", "subject", "budgets of their own", "scope = 'user'"),
        new("gateway_keys", "created_by", "keys that they made"),
        new("layer_entries", "author", "entries of the layer's history"),
        new("router_labels", "labelled_by", "labels for the router"),
        new("router_labels", "done_by", "labels for the router"),
        new("router_ships", "shipped_by", "versions of the router"),
        new("eval_sets", "created_by", "sets of questions"),
        new("eval_cases", "added_by", "questions in sets"),
        new("eval_results", "started_by", "results of sets"),
        new("second_opinions", "asked_by", "second opinions"),
        new("second_opinions", "resolved_by", "second opinions"),
        new("retention_rounds", "by", "rounds of retention"),
        new("runs", "cancelled_by", "runs of others that they stopped"),
        new("saved_views", "owner", "views that they share"),
        new("step_notes", "author", "notes on steps"),
        new("step_labels", "author", "labels on steps"),
        new("anomaly_alarms", "acknowledged_by", "alarms that they acknowledged"),
        new("anomaly_mutes", "by", "alarms that they muted"),
        new("outside_spans", "owner", "traces of other programs"),
    ];

    /// <summary>How many rows have the name <c>$1</c>.</summary>
    public string Count => $"select count(*) from {Table} where {Condition}";

    public NpgsqlBatchCommand Rename(string name, string label) =>
        new($"update {Table} set {Column} = $2 where {Condition}")
        {
            Parameters =
            {
                new() { Value = name },
                new() { Value = label },
            },
        };

    private string Condition => Where is null ? $"{Column} = $1" : $"{Column} = $1 and {Where}";
}
