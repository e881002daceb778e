using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Workbench.Server.SemanticDraft;

/// <summary>Why a column is taken for one with personal data.</summary>
/// <param name="What">"e-mail addresses", "names of persons".</param>
/// <param name="Why">"by its name", "92% of the values look like it".</param>
/// <param name="IsSecret">Passwords and the like: no layer should have them at all.</param>
internal sealed record Suspicion(string What, string Why, bool IsSecret = false);

/// <summary>Suspects personal data by the name of a column and by what its values look like.</summary>
internal static partial class PersonalData
{
    /// <summary>From this share of the values on, their form tells.</summary>
    private const double Most = 0.6;

    private static readonly FrozenSet<string> Secrets = Set("password passwd passphrase pwd pin cvv cvc otp salt secret privatekey apikey");

    // People who work there: their names are part of daily business.
    private static readonly FrozenSet<string> Staff = Set(
        "employee staff salesperson salesman seller agent rep representative manager doctor physician nurse practitioner surgeon provider teacher instructor professor lecturer "
            + "driver technician engineer operator clerk cashier worker colleague consultant advisor broker trainer coach pilot author actor director artist player analyst officer"
    );

    private static readonly FrozenSet<string> People = Set(
        "customer client contact person people patient member student pupil user subscriber lead guest passenger tenant applicant candidate donor visitor buyer shopper borrower "
            + "beneficiary resident citizen voter individual participant attendee recipient cardholder holder owner insured consumer parent guardian learner winner player renter cust"
    );

    public static bool IsStaff(ImmutableArray<string> entity) =>
        !entity.IsEmpty && (Staff.Contains(entity[^1]) || (entity.Length > 1 && entity[^1] is "person" && entity[0] is "sales"));

    public static bool IsPeople(ImmutableArray<string> entity) => !entity.IsEmpty && People.Contains(entity[^1]);

    /// <param name="entity">Words of the table, singular.</param>
    public static Suspicion? Of(SurveyedColumn column, ImmutableArray<string> entity)
    {
        var words = IdentifierWords.Of(column.Spelt);
        return ByName(column, words, entity) ?? ByContent(column, entity);
    }

    private static Suspicion? ByName(SurveyedColumn column, ImmutableArray<string> words, ImmutableArray<string> entity)
    {
        bool Has(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
            {
                if (words.Contains(word))
                    return true;
            }

            return false;
        }

        // A flag about it or a count of it is not the thing itself.
        if (column.Kind == ColumnKind.Boolean || Has("count", "verified", "status", "type", "opt", "consent", "confirmed"))
            return null;

        var isText = column.Kind == ColumnKind.Text;
        if (
            (isText || column.Kind == ColumnKind.Other)
            && (
                words.Any(Secrets.Contains)
                || (Has("token", "hash") && Has("access", "auth", "refresh", "reset", "session", "api"))
                || (Has("key") && Has("api", "private"))
            )
        )
        {
            return new Suspicion("secrets", ByItsName, IsSecret: true);
        }

        if (column.IsTime)
            return Has("birth", "birthday", "birthdate", "born") || words is ["date", "of", "birth"] ? new Suspicion("birth dates", ByItsName) : null;

        if (
            Has("ssn", "passport", "iban", "nric", "nino", "aadhaar")
            || Covers(
                words,
                "social security",
                "national id",
                "tax id",
                "driver license",
                "drivers license",
                "identity number",
                "insurance number",
                "license number"
            ) && !Has("plate")
        )
        {
            return new Suspicion("numbers of identity papers or accounts", ByItsName);
        }

        if (Covers(words, "card number", "credit card number", "card no", "bank account number", "account iban") || (Has("pan") && words.Length == 1))
            return new Suspicion("numbers of cards or bank accounts", ByItsName);

        if (
            Has("phone", "mobile", "telephone", "cellphone", "fax", "msisdn")
            && (isText || column.Kind is ColumnKind.Integer)
            && !Has("id", "model", "brand", "plan", "extension")
        )
        {
            return new Suspicion("phone numbers", ByItsName);
        }

        if (!isText)
            return null;

        if (Has("email", "mail") || words is ["e", "mail", ..])
            return Has("template", "subject", "campaign") ? null : new Suspicion("e-mail addresses", ByItsName);

        if (Has("birthday", "birthdate", "dob") || Covers(words, "birth date", "date birth"))
            return new Suspicion("birth dates", ByItsName);

        if (
            (
                Has("street", "streetaddress")
                || (words.Length > 0 && words[^1] is "address" or "address1" or "address2" or "line1" or "line2")
                || Covers(words, "address line", "street address")
            ) && !Has("ip", "mac", "url", "web", "city", "state", "country")
        )
        {
            return new Suspicion("street addresses", ByItsName);
        }

        if (Covers(words, "ip address") || words is ["ip"])
            return new Suspicion("network addresses of persons", ByItsName);

        var isPersonsName =
            Has("surname", "firstname", "lastname", "fullname", "maiden")
            || Covers(
                words,
                "first name",
                "last name",
                "middle name",
                "given name",
                "family name",
                "full name",
                "contact name",
                "customer full name",
                "patient name",
                "passenger name",
                "guest name",
                "card holder",
                "cardholder name",
                "account holder",
                "emergency contact"
            );
        return isPersonsName && !IsStaff(entity) ? new Suspicion("names of persons", ByItsName) : null;
    }

