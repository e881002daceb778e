using AngleSharp.Html.Parser;
using Shouldly;
using Workbench.Client.Components;

namespace Workbench.Tests.Client;

public sealed class WhenMarkdownIsShown
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("hello <b onmouseover=alert(1)>there</b>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("a\n\n<iframe srcdoc='<script>alert(1)</script>'></iframe>")]
    [InlineData("![x](https://evil.example/track.png)")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("<style>body{display:none}</style>")]
    public void No_element_of_its_own_comes_through(string markdown)
    {
        var shown = new HtmlParser().ParseDocument(MarkdownHtml.Render(markdown));

        shown.Body!.QuerySelectorAll("*").Select(e => e.LocalName).Except(["p", "em", "strong", "code"]).ShouldBeEmpty();
        shown.Body.QuerySelectorAll("*").SelectMany(e => e.Attributes).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("[x](//evil.example)")]
    [InlineData("[x](/\\evil.example)")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](java&#10;script:alert(1))")]
    [InlineData("[x][1]\n\n[1]: javascript:alert(1)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("<mailto:a@example.com>")]
    [InlineData("[x](file:///etc/passwd)")]
    public void A_link_to_anything_but_http_https_or_this_site_is_its_words(string markdown)
    {
        new HtmlParser().ParseDocument(MarkdownHtml.Render(markdown)).QuerySelectorAll("a").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[x](https://example.com/a?b=c)", "https://example.com/a?b=c")]
    [InlineData("[x](http://example.com)", "http://example.com")]
    [InlineData("[x](/layer/metrics/arr)", "/layer/metrics/arr")]
    [InlineData("[x](/layer?file=a:b)", "/layer?file=a:b")]
    [InlineData("[x](#here)", "#here")]
    public void Links_to_http_https_and_this_site_work(string markdown, string href)
    {
        new HtmlParser().ParseDocument(MarkdownHtml.Render(markdown)).QuerySelector("a")!.GetAttribute("href").ShouldBe(href);
    }

    [Fact]
    public void What_is_nested_too_deep_is_shown_as_it_is()
    {
        var html = MarkdownHtml.Render(new string('>', 5_000) + " <b>deep</b>");
        new HtmlParser().ParseDocument(html).Body!.TextContent.ShouldEndWith("<b>deep</b>");
    }

    [Fact]
    public void Headings_stand_below_those_of_the_page()
    {
        MarkdownHtml.Render("# One").ShouldContain("<h4>One</h4>");
    }
}
