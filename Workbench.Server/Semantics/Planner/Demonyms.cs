using System.Collections.Frozen;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Adjectives of countries: "Norwegian" is of Norway.</summary>
internal static class Demonyms
{
    private static readonly FrozenDictionary<string, string> Countries = (
        "afghan:afghanistan albanian:albania algerian:algeria american:usa angolan:angola argentine:argentina argentinian:argentina armenian:armenia australian:australia austrian:austria "
        + "bangladeshi:bangladesh belgian:belgium bolivian:bolivia bosnian:bosnia brazilian:brazil bulgarian:bulgaria cambodian:cambodia canadian:canada chilean:chile chinese:china "
        + "colombian:colombia croatian:croatia croat:croatia cuban:cuba cypriot:cyprus czech:czechia danish:denmark dutch:netherlands ecuadorian:ecuador egyptian:egypt estonian:estonia "
        + "ethiopian:ethiopia filipino:philippines finnish:finland french:france georgian:georgia german:germany ghanaian:ghana greek:greece hungarian:hungary icelandic:iceland indian:india "
        + "indonesian:indonesia iranian:iran iraqi:iraq irish:ireland israeli:israel italian:italy jamaican:jamaica japanese:japan jordanian:jordan kazakh:kazakhstan kenyan:kenya korean:korea "
        + "kuwaiti:kuwait latvian:latvia lebanese:lebanon libyan:libya liechtensteiner:liechtenstein lithuanian:lithuania luxembourgish:luxembourg malaysian:malaysia maltese:malta "
        + "mexican:mexico moldovan:moldova mongolian:mongolia montenegrin:montenegro moroccan:morocco nepalese:nepal nigerian:nigeria norwegian:norway pakistani:pakistan panamanian:panama "
        + "paraguayan:paraguay peruvian:peru polish:poland portuguese:portugal qatari:qatar romanian:romania russian:russia saudi:saudi-arabia scottish:scotland senegalese:senegal serbian:serbia "
        + "singaporean:singapore slovak:slovakia slovenian:slovenia slovene:slovenia spanish:spain swedish:sweden swiss:switzerland syrian:syria taiwanese:taiwan tanzanian:tanzania thai:thailand "
        + "tunisian:tunisia turkish:turkey ugandan:uganda ukrainian:ukraine uruguayan:uruguay venezuelan:venezuela vietnamese:vietnam welsh:wales"
    )
        .Split(' ')
        .Select(pair => pair.Split(':'))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1].Replace('-', ' '), StringComparer.Ordinal);

    public static string? CountryOf(string word) => Countries.GetValueOrDefault(word);
}
