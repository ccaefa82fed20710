using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>An object within a placement that is being checked: it knows its path, and notes members of the wrong type.</summary>
/// <param name="Value">The object.</param>
/// <param name="Path">Where it stands, as in <c>spec.predicates[0]</c>.</param>
/// <param name="Problems">Where what is wrong is noted.</param>
internal sealed record SpecNode(JsonObject Value, string Path, PlacementProblems Problems)
{
    private const string ErrorId = "InvalidPlacement";

    /// <summary>Whether a member is there and not null.</summary>
    public bool Has(string name) => Value[name] is not null;

    /// <summary>The path of a member.</summary>
    public string PathOf(string name) => $"{Path}.{name}";

    /// <summary>A member that is an object; null where it is missing or none.</summary>
    public SpecNode? Object(string name) => Value[name] switch
    {
        null => null,
        JsonObject value => this with { Value = value, Path = PathOf(name) },
        _ => Wrong<SpecNode>(name, "an object"),
    };

    /// <summary>The objects of a member that is a list.</summary>
    public IReadOnlyList<SpecNode> Objects(string name) => Items(name, item => item is JsonObject value ? value : null, "an object")
        .ConvertAll(item => this with { Value = item.Value, Path = $"{PathOf(name)}[{item.Index}]" });

    /// <summary>The texts of a member that is a list.</summary>
    public IReadOnlyList<string> Texts(string name) => Items(name, item => item.TextAt(), "text (put it into quotes)").ConvertAll(item => item.Value);

    /// <summary>A member that is text; null where it is missing or none.</summary>
    public string? Text(string name) => Value[name] is not { } member ? null : member.TextAt() ?? Wrong<string>(name, "text (put it into quotes)");

    /// <summary>A member that is a whole number; null where it is missing or none.</summary>
    public long? Integer(string name)
    {
        if (Value[name] is { } member && member.AsInteger() is null)
        {
            Wrong<string>(name, "a whole number");
        }

        return Value[name].AsInteger();
    }

    /// <summary>Notes that something cannot be.</summary>
    public void Add(string errorId, string message) => Problems.Add(errorId, Path, message);

    /// <summary>Notes that something of a member cannot be.</summary>
    public void Add(string errorId, string name, string message) => Problems.Add(errorId, PathOf(name), message);

    /// <summary>Notes that something is odd.</summary>
    public void Warn(string message) => Problems.Warn(Path, message);

    /// <summary>The members that OCM does not know.</summary>
    public IReadOnlyList<string> Unknown(params string[] known) => [.. Value.Where(member => member.Value is not null && !known.Contains(member.Key)).Select(member => member.Key)];

    /// <summary>Warns of members that OCM does not know.</summary>
    public void WarnUnknown(params string[] known)
    {
        foreach (string name in Unknown(known))
        {
            Problems.Warn(PathOf(name), $"OCM knows no such field; a hub drops it. Fields here are {string.Join(", ", known)}.");
        }
    }

    private List<(T Value, int Index)> Items<T>(string name, Func<JsonNode?, T?> read, string expected)
        where T : class
    {
        List<(T, int)> items = [];
        if (Value[name] is not JsonArray list)
        {
            _ = Value[name] is null ? null : Wrong<string>(name, "a list");
            return items;
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (read(list[i]) is { } item)
            {
                items.Add((item, i));
            }
            else
            {
                Wrong<string>($"{name}[{i}]", expected, list[i]);
            }
        }

        return items;
    }

    private T? Wrong<T>(string name, string expected)
        where T : class => Wrong<T>(name, expected, Value[name]);

    private T? Wrong<T>(string name, string expected, JsonNode? found)
        where T : class
    {
        string what = found?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "nothing",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => found.ToJsonString(),
        };
        Add(ErrorId, name, $"It must be {expected}, and is {what}.");
        return null;
    }
}
