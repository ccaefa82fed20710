using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Reads a manifest config: an object of New-OcmManifestConfig or its copy, a hashtable with the same members, or an entry
/// of a ManifestWork, and checks it as the hub and the agent will.
/// </summary>
internal static class ManifestConfigReader
{
    public const string ErrorId = "InvalidManifestConfig";

    /// <summary>What feedback may be asked for by one word.</summary>
    public static readonly string[] FeedbackWords = ["Default", "WellKnown", "None"];

    private static readonly string[] Members =
    [
        .. ResourceTarget.Members, "UpdateStrategy", "ForceConflict", "FieldManager", "IgnoreFields", "IgnoreField",
        "Feedback", "WellKnownFeedback", "JsonPaths", "JsonPath", "FeedbackScrapeType", "ConditionRules", "ConditionRule",
    ];

    /// <exception cref="HubException"><c>InvalidManifestConfig</c>, <c>InvalidConditionRule</c>, <c>InvalidExpression</c>.</exception>
    public static ManifestConfig Read(JsonNode? given) => given is JsonObject value
        ? Checked(value.Any(member => string.Equals(member.Key, "resourceIdentifier", StringComparison.OrdinalIgnoreCase)) ? Raw(value) : Typed(value))
        : throw Wrong("it is neither a hashtable nor an object. Make one with New-OcmManifestConfig, or write @{ Resource = 'deployments'; Group = 'apps'; Namespace = 'shop'; Name = 'web'; UpdateStrategy = 'CreateOnly' }");

    private static ManifestConfig Typed(JsonObject value)
    {
        var given = new GivenObject(value, ErrorId, Members);
        ResourceTarget target = ResourceTarget.Of(given);
        var config = new ManifestConfig
        {
            Group = target.Group,
            Resource = target.Resource,
            Namespace = target.Namespace,
            Name = target.Name,
            UpdateStrategy = StrategyOf(given.Text("UpdateStrategy")),
            ForceConflict = Flag(given, "ForceConflict"),
            FieldManager = given.Text("FieldManager"),
            IgnoreFields = Ignored(given.Node("IgnoreFields", "IgnoreField")),
            WellKnownFeedback = Flag(given, "WellKnownFeedback"),
            JsonPaths = Paths(given.Node("JsonPaths", "JsonPath")),
            FeedbackScrapeType = ScrapeType(given.Text("FeedbackScrapeType")),
            ConditionRules = Rules(given.Node("ConditionRules", "ConditionRule")),
        };
        Ask(config, given.Text("Feedback"), isTyped: given.Node("WellKnownFeedback") is not null);
        return config;
    }

    /// <summary>
    /// Adds the feedback that a word stands for. The first entry with feedback rules wins, so without what tells readiness an
    /// entry with one path more would hide it: where only paths are given, what is known of the kind is asked for too.
    /// </summary>
    private static void Ask(ManifestConfig config, string word, bool isTyped)
    {
        string? known = Array.Find(FeedbackWords, known => string.Equals(known, word, StringComparison.OrdinalIgnoreCase));
        if (word.Length > 0 && known is null)
        {
            throw Wrong($"there is no feedback '{word}': use {string.Join(", ", FeedbackWords)}, and paths for single values");
        }

        IReadOnlyList<FeedbackPath>? defaults = DefaultFeedback.PathsOf(config.Group, config.Resource, out bool wellKnown);
        if (known is null && (isTyped || config.JsonPaths.Count == 0 || defaults is null))
        {
            return;
        }

        switch (known)
        {
            case "None":
                return;
            case "WellKnown":
                config.WellKnownFeedback = true;
                return;
            case "Default" when defaults is null:
                throw Wrong($"there is no default feedback for {config}: it is for Deployments, StatefulSets, DaemonSets, Jobs and Pods. Give paths");
            default:
                config.WellKnownFeedback = wellKnown;
                config.JsonPaths = [.. defaults!.Where(path => !config.JsonPaths.Any(own => own.Name == path.Name)), .. config.JsonPaths];
                return;
        }
    }

