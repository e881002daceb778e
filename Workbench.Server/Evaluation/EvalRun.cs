using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Server.Evaluation;

/// <summary>Asks questions in bulk, each through the same loop as a person's, and writes an answer a line. An output that was begun is gone on with.</summary>
internal sealed class EvalRun(IChat chat)
{
    /// <param name="template">Model, account, level and agent of each question.</param>
    /// <param name="told">After each answer: it, and how many there are now.</param>
    /// <returns>All predictions of the output file.</returns>
    public async Task<IReadOnlyList<EvalPrediction>> RunAsync(
        IReadOnlyList<EvalQuestion> questions,
        AskRequest template,
        string output,
        int parallel,
        Action<EvalPrediction, int> told,
        CancellationToken cancellationToken
    )
    {
        var before = await JsonLines.ResumeAsync<EvalPrediction>(output, cancellationToken);
        var done = before.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var left = questions.Where(q => !done.ContainsKey(q.Id)).ToList();
        using var writing = new SemaphoreSlim(1);
        await using var writer = JsonLines.Append(output);
        await Parallel.ForEachAsync(
            left,
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (question, stop) =>
            {
                var prediction = await AskAsync(question, template, stop);
                await writing.WaitAsync(CancellationToken.None);
                try
                {
                    await writer.WriteLineAsync(JsonLines.Line(prediction));
                    await writer.FlushAsync(CancellationToken.None);
                    done[question.Id] = prediction;
                    told(prediction, done.Count);
                }
                finally
                {
                    writing.Release();
                }
            }
        );
        return [.. questions.Select(q => done[q.Id])];
    }

    public async Task<EvalPrediction> AskAsync(EvalQuestion question, AskRequest template, CancellationToken cancellationToken)
    {
        Guid? conversation = null;
        try
        {
            foreach (var earlier in question.History ?? [])
            {
                if (await chat.AskAsync(template with { Question = earlier, Conversation = conversation }, cancellationToken) is not Asked before)
                    continue;
                conversation = before.Conversation;
                await FinishAsync(before.Run, cancellationToken);
            }
            var asked = await chat.AskAsync(
                template with
                {
                    Question = question.Question,
                    Instructions = question.Instructions,
                    Conversation = conversation,
                },
                cancellationToken
            );
            if (asked is not Asked started)
                return EvalPrediction.Rejected(question.Id, ((AskRejected)asked).Message);
            conversation = started.Conversation;
            return EvalPrediction.Of(question.Id, await FinishAsync(started.Run, cancellationToken));
        }
        finally
        {
            // Traces stay; the list of conversations is people's.
            if (conversation is { } id)
                await chat.DeleteAsync(id, CancellationToken.None);
        }
    }

    /// <summary>Nobody answers a question back: it is the answer, and the run is closed.</summary>
    private async Task<Answer> FinishAsync(Guid run, CancellationToken cancellationToken)
    {
        RunProgress? last = null;
        try
        {
            await foreach (var progress in chat.FollowAsync(run, cancellationToken))
                last = progress;
        }
        catch (OperationCanceledException)
        {
            await chat.StopAsync(run, CancellationToken.None);
            throw;
        }
        if (last is { Status: RunStatus.Waiting })
            await chat.StopAsync(run, cancellationToken);
        return last is null ? throw new InvalidOperationException($"The run {run} was lost sight of.") : RunAnswers.Of(last) ?? Unfinished(run, last);
    }

    private static Answer Unfinished(Guid run, RunProgress last) =>
        new()
        {
            RunId = run,
            ConversationId = Guid.Empty,
            Status = AnswerStatus.Failed,
            Origin = AnswerOrigin.None,
            Text = $"The run ended as {last.Status} without an answer.",
        };
}
