using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.Semantics.Layer;

/// <summary>A small layer without problems, for tests to break.</summary>
internal static class SmallLayer
{
    public const string LayerFile = """
        name: Small
        account: acme
        """;

    public const string Tables = """
        schema: crm
        tables:
          - name: accounts
            description: One row per company.
            access: internal
            freshness: { column: created_at, within: 2 days }
            columns:
              - { name: id, type: bigint }
              - { name: name, type: text }
              - { name: tier, type: text }
              - { name: segment, type: text }
              - { name: note, type: text }
              - { name: secret, type: text, access: restricted }
              - { name: seats, type: integer }
              - { name: is_internal, type: boolean }
              - { name: created_at, type: timestamptz }
              - { name: owner_id, type: bigint }
          - name: employees
            access: internal
            columns:
              - { name: id, type: bigint }
              - { name: name, type: text }
          - name: payments
            access: internal
            columns:
              - { name: id, type: bigint }
              - { name: account_id, type: bigint }
              - { name: amount_cents, type: bigint }
              - { name: kind, type: text }
              - { name: paid_on, type: date }
        """;

    public const string Account = """
        entity: account
        synonyms: [customer]
        table: crm.accounts
        key: [id]
        title: name
        times: [{ name: created, expr: created_at }]
        dimensions:
          - { name: name, values: indexed }
          - { name: tier }
          - { name: note }
          - { name: secret, hidden: true }
          - { name: segment, values: { enterprise: [big ones], startup: [] } }
          - { name: size, expr: "case when seats >= 100 then 'large' else 'small' end" }
          - { name: seats }
        segments:
          - { name: real, where: not is_internal, default: true }
        joins:
          - { name: owner, to: employee, on: owner_id = owner.id, optional: true }
        """;

    public const string Employee = """
        entity: employee
        table: crm.employees
        key: id
        dimensions: [{ name: name, values: indexed }]
        """;

    public const string Payment = """
        entity: payment
        table: crm.payments
        key: [id]
        times: [{ name: paid, expr: paid_on }]
        dimensions:
          - { name: kind }
        joins:
          - { name: account, on: account_id = account.id }
        """;

    public const string Metrics = """
        metrics:
          - { name: new_accounts, entity: account, agg: count }
          - { name: paid, label: Paid, entity: payment, agg: sum, expr: amount_cents / 100, unit: USD, where: kind <> 'refund' }
          - { name: paid_per_account, type: ratio, numerator: paid, denominator: new_accounts }
          - { name: paid_yearly, type: derived, expr: paid * 12 }
        """;

    public const string Access = """
        levels:
          - { name: public }
          - { name: internal, login: level_internal }
          - { name: restricted, contact: data@example.com }
        """;

    public static ImmutableArray<LayerFileText> Files { get; } =
    [
        new("layer.yml", LayerFile),
        new("1-warehouse/crm.yml", Tables),
        new("2-entities/account.yml", Account),
        new("2-entities/employee.yml", Employee),
        new("2-entities/payment.yml", Payment),
        new("3-metrics/all.yml", Metrics),
        new("5-operations/access.yml", Access),
    ];

    /// <summary>The layer with a file replaced or added.</summary>
    public static ImmutableArray<LayerFileText> With(string path, string text) => [.. Files.Where(f => f.Path != path), new LayerFileText(path, text)];

    /// <summary>The layer with one passage of a file replaced.</summary>
    public static ImmutableArray<LayerFileText> With(string path, string passage, string replacement)
    {
        var file = Files.Single(f => f.Path == path);
        if (!file.Text.Contains(passage, StringComparison.Ordinal))
            throw new ArgumentException($"{path} does not hold: {passage}", nameof(passage));
        return With(path, file.Text.Replace(passage, replacement, StringComparison.Ordinal));
    }
}
