using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>A field selector. As for every custom resource, only the name and the namespace can be selected by.</summary>
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
    /// <exception cref="ApiException">It cannot be read, or names another field.</exception>
    public static FieldSelector Parse(string text)
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
            if (field is not ("metadata.name" or "metadata.namespace"))
            {
                throw Refusal.BadRequest($"field label not supported: {field}");
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
            string actual = field == "metadata.name" ? value.Name : value.Namespace;
            if ((actual == wanted) != equal)
            {
                return false;
            }
        }

        return true;
    }
}