    private static ManifestConfig Raw(JsonObject value)
    {
        var given = new GivenObject(value, ErrorId, "resourceIdentifier", "feedbackRules", "feedbackScrapeType", "conditionRules", "updateStrategy");
        var target = ResourceTarget.Of(Inner(given, "resourceIdentifier", "group", "resource", "namespace", "name")!);
        GivenObject? strategy = Inner(given, "updateStrategy", "type", "serverSideApply");
        GivenObject? apply = strategy is null ? null : Inner(strategy, "serverSideApply", "force", "fieldManager", "ignoreFields");
        var rules = List(given.Node("feedbackRules")).Select(rule => new GivenObject(rule, ErrorId, "type", "jsonPaths")).ToList();
        if (rules.Find(rule => rule.Text("type") is not ("WellKnownStatus" or "JSONPaths")) is { } odd)
        {
            throw Wrong($"there is no type '{odd.Text("type")}' of a feedback rule: use WellKnownStatus or JSONPaths");
        }

        return new ManifestConfig
        {
            Group = target.Group,
            Resource = target.Resource,
            Namespace = target.Namespace,
            Name = target.Name,
            UpdateStrategy = strategy is null ? null : StrategyOf(strategy.Text("type")) ?? UpdateStrategy.Update,
            ForceConflict = apply is not null && Flag(apply, "force"),
            FieldManager = apply?.Text("fieldManager") is { } manager and not "work-agent" ? manager : "",
            IgnoreFields = Ignored(apply?.Node("ignoreFields")),
            WellKnownFeedback = rules.Exists(rule => rule.Text("type") == "WellKnownStatus"),
            JsonPaths = [.. rules.SelectMany(rule => Paths(rule.Node("jsonPaths")))],
            FeedbackScrapeType = ScrapeType(given.Text("feedbackScrapeType")),
            ConditionRules = Rules(given.Node("conditionRules")),
        };
    }

    private static ManifestConfig Checked(ManifestConfig config)
    {
        config.Target.Check(ErrorId, allowsPatterns: true);
        bool isApply = config.UpdateStrategy == UpdateStrategy.ServerSideApply;
        string? problem = config switch
        {
            { ForceConflict: true } when !isApply => "-ForceConflict is for -UpdateStrategy ServerSideApply",
            { FieldManager.Length: > 0 } when !isApply => "a field manager is for -UpdateStrategy ServerSideApply",
            { IgnoreFields.Count: > 0 } when !isApply => "fields are ignored with -UpdateStrategy ServerSideApply only",
            { FieldManager.Length: > 0 } when !config.FieldManager.StartsWith("work-agent", StringComparison.Ordinal) => $"the field manager '{config.FieldManager}' is refused by OCM: it must begin with work-agent",
            _ when Repeated(config.JsonPaths.Select(path => path.Name)) is { } name => $"the feedback '{name}' is asked for twice",
            _ when Repeated(config.ConditionRules.Select(rule => rule.Condition)) is { } condition => $"there are two rules for the condition {condition}",
            _ when Repeated(config.IgnoreFields.Select(fields => fields.Condition)) is { } when => $"there are two lists of fields to ignore {when}",
            _ => config.JsonPaths.Select(ProblemOf).Concat(config.IgnoreFields.SelectMany(ProblemsOf)).FirstOrDefault(found => found is not null),
        };
        return problem is null ? config : throw Wrong($"'{config}': {problem}");
    }

    private static string? ProblemOf(FeedbackPath path) =>
        path.Name.Length == 0 ? $"the path '{path.Path}' has no name"
        : FieldPaths.ProblemOfPath(path.Path) is { } problem ? $"the path '{path.Path}' of '{path.Name}' is no JSONPath: {problem}" : null;

    private static IEnumerable<string?> ProblemsOf(IgnoredFields fields)
    {
        if (fields.JsonPaths.Count + fields.JsonPointers.Count + fields.JqPaths.Count == 0)
        {
            yield return "a list of fields to ignore names none";
        }

        foreach (string path in fields.JsonPaths)
        {
            yield return FieldPaths.ProblemOfPath(path) is { } problem ? $"'{path}' is no JSONPath: {problem}" : null;
        }

        foreach (string pointer in fields.JsonPointers)
        {
            yield return FieldPaths.ProblemOfPointer(pointer) is { } problem ? $"'{pointer}' is no JSON pointer: {problem}" : null;
        }

        yield return fields.JqPaths.Any(string.IsNullOrWhiteSpace) ? "a jq path is empty" : null;
    }

    private static UpdateStrategy? StrategyOf(string text) =>
        text.Length == 0 ? null
        : !char.IsAsciiDigit(text[0]) && Enum.TryParse(text, ignoreCase: true, out UpdateStrategy strategy) ? strategy
        : throw Wrong($"there is no update strategy '{text}': use {string.Join(", ", Enum.GetNames<UpdateStrategy>())}");

