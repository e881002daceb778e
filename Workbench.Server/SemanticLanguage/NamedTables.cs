using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Server.SemanticLanguage;

/// <summary>
/// The tables and columns that a change brings, held against those that the warehouse has. Its schema is read at most once; nothing is
/// asked where a change names no other tables than before.
/// </summary>
internal sealed class NamedTables(SeenWarehouse warehouse, IWarehouseAccounts accounts)
{
    public async Task<NamedTablesCheck> CheckAsync(LayerContent before, LayerContent after, CancellationToken cancellationToken)
    {
        var known = before.Account == after.Account ? before.Tables.Select(Naming).ToHashSet(StringComparer.Ordinal) : [];
        var brought = after.Tables.RemoveAll(t => known.Contains(Naming(t)));
        // An account that nobody has set up is told of as such, whatever its tables are.
        if (brought.IsEmpty || accounts.Find(after.Account) is null)
            return NamedTablesCheck.Nothing;
        var check = NamedTablesCheck.Nothing;
        foreach (var isSure in (bool[])[false, true])
        {
            if (await warehouse.ReadNowAsync(after.Account, isSure, cancellationToken) is not { } schema)
                return new NamedTablesCheck([], WhyUnasked(after.Account));
            var had = before.Account == after.Account ? Errors(before, before.Tables, schema).Select(KindOf).ToHashSet() : [];
            check = new NamedTablesCheck([.. Errors(after, brought, schema).Where(p => !had.Contains(KindOf(p)))], Unasked: null);
            if (check.Lacking.IsEmpty)
                break;
        }
        return check;
    }

    /// <summary>Asks now, so that a check within a lock need not wait for the answer.</summary>
    public Task LookAsync(string account, CancellationToken cancellationToken) => warehouse.ReadNowAsync(account, isSure: false, cancellationToken);

    private static IEnumerable<SemanticProblem> Errors(LayerContent content, ImmutableArray<LayerTable> tables, WarehouseSchema schema) =>
        WarehouseCheck.Run(content with { Entities = [], Tables = tables }, schema).Where(p => p.Severity == ProblemSeverity.Error);

    /// <summary>What the warehouse is asked about; where it stands, and what is said of it, is not.</summary>
    private static string Naming(LayerTable table) =>
        $"{table.FullName}({string.Join(", ", table.Columns.Select(c => $"{c.Name} {c.Type}").Order(StringComparer.Ordinal))})";

    private static (string Code, string Message) KindOf(SemanticProblem problem) => (problem.Code, problem.Message);

    private string WhyUnasked(string account) =>
        accounts.IsBeingFilled(account)
            ? $"The warehouse {account} is still being written, so it was not asked whether it has the tables and columns that this names."
            : $"The warehouse {account} does not answer, so it was not asked whether it has the tables and columns that this names.";
}

/// <param name="Lacking">What the warehouse does not have, or has with another type.</param>
/// <param name="Unasked">Why it could not be asked, as a sentence; null when it was, or nothing was to be asked.</param>
internal sealed record NamedTablesCheck(ImmutableArray<SemanticProblem> Lacking, string? Unasked)
{
    public static NamedTablesCheck Nothing { get; } = new([], null);
}
