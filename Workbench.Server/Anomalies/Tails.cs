namespace Workbench.Server.Anomalies;

/// <summary>How unlikely a value is.</summary>
internal static class Tails
{
    /// <summary>Scales the median of absolute deviations of a normal distribution to its standard deviation.</summary>
    public const double MadScale = 1.4826;

    /// <summary>
    /// The value that a normal variable exceeds with this probability. Rational approximation 26.2.23 of Abramowitz and Stegun, "Handbook of Mathematical
    /// Functions" (1964); its error is below 4.5e-4.
    /// </summary>
    public static double NormalQuantile(double upperTail)
    {
        if (upperTail > 0.5)
            return -NormalQuantile(1 - upperTail);
        var t = Math.Sqrt(-2 * Math.Log(Math.Max(upperTail, 1e-300)));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }

    /// <summary>
    /// Probability of <paramref name="successes"/> or more among <paramref name="trials"/>: the regularized incomplete beta function, which is the binomial tail and goes on between whole
    /// numbers. Continued fraction by Lentz's method as in Press et al., "Numerical Recipes", 3rd ed. (2007), 6.4.
    /// </summary>
    public static double BinomialUpper(double successes, double trials, double rate)
    {
        if (successes <= 0)
            return 1;
        return successes > trials || rate <= 0 ? 0
            : rate >= 1 ? 1
            : IncompleteBeta(successes, trials - successes + 1, rate);
    }

    /// <summary>Probability of so many or fewer (or, for the other side, so many or more) where counts are spread more than Poisson's: negative-binomial, of variance mean + excess · mean².</summary>
    public static double CountTail(double count, double mean, double excess, bool isUpper)
    {
        if (mean <= 0)
            return isUpper && count > 0 ? 0 : 1;
        var size = 1 / Math.Max(excess, 1e-4);
        var share = size / (size + mean);
        return isUpper
            ? count <= 0
                ? 1
                : IncompleteBeta(count, size, 1 - share)
            : IncompleteBeta(size, count + 1, share);
    }

    /// <summary>
    /// Upper bound of a rate by Wilson's score interval, E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927): of
    /// 1 in 2 it says little, as it should.
    /// </summary>
    public static double WilsonUpper(double successes, double trials, double z) => Wilson(successes, trials, z, +1);

    public static double WilsonLower(double successes, double trials, double z) => Wilson(successes, trials, z, -1);

    private static double Wilson(double successes, double trials, double z, int side)
    {
        if (trials <= 0)
            return side > 0 ? 1 : 0;
        var rate = successes / trials;
        var square = z * z;
        var spread = z * Math.Sqrt((rate * (1 - rate) + square / (4 * trials)) / trials);
        return Math.Clamp((rate + square / (2 * trials) + side * spread) / (1 + square / trials), 0, 1);
    }

    private static double IncompleteBeta(double a, double b, double x)
    {
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - front * Fraction(b, a, 1 - x) / b;
    }

    private static double Fraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        var c = 1d;
        var d = Inverse(1 - (a + b) * x / (a + 1));
        var h = d;
        for (var m = 1; m < 400; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = Inverse(1 + even * d);
            c = NotZero(1 + even / c);
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = Inverse(1 + odd * d);
            c = NotZero(1 + odd / c);
            h *= d * c;
            if (Math.Abs(d * c - 1) < 1e-12)
                break;
        }
        return h;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
        static double Inverse(double value) => 1 / NotZero(value);
    }

    /// <summary>Stirling's series, from 8 upwards; below that by the recurrence.</summary>
    private static double LogGamma(double x)
    {
        var shift = 0d;
        for (; x < 8; x++)
            shift -= Math.Log(x);
        var square = 1 / (x * x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.9189385332046727 + (1d / 12 - square * (1d / 360 - square / 1260)) / x;
    }
}
