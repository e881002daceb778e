using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What is no question to the data: empty, endless, SQL, orders to change data or to forget the rules, another language.</summary>
internal static partial class QuestionGuard
{
    private const int LongestQuestion = 1_500;

    public static PlannedRefusal? Refuse(string question, CompileScope scope)
    {
        var text = question.Trim();
        var examples = Suggestions.Examples(scope, 3);
        if (!text.Any(char.IsLetterOrDigit))
            return new("Ask me something about the data, in your own words.", examples);
        if (text.Length > LongestQuestion)
            return new(
                $"That is {text.Length:#,0} characters long. I answer one question at a time: say in a sentence or two what you would like to know.",
                examples
            );
        if (Injection().IsMatch(text))
            return new("I answer questions about the data and keep to my rules; I cannot change them or show how I am set up.", examples);
        if (Sql().IsMatch(text))
            return new(
                "That looks like SQL. I take questions in plain words and write the query myself, so that its numbers can be trusted. What would you like to know?",
                examples
            );
        if ((Write().Match(text) is { Success: true } a ? a : Order().Match(text)) is { Success: true } write)
            return new($"I only read data: I cannot {write.Groups["verb"].Value.ToLowerInvariant()} anything. I can count it or list it for you.", examples);
        if (Advice().IsMatch(text))
            return new(
                "What to do is yours to decide, and not in the data. I can show the numbers that it depends on: name one, and how it should be broken down.",
                examples
            );
        if (Orders.VerbOf(Tokenizer.Read(text)) is { } verb)
            return new($"I only read data: I cannot {verb} anything. I can count it or list it for you.", examples);
        return IsForeign(text) ? new PlannedRefusal("I understand questions in English only, sorry. Could you ask that in English?", examples) : null;
    }

    /// <summary>Letters of another script, or several of the commonest words of another language.</summary>
    private static bool IsForeign(string text)
    {
        var letters = text.Count(char.IsLetter);
        var latin = text.Count(c => char.IsLetter(c) && c < '\u0250');
        if (letters >= 4 && latin * 2 < letters)
            return true;
        var words = Words().Matches(text).Select(m => m.Value.ToLowerInvariant()).ToList();
        var foreign = words.Count(Foreign.Contains);
        var english = words.Count(w => EnglishWords.IsFunction(w) && !Foreign.Contains(w));
        var accented = words.Count(w => w.Any(c => c > '\u007f') && !Foreign.Contains(w));
        return foreign >= 2 && foreign > english || foreign == 1 && accented > 0 && english == 0;
    }

    private static readonly HashSet<string> Foreign = new(
        (
            "der die das und wie viele viel ist sind war waren wir unser unsere haben hatte nach im letzten letztes letzte monat jahr quartal welche welcher welches wieviel umsatz kunden bitte zeige mir für "
            + "le la les des du combien quel quelle quels quelles nous notre nos est sont dernier dernière mois année trimestre avec pour dans par chiffre montre "
            + "el los las cuántos cuántas cuanto cuanta cuál cuáles qué nuestro nuestros nuestra ingresos clientes último última mes año trimestre por para con en del "
            + "il gli quanti quante quanto quale quali nostro nostri nostra clienti ultimo ultima mese anno trimestre "
            + "hoeveel welke onze klanten vorige maand jaar kwartaal het een quantos quantas qual quais nosso nossa último mês ano"
        ).Split(' '),
        StringComparer.Ordinal
    );

    [GeneratedRegex(
        @"^\s*(?:select\b.+\bfrom\b|with\s+\w+\s+as\s*\(|explain\s+(?:analyze\s+)?select\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|drop\s+(?:table|database|schema|view|index)\b|alter\s+(?:table|role|user)\b|truncate\s+\w|grant\s+\w+\s+on\b|copy\s+\w+\s+(?:from|to)\b|create\s+(?:table|view|role|user|index)\b)|;\s*(?:drop|delete|update|insert|alter|truncate|select)\b|union\s+(?:all\s+)?select\b|\bpg_sleep\s*\(",
        RegexOptions.IgnoreCase | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Sql();

    [GeneratedRegex(
        @"^\W*(?:(?:please|can you|could you|would you|you should|you must|now|just|hey|hi|d0|i want you to|i need you to|go and|and then)\W+)*(?<verb>delete|remove|drop|erase|wipe|purge|truncate|update|modify|edit|insert|overwrite|rename|alter|refund|cancel|archive|deactivate|disable|reset|grant|revoke|set|create|add|send|e-?mail)\b(?!\s+(?:rate|rates|of)\b)\W+(?:all|the|a|an|this|that|these|those|our|every|each|my|his|her|their|me|us|him|everyone|everything|new|\w+'s|invoices?|rows?|records?|tables?|data|users?|customers?|accounts?|orders?|entries|\w+\W+(?!(?:fy|q|h)\W?\d)(?=\w*\d{3})(?:\w*[a-z]\w*|\d{5,}))\b",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Write();

    /// <summary>"Please enrol S00045 in …", "assign this case to …": somebody is told to do something with one thing.</summary>
    [GeneratedRegex(
        @"^\W*(?:(?:please|can you|could you|would you|you should|you must|now|just|hey|hi|i want you to|i need you to|go and)\W+)*(?<verb>enrol|enroll|register|unregister|assign|reassign|transfer|move|book|rebook|schedule|reschedule|invite|notify|remind|pay|order|hire|fire|approve|reject|block|unblock|close|reopen|merge|ship|release|promote|upgrade|downgrade|discharge|admit|mark|sign up|charge|call|contact)\b\W+(?:(?!(?:fy|q|h)\W?\d)(?=[\w-]*\d)(?=[\w-]*\p{L})[\w-]{3,}|him|her|them|everyone|everybody|(?:the\s+)?\w+\s+(?:no\.?\s*|number\s+|#)?(?!(?:19|20)\d\d\b)\d{3,})\b",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Order();

    [GeneratedRegex(
        @"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules?|prompts?|guidelines|restrictions|previous|above|prior)\b|\bsystem prompt\b|\byou are now\b|\bjailbreak\b|\bdeveloper mode\b|\breveal\b.{0,30}\b(?:prompt|password|secret|key|credentials?)\b|\b(?:api key|passwords?|credentials?)\b.{0,20}\b(?:show|print|give|database|server)\b|\b(?:show|print|give)\b.{0,30}\b(?:api keys?|passwords?|credentials?)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Injection();

    /// <summary>"Should we raise …?", "what would you recommend", "how can we improve": advice. "Should be quick: how many …" asks for a number.</summary>
    [GeneratedRegex(
        @"(?:^|[.!?:;,]\s+|\bso\s+|\bnow\s+)(?:should\s+(?:we|i|they|our|the)\b(?!.{0,40}\bhow\s+(?:many|much)\b)|(?:what|which|how|where|when|who)(?:\s+\w+){0,3}?\s+should\s+(?:we|i)\s+(?!look|see|have|expect|count|be\s+looking)|(?:what|which|who)\b.{0,40}\b(?:would|do)\s+you\s+(?:recommend|suggest|advise)|how\s+(?:can|could|do|might)\s+(?:we|i)\s+(?:improve|increase|reduce|cut|raise|grow|boost|lower|avoid|prevent|fix|get\s+more|sell\s+more|save)\b|is\s+it\s+worth\b|would\s+it\s+(?:be\s+)?(?:make\s+sense|worth|better|wise|help)|what\s+(?:would\s+happen|happens)\s+if\b|what\s+if\s+we\b)",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Advice();

    [GeneratedRegex(@"\p{L}+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Words();
}
