using Shouldly;
using Workbench.Server.Embeddings.Encoder;

namespace Workbench.Tests.Embeddings;

public sealed class WhenRowsAreMultiplied
{
    [Theory]
    [InlineData(1, 1, 64, true)]
    [InlineData(4, 256, 768, true)]
    [InlineData(7, 300, 192, true)]
    [InlineData(1, 1, 64, false)]
    [InlineData(4, 256, 768, false)]
    [InlineData(7, 300, 192, false)]
    public void Sums_grow_by_the_product_whatever_the_processor_can(int rows, int inputs, int outputs, bool isWide)
    {
        var random = new Random(rows * inputs);
        float[] left = Numbers((rows + PackedMatrix.BlockRows) * inputs);
        float[] weights = Numbers(inputs * outputs);
        float[] sums = Numbers((rows + PackedMatrix.BlockRows) * outputs);
        var expected = new double[rows * outputs];
        for (var row = 0; row < rows; row++)
        for (var column = 0; column < outputs; column++)
        {
            double sum = sums[row * outputs + column];
            for (var i = 0; i < inputs; i++)
                sum += (double)left[row * inputs + i] * weights[i * outputs + column];
            expected[row * outputs + column] = sum;
        }

        new PackedMatrix(weights, inputs, outputs).AddProduct(left, rows, sums, isWide);

        for (var i = 0; i < expected.Length; i++)
            sums[i].ShouldBe((float)expected[i], 1e-4f);

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
