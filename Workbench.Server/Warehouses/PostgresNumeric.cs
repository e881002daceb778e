using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Workbench.Server.Warehouses;

/// <summary>
/// PostgreSQL's <c>numeric</c> as it comes over the wire. It holds more digits than <see cref="decimal"/> does (a product of two
/// averages has forty); what is too long is rounded to 28 digits instead of failing the whole answer.
/// </summary>
internal static class PostgresNumeric
{
    private const ushort Negative = 0x4000;
    private const ushort NaN = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    /// <returns>A decimal; a double for what no decimal can hold (NaN, infinities, more than 28 digits before the point); text for what no double can.</returns>
    public static object Read(ReadOnlySpan<byte> wire)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(wire);
        var weight = BinaryPrimitives.ReadInt16BigEndian(wire[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(wire[4..]);
        var scale = BinaryPrimitives.ReadInt16BigEndian(wire[6..]);
        switch (sign)
        {
            case NaN:
                return double.NaN;
            case PositiveInfinity:
                return double.PositiveInfinity;
            case NegativeInfinity:
                return double.NegativeInfinity;
        }

        // The value is all * 10000^(weight - count + 1).
        var all = BigInteger.Zero;
        for (var i = 0; i < count; i++)
            all = all * 10_000 + BinaryPrimitives.ReadInt16BigEndian(wire[(8 + 2 * i)..]);

        var shift = scale + 4 * (weight - count + 1);
        var scaled = shift >= 0 ? all * BigInteger.Pow(10, shift) : all / BigInteger.Pow(10, -shift);
        var digits = scaled.IsZero ? 1 : (int)Math.Floor(BigInteger.Log10(scaled)) + 1;
        // The logarithm of 999…9 rounds up.
        if (digits > 1 && scaled < BigInteger.Pow(10, digits - 1))
            digits--;
        if (digits - scale > 28)
        {
            var large = double.Parse(FormattableString.Invariant($"{scaled}E-{scale}"), CultureInfo.InvariantCulture);
            if (double.IsInfinity(large))
                return Print(scaled, scale, sign == Negative);
            return sign == Negative ? -large : large;
        }

        var surplus = Math.Max(0, Math.Max(digits - 28, scale - 28));
        if (surplus > 0)
        {
            scaled = (scaled + BigInteger.Pow(10, surplus) / 2) / BigInteger.Pow(10, surplus);
            scale -= (short)surplus;
        }

        var mantissa = (UInt128)scaled;
        var read = new decimal((int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), sign == Negative, (byte)scale);
        // 48572950.8000000000000000 is 48572950.8: division gives the shortest form.
        return read / 1.0000000000000000000000000000m;
    }

    private static string Print(BigInteger scaled, int scale, bool isNegative)
    {
        var digits = scaled.ToString(CultureInfo.InvariantCulture);
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}".TrimEnd('0').TrimEnd('.');
        return isNegative ? "-" + text : text;
    }
}
