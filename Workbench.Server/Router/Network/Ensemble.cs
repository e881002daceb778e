using System.Numerics.Tensors;

namespace Workbench.Server.Router.Network;

/// <summary>Several networks that learned from different parts of the messages; their mean errs less than any of them.</summary>
internal static class Ensemble
{
    public static float[] Probabilities(IReadOnlyList<Mlp> members, MessageVector vector)
    {
        var mean = new float[members[0].Classes];
        foreach (var member in members)
            TensorPrimitives.Add(mean, Softmax.Of(member.Forward(vector), 1), mean);
        TensorPrimitives.Divide(mean, members.Count, mean);
        return mean;
    }
}