    private static string ScrapeType(string text) =>
        text.Length == 0 ? "" : Spelt(text, "Poll", "Watch") ?? throw Wrong($"there is no scrape type '{text}': use Poll or Watch");

    private static IReadOnlyList<FeedbackPath> Paths(JsonNode? given) => given switch
    {
        null => [],
        JsonArray list => [.. list.SelectMany(Paths)],
        JsonObject entry when IsPathEntry(entry) => [PathOf(entry)],
        JsonObject map => [.. map.Select(pair => new FeedbackPath { Name = pair.Key, Path = GivenObject.Scalar(pair.Value)?.Trim() ?? throw Wrong($"the path of '{pair.Key}' must be text") })],
        _ => throw Wrong("paths are a hashtable of names and paths, as in @{ Phase = '.status.phase' }"),
    };

    // As typed it may be a value that is named Path; as an entry it has both.
    private static bool IsPathEntry(JsonObject entry) =>
        entry.Count is 2 or 3 && entry.All(member => Spelt(member.Key, "Name", "Path", "Version") is not null)
        && entry.Any(member => Spelt(member.Key, "Path") is not null) && entry.Any(member => Spelt(member.Key, "Name") is not null);

    private static FeedbackPath PathOf(JsonObject entry)
    {
        var given = new GivenObject(entry, ErrorId, "Name", "Path", "Version");
        return new FeedbackPath { Name = given.Text("Name"), Path = given.Text("Path"), Version = given.Text("Version") };
    }

    /// <summary>Fields to ignore: texts that are JSON pointers (with a slash) or JSONPaths, or hashtables.</summary>
    private static List<IgnoredFields> Ignored(JsonNode? given)
    {
        JsonNode?[] items = given switch { null => [], JsonArray list => [.. list], _ => [given] };
        string[] texts = [.. items.Select(GivenObject.Scalar).OfType<string>().Select(text => text.Trim())];
        List<IgnoredFields> ignored = texts.Length == 0 ? [] :
        [
            new IgnoredFields { JsonPaths = [.. texts.Where(text => !text.StartsWith('/'))], JsonPointers = [.. texts.Where(text => text.StartsWith('/'))] },
        ];
        ignored.AddRange(items.OfType<JsonObject>().Select(IgnoredOf));
        return ignored;
    }

    private static IgnoredFields IgnoredOf(JsonObject entry)
    {
        var given = new GivenObject(entry, ErrorId, "Condition", "JsonPaths", "JsonPath", "JsonPointers", "JsonPointer", "JqPaths", "JqPath", "JqPathExpressions");
        string condition = given.Text("Condition");
        return new IgnoredFields
        {
            Condition = condition.Length == 0 ? "OnSpokePresent"
                : Spelt(condition, "OnSpokePresent", "OnSpokeChange") ?? throw Wrong($"fields are ignored OnSpokePresent or OnSpokeChange, not '{condition}'"),
            JsonPaths = given.Texts("JsonPaths", "JsonPath"),
            JsonPointers = given.Texts("JsonPointers", "JsonPointer"),
            JqPaths = given.Texts("JqPaths", "JqPath", "JqPathExpressions"),
        };
    }

    private static IReadOnlyList<ConditionRule> Rules(JsonNode? given) => given switch
    {
        null => [],
        JsonArray list => [.. list.Select(ConditionRule.Read)],
        _ => [ConditionRule.Read(given)],
    };

    private static IEnumerable<JsonObject> List(JsonNode? given) => given switch
    {
        null => [],
        JsonArray list => list.Select(item => item as JsonObject ?? throw Wrong("a list in it holds something that is no object")),
        JsonObject single => [single],
        _ => throw Wrong("something in it is no list"),
    };

    private static GivenObject? Inner(GivenObject given, string name, params string[] members) => given.Node(name) switch
    {
        null => null,
        JsonObject inner => new GivenObject(inner, ErrorId, members),
        _ => throw Wrong($"'{name}' must be an object"),
    };

    private static bool Flag(GivenObject given, string name) => given.Text(name) switch
    {
        "" => false,
        { } text when bool.TryParse(text, out bool flag) => flag,
        { } text => throw Wrong($"'{name}' is true or false, not '{text}'"),
    };

    private static string? Repeated(IEnumerable<string> names) => names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;

    private static string? Spelt(string text, params string[] known) => Array.Find(known, one => string.Equals(one, text, StringComparison.OrdinalIgnoreCase));

    private static HubException Wrong(string what) => new(ErrorId, $"A manifest config cannot be used: {what}.");
}
