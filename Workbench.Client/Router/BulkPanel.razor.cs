using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Client.Costs;
using Workbench.Shared.Router;

namespace Workbench.Client.Router;

/// <summary>Many messages judged once; bias and prices then move everything that is shown without judging them again.</summary>
public sealed partial class BulkPanel
{
    private const long LargestFile = 50 * 1024 * 1024;
    private const int Page = 50;

    /// <summary>So often the page shows how far it is: a drawing for each message would take longer than judging it.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _working;
    private IReadOnlyList<RouterSample> _samples = [];
    private List<RouterJudged> _judged = [];
    private List<RouterJudged> _listed = [];
    private IReadOnlyList<CostFigure> _figures = [];
    private RouterPrices _prices = RouterPrices.Usual;
    private RouterBulkScore? _score;
    private ChartFigure? _chart;
    private (RouterTier Needs, RouterTier Got)? _cell;
    private double _bias;
    private int _shown = Page;
    private string _name = "";
    private bool _isLearned;
    private string? _problem;
    private string? _priceProblem;

    private bool IsWorking => _working is not null;

    protected override void OnInitialized() => _bias = Lab.Bias;

    private Task JudgeSetAsync(RouterSampleSet set) => JudgeAsync(set.Name, set.IsLearned, stop => Lab.ReadSetAsync(set.Name, stop));

    private Task JudgeFileAsync(InputFileChangeEventArgs picked) =>
        JudgeAsync(
            picked.File.Name,
            isLearned: false,
            async stop =>
            {
                if (picked.File.Size > LargestFile)
                    throw new FormatException(
                        $"{picked.File.Name} is larger than {LargestFile / 1024 / 1024} MB. Split it, or use `./workbench router classify`."
                    );
                await using var stream = picked.File.OpenReadStream(LargestFile, stop);
                return await Lab.ReadAsync(stream, picked.File.Name, stop);
            }
        );

    private async Task JudgeAsync(string name, bool isLearned, Func<CancellationToken, Task<IReadOnlyList<RouterSample>>> read)
    {
        // A button that was disabled a moment ago may still be pressed.
        if (IsWorking)
            return;
        using var working = _working = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        var before = (_name, _isLearned, _samples, _judged);
        (_name, _isLearned, _problem, _cell, _shown) = (name, isLearned, null, null, Page);
        (_samples, _judged) = ([], []);
        try
        {
            _samples = await read(working.Token);
            var shown = Clock.GetTimestamp();
            await foreach (var judged in Lab.JudgeAsync(_samples, working.Token))
            {
                _judged.Add(judged);
                if (Clock.GetElapsedTime(shown) < Tick)
                    continue;
                shown = Clock.GetTimestamp();
                StateHasChanged();
                // Each is judged at once, without waiting for anything: so that "Stop" is heard.
                await Task.Yield();
            }
        }
        catch (Exception e) when (e is OperationCanceledException || _gone.IsCancellationRequested)
        {
            // What was judged by then is shown.
        }
        catch (FormatException e)
        {
            _problem = e.Message;
        }
        catch (Exception e)
        {
            _problem = $"{name} could not be judged: {Faults.Tell(e)}";
        }
        finally
        {
            _working = null;
        }
        // A file that cannot be read takes nothing away.
        if (_judged.Count == 0)
            (_name, _isLearned, _samples, _judged) = before;
        Show();
    }

    private void Move(double bias)
    {
        _bias = bias;
        Show();
    }

    private void Pick(RouterTier needs, RouterTier got)
    {
        _cell = _cell == (needs, got) ? null : (needs, got);
        Show();
    }

    private IEnumerable<(RouterTier Tier, double Value)> Prices() =>
        [(RouterTier.Fast, _prices.Fast), (RouterTier.Standard, _prices.Standard), (RouterTier.Max, _prices.Max)];

    private void Price(RouterTier tier, ChangeEventArgs change)
    {
        if (!double.TryParse(change.Value as string, NumberStyles.Float, CultureInfo.InvariantCulture, out var price) || price is not (> 0 and < 1e9))
        {
            _priceProblem =
                $"A price is a number above 0; {RouterWords.Number(Prices().Single(p => p.Tier == tier).Value)} still holds for {RouterTiers.Name(tier)}.";
            return;
        }
        _priceProblem = null;
        _prices = tier switch
        {
            RouterTier.Fast => _prices with { Fast = price },
            RouterTier.Standard => _prices with { Standard = price },
            _ => _prices with { Max = price },
        };
        Show();
    }

    private void Show()
    {
        _score = Lab.Score(_judged, _bias, _prices);
        _chart = BulkView.Curve(_score, _bias);
        _figures = BulkView.Figures(_score);
        _listed = [.. BulkView.Listed(_judged, _bias, _cell)];
    }

    private string ListTitle() =>
        _cell is var (needs, got) ? $"Need {RouterTiers.Name(needs)}, got {RouterTiers.Name(got)}: {Amounts.Count(_listed.Count)}"
        : _score is { Messages: > 0 } ? $"Wrong, the surest first: {Amounts.Count(_listed.Count)}"
        : $"Messages: {Amounts.Count(_listed.Count)}";

    private Task SaveAsync(string form) =>
        JS.InvokeIfThereAsync(
                "workbenchFrame.save",
                $"router-{Path.GetFileNameWithoutExtension(_name)}.{form}",
                form == "csv" ? "text/csv" : "application/x-ndjson",
                form == "csv" ? BulkView.Csv(_judged, _bias) : BulkView.Jsonl(_judged, _bias)
            )
            .AsTask();

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
