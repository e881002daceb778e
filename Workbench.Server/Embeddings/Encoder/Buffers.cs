namespace Workbench.Server.Embeddings.Encoder;

/// <summary>Room for one text at a time, 1.5 MB, used again for others.</summary>
internal sealed class Buffers
{
    public float[] Input { get; } = new float[SentenceModel.MaxPieces * SentenceModel.InputWidth];

    public float[] Rows { get; } = new float[SentenceModel.MaxPieces * SentenceModel.Width];

    public float[] Normed { get; } = new float[SentenceModel.MaxPieces * SentenceModel.Width];

    public float[] Wide { get; } = new float[SentenceModel.MaxPieces * SentenceModel.WideWidth];

    public float[] Weights { get; } = new float[SentenceModel.MaxPieces];
}
