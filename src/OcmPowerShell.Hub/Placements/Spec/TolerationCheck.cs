using System.Globalization;
using System.Text;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Checks a toleration.</summary>
internal static class TolerationCheck
{
    private const string ErrorId = "InvalidToleration";
    private const int LongestKey = 316;
    private const int LongestValue = 1024;

    /// <summary>Checks an entry of <c>spec.tolerations</c>.</summary>
    public static void Run(SpecNode toleration)
    {
        toleration.WarnUnknown("key", "operator", "value", "effect", "tolerationSeconds");
        string key = toleration.Text("key") ?? "";
        string comparison = toleration.Text("operator") ?? "";
        string value = toleration.Text("value") ?? "";
        string effect = toleration.Text("effect") ?? "";
        if (comparison is not ("" or "Equal" or "Exists"))
        {
            toleration.Add(ErrorId, "operator", $"There is no operator '{comparison}': the toleration would never count. Use Equal, or Exists for any value.");
        }
        else if (key.Length == 0 && comparison != "Exists")
        {
            toleration.Add(ErrorId, "Without a key the operator must be Exists, which tolerates every taint. Give it a key, or the operator Exists.");
        }
        else if (comparison == "Exists" && value.Length > 0)
        {
            toleration.Add(ErrorId, "value", "The operator Exists takes no value: it means any. Leave the value out, or use Equal.");
        }

        if (key.Length > LongestKey || (key.Length > 0 && LabelSyntax.ProblemOfKey(key) is not null))
        {
            toleration.Add(ErrorId, "key", $"'{key}' cannot be the key of a taint: {LabelSyntax.ProblemOfKey(key) ?? "it is too long"}.");
        }

        if (Encoding.UTF8.GetByteCount(value) > LongestValue)
        {
            toleration.Add(ErrorId, "value", string.Create(CultureInfo.InvariantCulture, $"A value has at most {LongestValue} characters."));
        }

        if (effect.Length > 0 && !PlacementToleration.Effects.Contains(effect))
        {
            toleration.Add(ErrorId, "effect", $"There is no effect '{effect}'. Use {string.Join(", ", PlacementToleration.Effects)}, or none for all of them.");
        }

        if (toleration.Integer("tolerationSeconds") is < 0)
        {
            toleration.Add(ErrorId, "tolerationSeconds", "The seconds must be 0 or more: with less it is over before it begins.");
        }
    }
}
