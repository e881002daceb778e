using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Workbench.Client.Components;

/// <summary>Markdown of a model or of the product as HTML that cannot act: no markup of its own, no pictures, links to http, https and this site only.</summary>
public static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    public static string Render(string markdown)
    {
        try
        {
            return Rendered(markdown);
        }
        catch (ArgumentException)
        {
            return $"<p>{System.Net.WebUtility.HtmlEncode(markdown)}</p>"; // Nested deeper than Markdig follows: the words are shown as they are.
        }
    }

    private static string Rendered(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + 3); // Below the page's own headings.
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Guard(link);
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (link.IsEmail || !IsAllowed(link.Url))
                link.ReplaceBy(new LiteralInline(link.Url));
            else
                MarkExternal(link.GetAttributes(), link.Url);
        }
        return document.ToHtml(Pipeline);
    }

    /// <summary>An address of this site, or one of http or https.</summary>
    public static bool IsAllowed(string? url)
    {
        // Browsers drop control characters and read backslashes as slashes: an address that has them is not what it looks like.
        if (string.IsNullOrWhiteSpace(url) || url.Any(c => char.IsControl(c) || c == '\\') || char.IsWhiteSpace(url[0]))
            return false;
        if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            return true;
        return !url.StartsWith("//", StringComparison.Ordinal) && url.AsSpan(0, IndexOfPath(url)).IndexOf(':') < 0;
    }

    private static int IndexOfPath(string url) => url.AsSpan().IndexOfAny('/', '?', '#') is >= 0 and var at ? at : url.Length;

    private static void Guard(LinkInline link)
    {
        if (!link.IsImage && IsAllowed(link.Url))
        {
            MarkExternal(link.GetAttributes(), link.Url!);
            return;
        }
        // Its words stay, without the link.
        var words = new ContainerInline();
        foreach (var child in link.ToList())
        {
            child.Remove();
            words.AppendChild(child);
        }
        link.ReplaceBy(words);
    }

    private static void MarkExternal(HtmlAttributes attributes, string url)
    {
        if (!url.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return;
        attributes.AddPropertyIfNotExist("rel", "noopener nofollow");
        attributes.AddPropertyIfNotExist("target", "_blank");
    }
}
