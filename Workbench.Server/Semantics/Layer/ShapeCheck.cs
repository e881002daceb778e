using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Holds a file against its shape: keys, kinds, choices and notations. What passes can be read without further questions.</summary>
internal sealed class ShapeCheck(LayerProblems problems)
{
    public void Check(YamlValue value, Shape shape, string what)
    {
        switch (shape)
        {
            case MapShape map:
                CheckMap(value, map);
                break;
            case VariantShape variant:
                CheckVariant(value, variant);
                break;
            case ListShape list:
                CheckList(value, list, what);
                break;
            case DictionaryShape dictionary:
                CheckDictionary(value, dictionary, what);
                break;
            case EitherShape either:
                CheckEither(value, either, what);
                break;
            case QueryShape:
                if (value is not YamlMap)
                    WrongKind(value, what, "a semantic query such as { metrics: [arr], time: { range: last_quarter } }");
                break;
            default:
                CheckScalar(value, shape, what);
                break;
        }
    }

    private void CheckMap(YamlValue value, MapShape shape)
    {
        if (value is not YamlMap map)
        {
            WrongKind(value, $"the {shape.Name}", $"keys such as {shape.Keys[0].Key}: …");
            return;
        }
        foreach (var entry in map.Entries)
        {
            if (shape.Keys.FirstOrDefault(k => k.Key == entry.Key) is not { } key)
                UnknownKey(map, entry, shape);
            else if (entry.Value is YamlText { IsNull: true })
                problems.Error(LayerProblemCodes.WrongKind, entry.KeyAt, $"\"{entry.Key}\" has no value: write one or remove the key.");
            else
                Check(entry.Value, key.Shape, $"\"{entry.Key}\"");
        }
        foreach (var key in shape.Keys)
            if (key.IsRequired && !map.Entries.Any(e => e.Key == key.Key))
                problems.Error(LayerProblemCodes.MissingKey, map.At, $"{Sentence(shape.Name)} needs \"{key.Key}\": {Plain(key.Description)}");
        foreach (var keys in shape.Exclusive)
            if (map.Entries.Where(e => keys.Contains(e.Key)).Skip(1).FirstOrDefault() is { } second)
                problems.Error(LayerProblemCodes.KeysExclude, second.KeyAt, $"Of {Quoted(keys)} only one can be written.");
        foreach (var keys in shape.OneOf)
            if (!map.Entries.Any(e => keys.Contains(e.Key)))
                problems.Error(LayerProblemCodes.MissingKey, map.At, $"{Sentence(shape.Name)} needs {Quoted(keys)}.");
    }

    private void UnknownKey(YamlMap map, YamlEntry entry, MapShape shape)
    {
        var suggestion = NearestNames.Suggest(entry.Key, shape.Keys.Select(k => k.Key));
        if (suggestion.Length == 0 && map.IsFlow && entry.Value is YamlText { IsNull: true })
            suggestion = " In { … } a comma starts a new key: put a text with commas into quotes.";
        else if (suggestion.Length == 0)
            suggestion = $" It may have {string.Join(", ", shape.Keys.Select(k => k.Key))}.";
        problems.Error(LayerProblemCodes.UnknownKey, entry.KeyAt, $"{Sentence(shape.Name)} has no key \"{entry.Key}\".{suggestion}");
    }

    private void CheckVariant(YamlValue value, VariantShape shape)
    {
        if (value is not YamlMap map)
        {
            WrongKind(value, $"the {shape.Name}", $"keys such as {shape.Common[0].Key}: …");
            return;
        }
        var written = map.String(shape.Key) ?? shape.Default;
        if (shape.Variants.FirstOrDefault(v => v.Value == written) is not { } variant)
        {
            CheckMap(
                map,
                new MapShape(
                    shape.Name,
                    [.. shape.Common, .. shape.Variants.SelectMany(v => v.Shape.Keys).DistinctBy(k => k.Key).Select(k => k with { IsRequired = false })]
                )
            );
            return;
        }
        var full = shape.Of(variant);
        var foreign = map
            .Entries.Where(e => full.Keys.All(k => k.Key != e.Key))
            .Select(e => (Entry: e, Owners: shape.Variants.Where(v => v.Shape.Keys.Any(k => k.Key == e.Key)).Select(v => v.Value).ToList()))
            .Where(e => e.Owners.Count > 0)
            .ToList();
        foreach (var (entry, owners) in foreign)
            problems.Error(
                LayerProblemCodes.UnknownKey,
                entry.KeyAt,
                $"\"{entry.Key}\" belongs to {shape.Key}: {string.Join(" or ", owners)}; this {shape.Name} is {variant.Value}."
            );
        CheckMap(map with { Entries = [.. map.Entries.Where(e => foreign.All(f => f.Entry != e))] }, full);
    }

