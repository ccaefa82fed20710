using System.Globalization;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>
/// What a placement ranks clusters by: an entry of <c>spec.prioritizerPolicy.configurations</c>. As text it is what
/// clusteradm takes: <c>BuiltIn:Steady:3</c> or <c>AddOn:resource:score:-1</c>; short <c>Steady:3</c> and <c>Steady</c>.
/// </summary>
public sealed class PlacementPrioritizer
{
    internal const string BuiltInType = "BuiltIn";
    internal const string AddOnType = "AddOn";
    private const string ErrorId = "InvalidPrioritizer";
    private const string Forms = "Write Steady:3, BuiltIn:Steady:3 or AddOn:<AddOnPlacementScore>:<score>:3, or @{ Name = 'Steady'; Weight = 3 }.";

    /// <summary>The names of the built-in prioritizers that OCM has.</summary>
    internal static readonly string[] BuiltInNames = ["Balance", "Steady", "ResourceAllocatableCPU", "ResourceAllocatableMemory"];

    /// <summary><c>scoreCoordinate.type</c>: BuiltIn or AddOn.</summary>
    public string Type { get; set; } = BuiltInType;

    /// <summary><c>scoreCoordinate.builtIn</c>: Balance, Steady, ResourceAllocatableCPU or ResourceAllocatableMemory; empty for AddOn.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>scoreCoordinate.addOn.resourceName</c>: the name of the AddOnPlacementScore; empty for BuiltIn.</summary>
    public string Resource { get; set; } = "";

    /// <summary><c>scoreCoordinate.addOn.scoreName</c>: the name of the score in it; empty for BuiltIn.</summary>
    public string Score { get; set; } = "";

    /// <summary><c>weight</c>: how much it counts, -10 to 10; 0 turns it off, less turns it around.</summary>
    public long Weight { get; set; } = 1;

    /// <summary>Reads text.</summary>
    /// <exception cref="HubException"><c>InvalidPrioritizer</c>.</exception>
    public static PlacementPrioritizer Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = Array.ConvertAll(text.Split(':'), part => part.Trim());
        bool isAddOn = Is(parts[0], AddOnType);
        if (isAddOn && parts.Length is 3 or 4)
        {
            return new() { Type = AddOnType, Resource = Named(parts[1], text), Score = Named(parts[2], text), Weight = WeightIn(parts, 3, text) };
        }

        int first = Is(parts[0], BuiltInType) ? 1 : 0;
        return !isAddOn && parts.Length - first is 1 or 2
            ? new() { Name = Spelt(Named(parts[first], text)), Weight = WeightIn(parts, first + 1, text) }
            : throw Unreadable(text, "it has too few or too many parts");
    }

    /// <inheritdoc/>
    public override string ToString() => Type == AddOnType
        ? string.Create(CultureInfo.InvariantCulture, $"{Type}:{Resource}:{Score}:{Weight}")
        : string.Create(CultureInfo.InvariantCulture, $"{Type}:{Name}:{Weight}");

    /// <summary>Reads text, a hashtable, an object of this type or its copy, or an entry of the API.</summary>
    /// <exception cref="HubException"><c>InvalidPrioritizer</c>.</exception>
    internal static PlacementPrioritizer Read(JsonNode? given)
    {
        if (given.TextAt() is { } text)
        {
            return Parse(text);
        }

        if (given is not JsonObject value)
        {
            throw new HubException(ErrorId, $"A prioritizer is text or a hashtable. {Forms}");
        }

        if (value["scoreCoordinate"] is JsonObject)
        {
            return FromJson(value);
        }

        var members = new GivenObject(value, ErrorId, "Type", "Name", "Resource", "Score", "Weight");
        string type = members.Text("Type");
        return new PlacementPrioritizer
        {
            Type = type.Length == 0 ? (members.Text("Resource").Length > 0 ? AddOnType : BuiltInType) : Is(type, AddOnType) ? AddOnType : Is(type, BuiltInType) ? BuiltInType : type,
            Name = Spelt(members.Text("Name")),
            Resource = members.Text("Resource"),
            Score = members.Text("Score"),
            Weight = members.Integer("Weight") ?? 1,
        };
    }

    /// <summary>Reads an entry of the API.</summary>
    internal static PlacementPrioritizer FromJson(JsonObject entry)
    {
        PrioritizerConfiguration configuration = PrioritizerConfiguration.Parse(entry);
        return new PlacementPrioritizer
        {
            Type = configuration.Type,
            Name = configuration.BuiltIn,
            Resource = configuration.AddOn?.Resource ?? "",
            Score = configuration.AddOn?.Score ?? "",
            Weight = configuration.Weight,
        };
    }

    /// <summary>The entry of the API.</summary>
    internal JsonObject ToJson()
    {
        JsonObject coordinate = new() { ["type"] = Type };
        if (Name.Length > 0 || Type == BuiltInType)
        {
            coordinate["builtIn"] = Name;
        }

        if (Resource.Length > 0 || Score.Length > 0 || Type == AddOnType)
        {
            coordinate["addOn"] = new JsonObject { ["resourceName"] = Resource, ["scoreName"] = Score };
        }

        return new JsonObject { ["scoreCoordinate"] = coordinate, ["weight"] = Weight };
    }

    // The API knows one spelling; who types it in another means the same.
    private static string Spelt(string name) => Array.Find(BuiltInNames, known => Is(known, name)) ?? name;

    private static string Named(string part, string text) => part.Length > 0 ? part : throw Unreadable(text, "a part of it is empty");

    private static long WeightIn(string[] parts, int index, string text) => index >= parts.Length ? 1
        : long.TryParse(parts[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long weight) ? weight
        : throw Unreadable(text, $"the weight '{parts[index]}' is no whole number");

    private static HubException Unreadable(string text, string why) => new(ErrorId, $"'{text}' is no prioritizer: {why}. {Forms}");

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
