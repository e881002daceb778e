namespace Workbench.Server.Runs;

/// <summary>Compares hashes by their bytes.</summary>
internal sealed class BlobHash : IEqualityComparer<byte[]>
{
    public static BlobHash Comparer { get; } = new();

    /// <summary>The order in which all write them, as PostgreSQL sorts them.</summary>
    public static IComparer<byte[]> Order { get; } = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    public bool Equals(byte[]? x, byte[]? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.AsSpan().SequenceEqual(y));

    /// <remarks>The bytes are evenly spread already.</remarks>
    public int GetHashCode(byte[] hash) => BitConverter.ToInt32(hash);
}