    private void CheckList(YamlValue value, ListShape shape, string what)
    {
        if (value is not YamlList list)
        {
            if (shape.Item is TextShape && value is YamlMap or YamlText { IsNull: true })
                WrongKind(value, what, "a list: [a, b]");
            else
                Check(value, shape.Item, what);
            return;
        }
        if (list.Items.IsEmpty && !shape.MayBeEmpty)
            problems.Error(LayerProblemCodes.WrongKind, list.At, $"{what} is empty: it needs at least one.");
        foreach (var item in list.Items)
            Check(item, shape.Item, $"an item of {what}");
    }

    private void CheckDictionary(YamlValue value, DictionaryShape shape, string what)
    {
        if (value is not YamlMap map)
        {
            WrongKind(value, what, $"a mapping whose keys are {shape.KeyMeaning}");
            return;
        }
        foreach (var entry in map.Entries)
            if (entry.Value is not YamlText { IsNull: true })
                Check(entry.Value, shape.Value, $"\"{entry.Key}\"");
    }

    private void CheckEither(YamlValue value, EitherShape shape, string what)
    {
        var fitting = value switch
        {
            YamlMap => shape.Shapes.FirstOrDefault(s => s is MapShape or VariantShape or DictionaryShape or QueryShape),
            YamlList => shape.Shapes.FirstOrDefault(s => s is ListShape),
            _ => shape.Shapes.FirstOrDefault(s => s is TextShape or ChoiceShape or FlagShape or NumberShape)
                ?? shape.Shapes.FirstOrDefault(s => s is ListShape),
        };
        if (fitting is null)
            WrongKind(value, what, string.Join(" or ", shape.Shapes.Select(ShapeWords)));
        else
            Check(value, fitting, what);
    }

    private void CheckScalar(YamlValue value, Shape shape, string what)
    {
        if (value is not YamlText text || text.IsNull)
        {
            WrongKind(value, what, ShapeWords(shape));
            return;
        }
        switch (shape)
        {
            case TextShape { Form: TextForm.Expression or TextForm.Condition }:
                if (ExpressionParser.Parse(text.Value) is FaultyExpression fault)
                    problems.Error(LayerProblemCodes.BadExpression, TextPlace.Of(text.TextAt, text.Value, fault.Offset), fault.Message);
                break;
            case TextShape form:
                if (text.Value.Trim().Length == 0)
                    problems.Error(LayerProblemCodes.WrongForm, text.At, $"{what} is empty.");
                else if (TextForms.Fault(form.Form, text.Value) is { } wrong)
                    problems.Error(form.Form == TextForm.Name ? LayerProblemCodes.BadName : LayerProblemCodes.WrongForm, text.At, wrong);
                break;
            case ChoiceShape choice when !choice.Choices.Contains(text.Value):
                problems.Error(LayerProblemCodes.NotAChoice, text.At, NotAChoice(what, text.Value, choice));
                break;
            case FlagShape when text.Value is not ("true" or "false") || !text.IsPlain:
                problems.Error(LayerProblemCodes.NotAChoice, text.At, $"{what} is true or false, without quotes, not {text.Kind}.");
                break;
            case NumberShape number:
                CheckNumber(text, number, what);
                break;
        }
    }

    private static string NotAChoice(string what, string value, ChoiceShape choice) =>
        value is "one_to_many" or "many_to_many" && choice.Choices.Contains("many_to_one")
            ? "Joins go towards one, so that no number is ever multiplied: declare this one at the other entity as many_to_one."
            : $"{what} is {string.Join(", ", choice.Choices)}, not \"{value}\".{NearestNames.Suggest(value, choice.Choices)}";

    private void CheckNumber(YamlText text, NumberShape shape, string what)
    {
        if (!decimal.TryParse(text.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            WrongKind(text, what, "a number");
        else if (number < shape.Min || number > shape.Max)
            problems.Error(
                LayerProblemCodes.WrongForm,
                text.At,
                shape.Min == shape.Max ? $"{what} is {shape.Min}." : $"{what} is a number from {shape.Min} to {shape.Max}."
            );
        else if (shape.IsWhole && number != decimal.Truncate(number))
            problems.Error(LayerProblemCodes.WrongForm, text.At, $"{what} is a whole number.");
    }

    private void WrongKind(YamlValue value, string what, string expected) =>
        problems.Error(LayerProblemCodes.WrongKind, value.At, $"{Sentence(what)} is {expected}, not {value.Kind}.");

    private static string ShapeWords(Shape shape) =>
        shape switch
        {
            TextShape => "a text",
            ChoiceShape choice => string.Join(", ", choice.Choices),
            FlagShape => "true or false",
            NumberShape => "a number",
            ListShape => "a list",
            MapShape or VariantShape or DictionaryShape or QueryShape => "a mapping of keys",
            _ => "a value",
        };

    private static string Sentence(string what) =>
        what.StartsWith('"') || what.StartsWith("the ", StringComparison.Ordinal) || what.StartsWith("an ", StringComparison.Ordinal)
            ? Capital(what)
            : $"The {what}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Quoted(ImmutableArray<string> keys) => string.Join(" or ", keys.Select(k => $"\"{k}\""));

    private static string Plain(string markdown) => markdown.Replace("`", "", StringComparison.Ordinal);
}
