using System.Collections.Frozen;
using System.Numerics;

namespace Workbench.Server.Router.Features;

/// <summary>The words of each group, in lower case. Changing them changes the features: raise <see cref="MessageFeatures.Version"/>.</summary>
internal static class WordGroups
{
    public static readonly int Count = Enum.GetValues<WordGroup>().Length;

    private static readonly FrozenDictionary<string, uint> Groups = Read(
        (
            WordGroup.Back,
            """
            it its it's that this these those they them their he him his she her hers there here one ones same other others another instead again
            more else too either neither both former latter above below previous last first second third next before earlier such so then now
            lo la los las eso esto otro ella él ellos le les ça cela celui ceux autre eux il elle das dies diese dieser davon dafür stattdessen andere
            questo quello altro isso esse esta outro это тот его её их там
            """
        ),
        (
            WordGroup.Opener,
            """
            and but or so also plus then now ok okay well actually wait what how why only just without with except instead not no yes hmm oh
            y pero o entonces también et mais ou alors aussi und aber oder also auch nur e ma allora anche mas então а но и или тоже
            """
        ),
        (
            WordGroup.Assent,
            """
            yes yeah yep yup yea no nope nah ok okay k sure right correct exactly fine great good perfect nice cool awesome thanks thank thx cheers
            please continue go ahead proceed stop cancel confirm confirmed agreed approve approved reject alright sounds absolutely definitely
            sí si vale claro gracias oui non merci d'accord ja nein danke genau weiter gut sì grazie sim não obrigado да нет спасибо ладно
            """
        ),
        (WordGroup.Question, "what which who whom whose when where why how is are was were do does did can could will would should may am has have had"),
        (WordGroup.FirstPerson, "i i'm i've i'd i'll me my mine we we're we've our ours us"),
        (WordGroup.SecondPerson, "you your yours you're you'll yourself"),
        (WordGroup.Polite, "please thanks thank hi hello hey kindly appreciate sorry dear"),
        (
            WordGroup.Function,
            """
            the a an of to in for on at by from with about as into over after is are was were be been being and or but not do does did have has had
            will would can could should may might that this it there which who what when where how if than then
            """
        ),
        (WordGroup.Write, "write create make generate compose draft produce prepare author craft rewrite story poem essay article email letter blog post song"),
        (
            WordGroup.Build,
            """
            implement design develop build architect refactor debug fix optimize optimise migrate deploy integrate automate engineer redesign rebuild
            parallelize scale model simulate reproduce diagnose investigate
            """
        ),
        (
            WordGroup.Explain,
            """
            explain describe compare contrast discuss analyze analyse evaluate assess examine elaborate justify argue critique review recommend
            interpret difference differences advantages disadvantages pros cons impact implications role versus vs
            """
        ),
        (
            WordGroup.Convert,
            """
            translate rephrase paraphrase spell define convert classify list name identify count sort extract summarize summarise shorten correct
            capitalize synonym synonyms antonym title label meaning
            """
        ),
        (
            WordGroup.Hard,
            """
            prove proof theorem lemma derive rigorous rigorously formal formally invariant convergence asymptotic bound bounds optimal np-hard
            distributed consensus concurrency concurrent race deadlock lock-free linearizable consistency partition partitions sharding replication
            idempotent latency throughput failover rollback leak segfault corruption flaky intermittent nondeterministic root cause architecture
            migration monolith microservices tenant multi-tenant threat exploit vulnerability cryptographic kernel compiler scheduler differential
            integral eigenvalue manifold stochastic bayesian posterior causal confounding identification estimator regression heteroskedasticity
            quantum hamiltonian relativistic topology homology galois lagrangian entropy thermodynamic mechanism equilibrium elasticity
            """
        ),
        (
            WordGroup.Expert,
            """
            liability indemnity clause contract jurisdiction statute compliance gdpr hipaa regulator regulatory litigation merger acquisition
            due-diligence valuation dcf covenant hedge derivative derivatives tax treaty estate trust fiduciary audit auditor diagnosis prognosis
            patient patients dosage contraindicated comorbidities renal hepatic oncology trial trials protocol endpoint efficacy stakeholder
            stakeholders board investors roadmap strategy strategic governance risk risks mitigation trade-offs tradeoffs budget phased rollout
            """
        ),
        (
            WordGroup.Constraint,
            """
            must should shall exactly least most without only each every ensure include including avoid limit maximum minimum between within
            contain contains containing format words sentences paragraphs letters lowercase uppercase capital keyword keywords placeholder bullet
            bullets section sections json markdown table times end start wrap title response respond entire
            """
        ),
        (
            WordGroup.Arithmetic,
            """
            times twice double triple half third quarter percent percentage ratio per each total remaining left more less than fewer average sum
            cost costs price pay paid earn earns spend spends bought buys sold sells profit loss interest speed distance hour hours minute minutes
            day days week weeks month year years old age cents dollars dollar rs pounds miles feet meters km area perimeter how many much probability
            """
        ),
        (
            WordGroup.Aggregate,
            """
            most least highest lowest largest smallest average mean median total number count sum each per group top bottom rank ranked percentage
            share growth month monthly year yearly quarter between excluding including respectively across consecutive cumulative rolling difference
            ordered order descending ascending distinct maximum minimum
            """
        ),
        (
            WordGroup.Code,
            """
            function method class code script program python java javascript typescript c++ c# sql query table column database api return returns
            def import const var let int string array list dict object null none true false print public private static void file files directory
            folder regex html css react bash shell linux docker kubernetes git repository branch algorithm input output parse server endpoint
            thread async queue stack test tests bug error exception compile postgres postgresql redis kafka aws excel formula pandas
            """
        ),
        (WordGroup.Condition, "if when because unless although however while whereas since provided given assuming suppose otherwise therefore whether"),
        (
            WordGroup.Plan,
            "plan itinerary schedule steps step guide outline roadmap tutorial course lesson routine menu checklist agenda budget program proposal"
        ),
        (
            WordGroup.Role,
            "act role persona expert professional assistant specialist consultant coach advisor mentor teacher interviewer simulate task objective"
        ),
        (
            WordGroup.NumberWord,
            """
            one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty sixty seventy eighty
            ninety hundred thousand million billion dozen once twice
            """
        ),
        (
            WordGroup.Act,
            """
            set turn play book reserve order buy add remove delete cancel change update show find get tell give open close send call remind check
            schedule start stop move copy rename search look need want like transfer pay track return exchange
            """
        ),
        (WordGroup.Text, "text passage paragraph sentence article following document input tweet statement question review options option answer")
    );

    private static readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> Spans = Groups.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds one to each group of the word.</summary>
    /// <returns>The word's groups as bits.</returns>
    public static uint CountIn(ReadOnlySpan<char> lowerCaseWord, Span<int> counts)
    {
        if (!Spans.TryGetValue(lowerCaseWord, out var groups))
            return 0;
        for (var rest = groups; rest != 0; rest &= rest - 1)
            counts[BitOperations.TrailingZeroCount(rest)]++;
        return groups;
    }

    private static FrozenDictionary<string, uint> Read(params ReadOnlySpan<(WordGroup Group, string Words)> groups)
    {
        Dictionary<string, uint> words = new(StringComparer.Ordinal);
        foreach (var (group, list) in groups)
        foreach (var word in list.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            words[word] = words.GetValueOrDefault(word) | 1u << (int)group;
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
