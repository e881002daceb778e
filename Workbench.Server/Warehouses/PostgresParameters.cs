using System.Globalization;
using Npgsql;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Warehouses;

/// <summary>Values of a semantic query as typed parameters. Each goes by position, beside the text and never in it.</summary>
internal static class PostgresParameters
{
    /// <exception cref="FormatException">A value is not of the type that the statement wants.</exception>
    public static NpgsqlParameter Create(SqlParameterValue parameter)
    {
        var type = parameter.Type.Trim();
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            var element = type[..^2];
            return new NpgsqlParameter { DataTypeName = type, Value = Array(element, parameter.Values) };
        }

        var value =
            parameter.Values.Count == 1 ? parameter.Values[0] : throw new FormatException($"A parameter of type {type} has {parameter.Values.Count} values.");
        return new NpgsqlParameter { DataTypeName = type, Value = value.IsNull ? DBNull.Value : Scalar(type, value) };
    }

    private static Array Array(string type, IReadOnlyList<QueryValue> values)
    {
        return Scalar(type, SampleOf(type)) switch
        {
            string => values.Select(v => v.IsNull ? null : v.ToString()).ToArray(),
            decimal => Of<decimal>(),
            long => Of<long>(),
            int => Of<int>(),
            short => Of<short>(),
            double => Of<double>(),
            bool => Of<bool>(),
            DateOnly => Of<DateOnly>(),
            DateTime => Of<DateTime>(),
            Guid => Of<Guid>(),
            var other => throw new FormatException($"Arrays of {other.GetType().Name} are not known here."),
        };

        T?[] Of<T>()
            where T : struct => values.Select(v => v.IsNull ? (T?)null : (T)Scalar(type, v)).ToArray();
    }

    private static object Scalar(string type, QueryValue value) =>
        type switch
        {
            "text" or "varchar" or "character varying" or "char" or "bpchar" or "citext" or "name" => value.ToString(),
            "numeric" or "decimal" => Number(type, value),
            "bigint" or "int8" => Whole<long>(type, value),
            "integer" or "int" or "int4" => Whole<int>(type, value),
            "smallint" or "int2" => Whole<short>(type, value),
            "double precision" or "float8" or "real" or "float4" => (double)Number(type, value),
            "boolean" or "bool" => value.Boolean ?? (bool.TryParse(value.Text, out var flag) ? flag : throw Wrong(type, value)),
            "date" => DateOnly.TryParseExact(value.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : throw Wrong(type, value),
            // As written: like PostgreSQL it passes over an offset, where DateTime would move it into this machine's zone.
            "timestamp" or "timestamp without time zone" => DateTimeOffset.TryParse(
                value.Text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var local
            )
                ? local.DateTime
                : throw Wrong(type, value),
            "timestamptz" or "timestamp with time zone" => DateTimeOffset.TryParse(
                value.Text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
                ? instant.UtcDateTime
                : throw Wrong(type, value),
            "uuid" => Guid.TryParse(value.Text, out var id) ? id : throw Wrong(type, value),
            _ => throw new FormatException($"Parameters of type {type} are not known here."),
        };

    private static QueryValue SampleOf(string type) =>
        type switch
        {
            "date" or "timestamp" or "timestamp without time zone" or "timestamptz" or "timestamp with time zone" => "2000-01-01",
            "boolean" or "bool" => true,
            "uuid" => Guid.Empty.ToString(),
            _ => 0m,
        };

    private static decimal Number(string type, QueryValue value) =>
        value.Number ?? (decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(type, value));

    private static T Whole<T>(string type, QueryValue value)
        where T : System.Numerics.INumber<T>
    {
        var number = Number(type, value);
        try
        {
            return number == decimal.Truncate(number) ? T.CreateChecked(number) : throw Wrong(type, value);
        }
        catch (OverflowException)
        {
            throw Wrong(type, value);
        }
    }

    private static FormatException Wrong(string type, QueryValue value) => new($"\"{value}\" is not a value of the type {type}.");
}
