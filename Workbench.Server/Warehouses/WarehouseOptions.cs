using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Warehouses;

public sealed class WarehouseOptions
{
    public DemoOptions Demo { get; set; } = new();

    /// <summary>Accounts by name: <c>Warehouses__Accounts__sales__Url=postgresql://…</c>.</summary>
    public Dictionary<string, AccountOptions> Accounts { get; } = new(StringComparer.Ordinal);

    public sealed class DemoOptions
    {
        /// <summary>Whether there is a demo company. Default true.</summary>
        public bool Enabled { get; set; } = true;

        /// <summary>Name of its account and of its database. Default <c>acme</c>.</summary>
        [Required]
        public string Account { get; set; } = "acme";

        public string Label { get; set; } = "Acme demo";

        /// <summary>The same seed and day give the same company. Default 1.</summary>
        public int Seed { get; set; } = 1;
    }

    public sealed class AccountOptions
    {
        /// <summary><c>postgresql://user:password@host:port/database</c> of a role that owns the tables and may create roles.</summary>
        [Required]
        public string Url { get; set; } = "";

        public string? Label { get; set; }
    }
}
