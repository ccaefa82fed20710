using System.Text.Json;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>A field selector. Name and namespace can be selected by, and of some built-in kinds a few fields more.</summary>
internal sealed class FieldSelector
{
    /// <summary>Selects everything.</summary>
    public static readonly FieldSelector Everything = new([]);

    private readonly IReadOnlyList<(string Field, string Value, bool Equal)> _terms;

    private FieldSelector(IReadOnlyList<(string Field, string Value, bool Equal)> terms)
    {
        _terms = terms;
    }

    /// <summary>Whether it selects everything.</summary>
    public bool IsEverything => _terms.Count == 0;

    /// <summary>Reads a selector.</summary>
    /// <param name="text">The selector.</param>
    /// <param name="definition">The kind.</param>
    /// <exception cref="ApiException">It cannot be read, or names another field.</exception>
    public static FieldSelector Parse(string text, ResourceDefinition definition)
    {
        var terms = new List<(string Field, string Value, bool Equal)>();
        foreach (string term in text.Split(',').Where(term => term.Length > 0))
        {
            int at = term.IndexOf('=');
            if (at < 0)
            {
                throw Refusal.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            }

            bool isNotEqual = at > 0 && term[at - 1] == '!';
            int valueAt = !isNotEqual && at + 1 < term.Length && term[at + 1] == '=' ? at + 2 : at + 1;
            string field = term[..(isNotEqual ? at - 1 : at)];
            if (field is not ("metadata.name" or "metadata.namespace") && !definition.SelectableFields.Contains(field))
            {
                throw Refusal.BadRequest(definition.IsBuiltIn && definition.SelectableFields.Count == 0
                    ? $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                    : $"field label not supported: {field}");
            }

            terms.Add((field, term[valueAt..], !isNotEqual));
        }

        return terms.Count == 0 ? Everything : new FieldSelector(terms);
    }

    /// <summary>Whether an object is selected.</summary>
    public bool Matches(StoredObject value)
    {
        foreach ((string field, string wanted, bool equal) in _terms)
        {
            string actual = field switch
            {
                "metadata.name" => value.Name,
                "metadata.namespace" => value.Namespace,
                _ => Read(value, field),
            };
            if ((actual == wanted) != equal)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A field as text; a missing one is empty, or what its type has where nothing is said.</summary>
    private static string Read(StoredObject value, string field)
    {
        // Two are named otherwise than the field that they are about.
        string path = field switch
        {
            "status.successful" => "status.succeeded",
            "source" => "source.component",
            _ => field,
        };
        using JsonDocument document = JsonText.ViewStored(value.Json);
        JsonElement found = document.RootElement;
        foreach (string name in path.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return path switch
                {
                    "spec.unschedulable" => "false",
                    "status.succeeded" or "status.replicas" => "0",
                    _ => string.Empty,
                };
            }
        }

        return found.ValueKind == JsonValueKind.String ? found.GetString()! : found.GetRawText();
    }
}
