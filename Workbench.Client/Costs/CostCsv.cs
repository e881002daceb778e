using System.Globalization;
using System.Text;
using Workbench.Client.Components;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>The days as a file: a line per day and name, with all digits.</summary>
internal static class CostCsv
{
    public static string Of(CostReport report)
    {
        var labels = report.Lines.Where(l => l.Label is not null).ToDictionary(l => l.Name, l => l.Label!, StringComparer.Ordinal);
        var csv = new StringBuilder(
            "day,name,runs,questions,answered,input_tokens,cached_tokens,output_tokens,cost_usd,unpriced_calls,model_calls,retried_calls,retries_usd,questions_usd,refused_calls"
        );
        csv.Append(labels.Count > 0 ? ",title\r\n" : "\r\n");
        foreach (var day in report.Days)
        {
            foreach (var (name, t) in day.ByName.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"{day.Day:yyyy-MM-dd},{CsvField.Of(name)},{t.Runs},{t.Questions},{t.Answered},{t.Input},{t.Cached},{t.Output},{t.CostUsd},{t.UnpricedCalls},{t.Calls},{t.RetryCalls},{t.RetryUsd},{t.QuestionUsd},{t.RefusedCalls}"
                );
                csv.Append(labels.Count > 0 ? $",{CsvField.Of(labels.GetValueOrDefault(name, ""))}\r\n" : "\r\n");
            }
        }
        return csv.ToString();
    }
}
