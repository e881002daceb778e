namespace Workbench.Server.Warehouses;

/// <summary>Whose a warehouse is: what Workbench may change there beyond the rights of its own logins.</summary>
internal enum WarehouseOwnership
{
    /// <summary>Somebody's data, with other programs on it: nobody else's rights or roles are touched.</summary>
    User,

    /// <summary>Workbench made the database.</summary>
    Database,
}
