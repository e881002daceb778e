using System.Text.Json;
using Shouldly;
using Workbench.Server.Embeddings.Encoder;

namespace Workbench.Tests.Embeddings;

/// <summary>Form NFKC without ICU, beside that of Node, which has it.</summary>
public sealed class WhenTextIsNormalized
{
    private readonly Normalization _normalization = Normalization.Load();

    [Fact]
    public async Task Every_character_alone_and_among_marks_has_the_form_that_Node_gives_it() =>
        await AgreesAsync(
            Enumerable
                .Range(0x20, 0xFFF0 - 0x20)
                .Where(c => !char.IsSurrogate((char)c))
                .Select(c => $"{(char)c} a{(char)c}\u0301\u0323e\u0323{(char)c}")
                .Concat(Enumerable.Range(0x1D400, 0x400).Select(char.ConvertFromUtf32))
        );

    [Fact]
    public async Task Random_rows_of_letters_marks_and_syllables_have_the_form_that_Node_gives_them()
    {
        var random = new Random(7);
        int[] starts = [.. "aeosAEOſ가각한か"];
        await AgreesAsync(
            Enumerable
                .Range(0, 20_000)
                .Select(_ =>
                    string.Concat(
                        Enumerable
                            .Range(0, random.Next(1, 9))
                            .Select(_ =>
                                (char)(
                                    random.Next(5) switch
                                    {
                                        0 => starts[random.Next(starts.Length)],
                                        1 => random.Next(0x1100, 0x11FF),
                                        2 => random.Next(0x3099, 0x309C),
                                        _ => random.Next(0x300, 0x370),
                                    }
                                )
                            )
                    )
                )
        );
    }

    /// <summary>From Unicode Standard Annex 15, figures 3 to 6.</summary>
    [Theory]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u2126", "\u03A9")]
    [InlineData("\u1E0B\u0323", "\u1E0D\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\uFB01", "fi")]
    [InlineData("2\u2075", "25")]
    [InlineData("\u1E9B\u0323", "\u1E69")]
    public void The_standards_own_examples_hold(string text, string normalized) => _normalization.ToNfkc(text).ShouldBe(normalized);

    private async Task AgreesAsync(IEnumerable<string> texts)
    {
        var given = texts.ToList();
        var expected = await Reference.AskAsync<string>(["normalize"], given.Select(t => JsonSerializer.Serialize(t)));
        expected.Count.ShouldBe(given.Count);
        given.Where((text, i) => _normalization.ToNfkc(text) != expected[i]).Select(t => string.Join(' ', t.Select(c => $"{(int)c:X4}"))).ShouldBeEmpty();
    }
}
