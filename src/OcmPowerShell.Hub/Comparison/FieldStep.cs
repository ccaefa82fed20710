using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>One step on the way to a field.</summary>
/// <param name="Kind">How it goes on.</param>
/// <param name="Name">The member; of a list of objects, the one that tells the elements apart.</param>
/// <param name="Value">That member's value, as <see cref="ListKey.TextOf"/> writes it.</param>
/// <param name="Index">The position.</param>
internal readonly record struct FieldStep(FieldStepKind Kind, string Name, string Value, int Index)
{
    public static FieldStep Member(string name) => new(FieldStepKind.Member, name, "", 0);

    public static FieldStep Element(int index) => new(FieldStepKind.Element, "", "", index);

    public static FieldStep Keyed(string name, string value) => new(FieldStepKind.Keyed, name, value, 0);

    public static FieldStep Order(string name) => new(FieldStepKind.Order, name, "", 0);

    /// <summary>A path as text. No two paths have the same.</summary>
    public static string PathOf(IReadOnlyList<FieldStep> steps)
    {
        string path = string.Concat(steps);
        return path.StartsWith('.') ? path[1..] : path;
    }

    /// <summary>A text in quotes, with what a console would act on escaped.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>The step as it follows another.</summary>
    public override string ToString() => Kind switch
    {
        FieldStepKind.Member when IsPlain(Name) => $".{Name}",
        FieldStepKind.Member => $"[{Quote(Name)}]",
        FieldStepKind.Element => string.Create(CultureInfo.InvariantCulture, $"[{Index}]"),
        FieldStepKind.Keyed => $"[{Name}={Value}]",
        _ => $"[*].{Name}",
    };

    private static bool IsPlain(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
