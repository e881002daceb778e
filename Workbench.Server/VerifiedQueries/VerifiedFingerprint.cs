using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.VerifiedQueries;

internal static class VerifiedFingerprint
{
    /// <summary>Of what somebody vouches for: the query and the day; another wording, owner or day of expiry changes nothing of it.</summary>
    public static string Of(VerifiedQuery verified) =>
        Hash(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{verified.VerifiedOn:yyyy-MM-dd}\n{(verified.Query is { } query ? JsonSerializer.Serialize(query, WireJson.Options) : verified.Sql)}"
            )
        );

    /// <summary>Of a result: the order of rows does not matter unless it decides which of them there are, and neither does what a sum of floats leaves behind the twelfth digit.</summary>
    public static string Of(IReadOnlyList<IReadOnlyList<Cell>> rows) =>
        Hash(string.Join('\n', rows.Select(r => string.Join('\u001f', r.Select(Written))).Order(StringComparer.Ordinal)));

    private static string Written(Cell cell) =>
        cell.IsNull ? "\u0000"
        : cell.Number is { } number ? Rounded(number)
        : cell.ToString();

    private static string Rounded(decimal number)
    {
        if (number == 0)
            return "0";
        var digits = (int)Math.Floor(Math.Log10((double)Math.Abs(number))) + 1;
        return Math.Round(number, Math.Clamp(12 - digits, 0, 28)).ToString("0.############################", CultureInfo.InvariantCulture);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
