using System.Text.Json.Nodes;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Other formats seldom know the types of columns; the warehouse does.</summary>
internal static class LiveTypes
{
    /// <summary>A file of tables with the types that the warehouse has; columns that it does not have stay as they came.</summary>
    public static LayerFileText Put(LayerFileText file, WarehouseSchema schema)
    {
        if (LayerMerge.Tree(file) is not { } tree || tree["tables"] is not JsonArray tables)
            return file;
        var isChanged = false;
        foreach (var table in tables.OfType<JsonObject>())
        {
            if (schema.Find(tree["schema"]?.ToString() ?? "", table["name"]?.ToString() ?? "") is not { } live)
                continue;
            foreach (var column in (table["columns"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (
                    live.FindColumn(column["name"]?.ToString() ?? "") is not { } found
                    || column["type"]?.ToString() is { } type && !WarehouseCheck.Differ(type, found.Type)
                )
                    continue;
                column["type"] = found.Type;
                isChanged = true;
            }
        }
        return isChanged ? LayerBuild.File(file.Path, tree) : file;
    }
}
