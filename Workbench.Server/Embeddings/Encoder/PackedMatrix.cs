using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>
/// A matrix of weights, laid out so that a product reads it from front to back: panels of 64 columns, each panel row by row. A product works on four rows of the
/// left side at once, whose 4 × 64 sums stay in registers. docs/decisions/0021 has what else was measured.
/// </summary>
internal sealed class PackedMatrix
{
    /// <summary>Rows of the left side are worked on in blocks of so many: buffers hold whole blocks, what is in the rows beyond does no harm.</summary>
    public const int BlockRows = 4;

    private const int Panel = 64;

    private readonly float[] _panels;

    /// <param name="values">Row by row: <paramref name="inputs"/> rows of <paramref name="outputs"/>.</param>
    public PackedMatrix(ReadOnlySpan<float> values, int inputs, int outputs)
    {
        if (outputs % Panel != 0 || values.Length != inputs * outputs)
            throw new ArgumentException($"{values.Length} values are no matrix of {inputs} rows and {outputs} columns in panels of {Panel}.", nameof(values));
        (Inputs, Outputs) = (inputs, outputs);
        _panels = GC.AllocateUninitializedArray<float>(values.Length);
        for (var column = 0; column < outputs; column += Panel)
        for (var row = 0; row < inputs; row++)
            values.Slice(row * outputs + column, Panel).CopyTo(_panels.AsSpan(column * inputs + row * Panel));
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Adds the product of the left rows and this matrix to the sums.</summary>
    /// <param name="left">Rows of <see cref="Inputs"/>.</param>
    /// <param name="sums">Rows of <see cref="Outputs"/>.</param>
    public void AddProduct(ReadOnlySpan<float> left, int rows, Span<float> sums) => AddProduct(left, rows, sums, Vector512.IsHardwareAccelerated);

    /// <param name="isWide">Whether to use registers of 512 bits, or of 256.</param>
    internal void AddProduct(ReadOnlySpan<float> left, int rows, Span<float> sums, bool isWide)
    {
        var whole = (rows + BlockRows - 1) / BlockRows * BlockRows;
        left = left[..(whole * Inputs)];
        sums = sums[..(whole * Outputs)];
        for (var column = 0; column < Outputs; column += Panel)
        for (var row = 0; row < whole; row += BlockRows)
        {
            ref readonly var x = ref left[row * Inputs];
            ref var panel = ref _panels[column * Inputs];
            ref var y = ref sums[row * Outputs + column];
            if (isWide)
                AddWide(in x, ref panel, ref y);
            else
                for (var part = 0; part < Panel; part += 2 * Vector256<float>.Count)
                    AddNarrow(in x, ref Unsafe.Add(ref panel, part), ref Unsafe.Add(ref y, part));
        }
    }

    private void AddWide(ref readonly float left, ref float panel, ref float sums)
    {
        ref var x = ref Unsafe.AsRef(in left);
        var row0 = new WideSums(ref sums);
        var row1 = new WideSums(ref Unsafe.Add(ref sums, Outputs));
        var row2 = new WideSums(ref Unsafe.Add(ref sums, 2 * Outputs));
        var row3 = new WideSums(ref Unsafe.Add(ref sums, 3 * Outputs));
        for (var i = 0; i < Inputs; i++)
        {
            var weights = new WideSums(ref panel);
            row0.Add(Unsafe.Add(ref x, i), weights);
            row1.Add(Unsafe.Add(ref x, Inputs + i), weights);
            row2.Add(Unsafe.Add(ref x, 2 * Inputs + i), weights);
            row3.Add(Unsafe.Add(ref x, 3 * Inputs + i), weights);
            panel = ref Unsafe.Add(ref panel, Panel);
        }
        row0.Store(ref sums);
        row1.Store(ref Unsafe.Add(ref sums, Outputs));
        row2.Store(ref Unsafe.Add(ref sums, 2 * Outputs));
        row3.Store(ref Unsafe.Add(ref sums, 3 * Outputs));
    }

    private void AddNarrow(ref readonly float left, ref float panel, ref float sums)
    {
        ref var x = ref Unsafe.AsRef(in left);
        var row0 = new NarrowSums(ref sums);
        var row1 = new NarrowSums(ref Unsafe.Add(ref sums, Outputs));
        var row2 = new NarrowSums(ref Unsafe.Add(ref sums, 2 * Outputs));
        var row3 = new NarrowSums(ref Unsafe.Add(ref sums, 3 * Outputs));
        for (var i = 0; i < Inputs; i++)
        {
            var weights = new NarrowSums(ref panel);
            row0.Add(Unsafe.Add(ref x, i), weights);
            row1.Add(Unsafe.Add(ref x, Inputs + i), weights);
            row2.Add(Unsafe.Add(ref x, 2 * Inputs + i), weights);
            row3.Add(Unsafe.Add(ref x, 3 * Inputs + i), weights);
            panel = ref Unsafe.Add(ref panel, Panel);
        }
        row0.Store(ref sums);
        row1.Store(ref Unsafe.Add(ref sums, Outputs));
        row2.Store(ref Unsafe.Add(ref sums, 2 * Outputs));
        row3.Store(ref Unsafe.Add(ref sums, 3 * Outputs));
    }

    /// <summary>64 numbers in four registers of 512 bits.</summary>
    private struct WideSums
    {
        private Vector512<float> _a;
        private Vector512<float> _b;
        private Vector512<float> _c;
        private Vector512<float> _d;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public WideSums(ref float from)
        {
            _a = Vector512.LoadUnsafe(ref from);
            _b = Vector512.LoadUnsafe(ref from, 16);
            _c = Vector512.LoadUnsafe(ref from, 32);
            _d = Vector512.LoadUnsafe(ref from, 48);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, WideSums weights)
        {
            var factors = Vector512.Create(factor);
            _a = Vector512.FusedMultiplyAdd(factors, weights._a, _a);
            _b = Vector512.FusedMultiplyAdd(factors, weights._b, _b);
            _c = Vector512.FusedMultiplyAdd(factors, weights._c, _c);
            _d = Vector512.FusedMultiplyAdd(factors, weights._d, _d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float to)
        {
            _a.StoreUnsafe(ref to);
            _b.StoreUnsafe(ref to, 16);
            _c.StoreUnsafe(ref to, 32);
            _d.StoreUnsafe(ref to, 48);
        }
    }

    /// <summary>16 numbers in two registers of 256 bits: processors without AVX-512 have too few for more.</summary>
    private struct NarrowSums
    {
        private Vector256<float> _a;
        private Vector256<float> _b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public NarrowSums(ref float from)
        {
            _a = Vector256.LoadUnsafe(ref from);
            _b = Vector256.LoadUnsafe(ref from, 8);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, NarrowSums weights)
        {
            var factors = Vector256.Create(factor);
            _a = Vector256.MultiplyAddEstimate(factors, weights._a, _a);
            _b = Vector256.MultiplyAddEstimate(factors, weights._b, _b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float to)
        {
            _a.StoreUnsafe(ref to);
            _b.StoreUnsafe(ref to, 8);
        }
    }
}