    private static Suspicion? ByContent(SurveyedColumn column, ImmutableArray<string> entity)
    {
        var some = column.Profile.Some;
        if (column.Kind != ColumnKind.Text || some.Length < 3 || column.Labels.Length > 0)
            return null;

        Suspicion? If(string what, Func<string, bool> looksLike)
        {
            var share = (double)some.Count(looksLike) / some.Length;
            return share >= Most ? new Suspicion(what, FormattableString.Invariant($"{share:P0} of the values look like it")) : null;
        }

        return If("e-mail addresses", v => Email().IsMatch(v))
            ?? If("numbers of identity papers or accounts", v => SocialSecurity().IsMatch(v) || Iban().IsMatch(v))
            ?? If("numbers of cards or bank accounts", v => Card().IsMatch(v) && IsLuhn(v))
            ?? If("phone numbers", v => Phone().IsMatch(v) && v.Count(char.IsAsciiDigit) is >= 8 and <= 15 && !LooksLikeDate().IsMatch(v))
            ?? If("network addresses of persons", v => Network().IsMatch(v))
            ?? If("street addresses", v => Street().IsMatch(v))
            ?? (IsStaff(entity) ? null : If("names of persons", IsPersonsName));
    }

    private const string ByItsName = "by its name";

    private static bool IsPersonsName(string value) =>
        value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: 2 or 3 } parts && FirstNames.Contains(parts[0].Trim(',', '.').ToLowerInvariant());

    private static bool Covers(ImmutableArray<string> words, params ReadOnlySpan<string> phrases)
    {
        var text = $" {string.Join(' ', words)} ";
        foreach (var phrase in phrases)
        {
            if (text.Contains($" {phrase} ", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool IsLuhn(string value)
    {
        var sum = 0;
        var isSecond = false;
        for (var i = value.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(value[i]))
                continue;

            var digit = value[i] - '0';
            digit = isSecond ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
            isSecond = !isSecond;
        }

        return sum % 10 == 0;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Common in many countries; enough of them in a column show what it holds.</summary>
    private static readonly FrozenSet<string> FirstNames = Set(
        "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald "
            + "timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron "
            + "jose adam henry nathan douglas zachary peter kyle walter ethan jeremy harold carl keith roger gerald christian terry sean arthur austin noah lawrence jesse joe bryan billy jordan "
            + "albert dylan bruce willie gabriel alan juan logan wayne ralph roy eugene randy vincent russell louis philip bobby johnny bradley mary patricia jennifer linda elizabeth barbara susan "
            + "jessica sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia dorothy amy kathleen angela "
            + "shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet maria olivia heather helen catherine diane julie victoria joyce lauren kelly christina ruth "
            + "joan virginia judith evelyn hannah andrea megan cheryl jacqueline madison teresa abigail sophia martha sara gloria janice kathryn ann isabella judy charlotte julia grace amber alice jean "
            + "denise frances danielle marilyn natalie beverly diana brittany theresa kayla alexis doris lori tiffany mia ava amelia harper ella lily chloe liam oliver elijah lucas mason aiden "
            + "mohammed muhammad ahmed ali omar fatima aisha hassan ibrahim wei li ming jing yan hiroshi yuki sakura haruto raj priya amit anita sanjay pooja ravi deepak carlos luis ana sofia "
            + "miguel pedro lucia carmen jorge diego fernando hans klaus peter petra sabine ursula jan anna lena felix lukas leon marie jean pierre michel francois camille luca marco giulia "
            + "francesca paolo ivan olga natasha dmitri sergei elena jane jim tom bob mike dave steve chris alex sam ben max leo zoe lucy ellen eva nina maya noor tariq yusuf grace felix"
    );

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$", RegexOptions.None, 200)]
    private static partial Regex Email();

    [GeneratedRegex(@"^\d{3}-\d{2}-\d{4}$", RegexOptions.None, 200)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"^[A-Z]{2}\d{2}[ ]?([A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}$", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Iban();

    [GeneratedRegex(@"^\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}$", RegexOptions.None, 200)]
    private static partial Regex Card();

    [GeneratedRegex(@"^(\+|\(|00)?[\d]{1,4}[\d\s().-]*[\s().-][\d\s().x-]*\d$|^\+\d{8,15}$", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}\.\d{1,2}\.\d{2,4}", RegexOptions.None, 200)]
    private static partial Regex LooksLikeDate();

    [GeneratedRegex(@"^(\d{1,3}\.){3}\d{1,3}$", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Network();

    [GeneratedRegex(
        @"^\d{1,5}\s+[\w .'-]+\s(st|street|ave|avenue|rd|road|blvd|boulevard|ln|lane|dr|drive|way|ct|court|pl|place|sq|square|ter|terrace|pkwy|parkway)\b|^[\w .-]+(stra(ß|ss)e|str\.|weg|platz)\s+\d+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        200
    )]
    private static partial Regex Street();
}
