using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Manifest configs: what may be written, what becomes of it, and in which order.</summary>
public sealed class ManifestConfigTests
{
    private const string Settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\n";

    private const string Widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: default}\n";

    private const string Widgets =
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgetry.example.com}\nspec: {group: example.com, names: {kind: Widget, plural: widgetry}}\n";

    [Theory]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","UpdateStrategy":"createonly"}""", """{"resourceIdentifier":{"group":"apps","resource":"deployments","name":"web"},"updateStrategy":{"type":"CreateOnly"}}""")]
    [InlineData(
        """{"Resource":"deployments","Group":"apps","Namespace":"shop","Name":"*","UpdateStrategy":"ServerSideApply","ForceConflict":true,"FieldManager":"work-agent-2","IgnoreField":[".spec.replicas","/spec/paused",{"Condition":"onspokechange","JqPath":".spec.x"}]}""",
        """{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"shop","name":"*"},"updateStrategy":{"type":"ServerSideApply","serverSideApply":{"force":true,"fieldManager":"work-agent-2","ignoreFields":[{"condition":"OnSpokePresent","jsonPaths":[".spec.replicas"],"jsonPointers":["/spec/paused"]},{"condition":"OnSpokeChange","jqPathExpressions":[".spec.x"]}]}}}""")]
    [InlineData(
        """{"Resource":"services","Name":"web","Namespace":"shop","JsonPath":{"Ip":".spec.clusterIP"},"FeedbackScrapeType":"watch"}""",
        """{"resourceIdentifier":{"group":"","resource":"services","namespace":"shop","name":"web"},"feedbackRules":[{"type":"JSONPaths","jsonPaths":[{"name":"Ip","path":".spec.clusterIP"}]}],"feedbackScrapeType":"Watch"}""")]
    [InlineData(
        """{"Resource":"jobs.batch","Name":"j","Namespace":"shop","Feedback":"wellknown","ConditionRule":["Complete","Progressing=object.spec.x < 1 && object.y == 'a=b'"]}""",
        """{"resourceIdentifier":{"group":"batch","resource":"jobs","namespace":"shop","name":"j"},"feedbackRules":[{"type":"WellKnownStatus"}],"conditionRules":[{"condition":"Complete","type":"WellKnownConditions"},{"condition":"Progressing","type":"CEL","celExpressions":["object.spec.x < 1 && object.y == 'a=b'"]}]}""")]
    public void A_config_is_written_as_the_API_has_it(string given, string expected) =>
        Assert.Equal(expected, Json(ManifestConfigWriter.ToJson(Read(given))));

    [Fact]
    public void A_path_more_does_not_take_away_what_tells_whether_a_workload_runs()
    {
        ManifestConfig config = Read("""{"Resource":"deployments.apps","Name":"web","JsonPath":{"Strategy":".spec.strategy.type"}}""");
        ManifestConfig bare = Read("""{"Resource":"deployments.apps","Name":"web","JsonPath":{"Strategy":".spec.strategy.type"},"Feedback":"None"}""");

        Assert.True(config.WellKnownFeedback);
        Assert.Equal(["ObservedGeneration", "Generation", "UpdatedReplicas", "Strategy"], config.JsonPaths.Select(path => path.Name));
        Assert.False(bare.WellKnownFeedback);
        Assert.Equal("Strategy", Assert.Single(bare.JsonPaths).Name);
    }

    [Fact]
    public void An_entry_of_a_work_is_read_as_it_is()
    {
        const string raw = """{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"shop","name":"web"},"feedbackRules":[{"type":"WellKnownStatus"},{"type":"JSONPaths","jsonPaths":[{"name":"A","path":".status.a","version":"v1"}]}],"conditionRules":[{"condition":"Degraded","type":"CEL","celExpressions":["false"],"message":"m","messageExpression":"'x'"}],"updateStrategy":{"type":"ServerSideApply","serverSideApply":{"force":true,"ignoreFields":[{"condition":"OnSpokePresent","jsonPaths":[".spec.replicas"]}]}}}""";

        Assert.Equal(raw, Json(ManifestConfigWriter.ToJson(Read(raw))));
    }

    [Theory]
    [InlineData("""{"Resource":"Deployment","Group":"apps","Name":"web","UpdateStrategy":"ReadOnly"}""", "lower-case plural")]
    [InlineData("""{"Resource":"deployments","Group":"apps","UpdateStrategy":"ReadOnly"}""", "names no object")]
    [InlineData("""{"Resource":"*","Group":"apps","Name":"web","UpdateStrategy":"ReadOnly"}""", "no wildcards")]
    [InlineData("""{"Resource":"deployments","Group":"apps/v1","Name":"web","UpdateStrategy":"ReadOnly"}""", "version")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","UpdateStrategy":"Never"}""", "no update strategy 'Never'")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","UpdateStrategy":"2"}""", "no update strategy '2'")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","UpdateStrategy":"Update","ForceConflict":true}""", "ServerSideApply")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","UpdateStrategy":"ServerSideApply","FieldManager":"me"}""", "begin with work-agent")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","JsonPath":{"A":"{.status.a}"}}""", "leave the braces out: .status.a")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","JsonPath":{"A":"status.a"}}""", "begin with a dot")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","JsonPath":{"A":".a[?(@.b=='c')"}}""", "']' is missing")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","JsonPaths":[{"name":"A","path":".a"},{"name":"A","path":".b"}]}""", "asked for twice")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","UpdateStrategy":"ServerSideApply","IgnoreField":"/spec/~x"}""", "'~' is written ~0")]
    [InlineData("""{"Resource":"deployments.apps","Name":"web","Colour":"red"}""", "there is no 'Colour'")]
    [InlineData("""{"Resource":"configmaps","Name":"web","Feedback":"Default"}""", "no default feedback")]
    public void What_the_hub_or_the_agent_would_refuse_is_refused(string given, string why) => Refused("InvalidManifestConfig", given, why);

    [Theory]
    [InlineData("Applied=true", "agent's own")]
    [InlineData("=true", "names no condition")]
    [InlineData("Healthy", "Complete only")]
    [InlineData("Progressing=", "expression is empty")]
    [InlineData("not a name=true", "cannot be the type")]
    public void A_condition_rule_that_cannot_be_is_refused(string rule, string why) =>
        Refused("InvalidConditionRule", $$"""{"Resource":"deployments.apps","Name":"web","ConditionRule":"{{rule}}"}""", why);

    [Theory]
    [InlineData("Progressing=object.status.", "no CEL expression")]
    [InlineData("Progressing=cluster.name == 'a'", "undeclared reference")]
    [InlineData("Progressing='text'", "must give true or false, not string")]
    public void An_expression_that_does_not_compile_is_refused(string rule, string why) =>
        Refused("InvalidExpression", $$"""{"Resource":"deployments.apps","Name":"web","ConditionRule":"{{rule}}"}""", why);

    [Fact]
    public void A_function_that_only_the_agent_knows_is_left_to_it() =>
        Assert.Single(Read("""{"Resource":"deployments.apps","Name":"web","ConditionRule":"Progressing=isURL(object.spec.url)"}""").ConditionRules);

    [Theory]
    [InlineData("shop/deployments.apps/web", "apps", "deployments", "shop", "web")]
    [InlineData("namespaces/shop", "", "namespaces", "", "shop")]
    [InlineData("a/roles.rbac.authorization.k8s.io/r", "rbac.authorization.k8s.io", "roles", "a", "r")]
    public void A_resource_to_leave_reads_as_kubectl_writes_it(string text, string group, string resource, string @namespace, string name)
    {
        OrphanRule rule = OrphanRule.Parse(text);

        Assert.Equal((group, resource, @namespace, name, text), (rule.Group, rule.Resource, rule.Namespace, rule.Name, rule.ToString()));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("shop/deployments.apps/*")]
    [InlineData("a/b/c/d")]
    public void A_resource_to_leave_names_one_object(string text) =>
        Assert.Equal("InvalidOrphanRule", Assert.Throws<HubException>(() => OrphanRule.Parse(text)).ErrorId);

    [Fact]
    public void An_object_can_be_named_by_its_manifest_or_by_a_row_of_it()
    {
        Assert.Equal("shop/networkpolicies.networking.k8s.io/p", OrphanRule.Read(JsonNode.Parse("""{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"shop"}}""")).ToString());
        Assert.Equal("shop/widgetry.example.com/p", OrphanRule.Read(JsonNode.Parse("""{"Ordinal":0,"Group":"example.com","Kind":"Widget","Resource":"widgetry","ResourceName":"p","ResourceNamespace":"shop"}""")).ToString());
    }

    [Fact]
    public void What_the_user_wrote_comes_first_then_feedback_then_the_strategy_for_all_then_scrape_types()
    {
        WorkOptions options = new()
        {
            UpdateStrategy = UpdateStrategy.ServerSideApply,
            ForceConflict = true,
            ManifestConfigs = [Read("""{"Resource":"deployments.apps","Namespace":"default","Name":"web","UpdateStrategy":"CreateOnly","FeedbackScrapeType":"Watch"}""")],
        };

        JsonArray configs = Configs(Samples.Read(Deployment("web") + "---\n" + Deployment("api") + "---\n" + Settings), options);

        Assert.Equal(
            [
                """deployments default/web feedbackScrapeType,updateStrategy""",
                """deployments default/web feedbackRules""",
                """deployments default/api feedbackRules""",
                """deployments */* updateStrategy""",
                """configmaps */* updateStrategy""",
                """deployments default/web feedbackScrapeType""",
            ],
            configs.Select(Outline));
        Assert.Equal("""{"type":"ServerSideApply","serverSideApply":{"force":true}}""", Json(configs[3]!["updateStrategy"]!));
    }

    [Fact]
    public void A_resource_name_comes_from_its_definition_among_the_manifests() =>
        Assert.Contains("widgetry */* updateStrategy", Configs(Samples.Read(Widgets + "---\n" + Widget), new() { UpdateStrategy = UpdateStrategy.CreateOnly }).Select(Outline));

    [Fact]
    public void A_resource_name_that_is_not_known_is_never_guessed()
    {
        HubException error = Assert.Throws<HubException>(() => Configs(Samples.Read(Widget), new() { UpdateStrategy = UpdateStrategy.CreateOnly }));

        Assert.Equal("ResourceNameUnknown", error.ErrorId);
        Assert.Contains("Widget (example.com)", error.Message, StringComparison.Ordinal);
        Assert.Contains("New-OcmManifestConfig", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_that_the_user_names_needs_no_guess()
    {
        WorkOptions options = new() { UpdateStrategy = UpdateStrategy.CreateOnly, ManifestConfigs = [Read("""{"Resource":"widgetry.example.com","Namespace":"*","Name":"*","UpdateStrategy":"ReadOnly"}""")] };

        Assert.Equal(["widgetry */* updateStrategy", "configmaps */* updateStrategy"], Configs(Samples.Read(Widget + "---\n" + Settings), options).Select(Outline));
    }

    [Theory]
    [InlineData("", "Endpoints", "endpoints")]
    [InlineData("networking.k8s.io", "Ingress", "ingresses")]
    [InlineData("networking.k8s.io", "NetworkPolicy", "networkpolicies")]
    [InlineData("storage.k8s.io", "StorageClass", "storageclasses")]
    [InlineData("", "Secret", "secrets")]
    [InlineData("gateway.networking.k8s.io", "Gateway", null)]
    [InlineData("example.com", "Widget", null)]
    public void Only_the_kinds_of_Kubernetes_itself_have_a_plural_that_is_certain(string group, string kind, string? plural) =>
        Assert.Equal(plural, ResourceDirectory.WellKnown(group, kind));

    [Fact]
    public void A_config_that_names_no_manifest_is_told_with_the_one_that_was_meant()
    {
        WorkOptions options = new() { ManifestConfigs = [Read("""{"Resource":"deployments.apps","Name":"web","UpdateStrategy":"CreateOnly"}""")], OrphanResources = [OrphanRule.Parse("default/configmaps/setings")] };

        IReadOnlyList<string> warnings = WorkSettings.WarningsFor(Samples.Read(Deployment("web") + "---\n" + Settings), options);

        Assert.Equal(2, warnings.Count);
        Assert.Contains("'deployments.apps/web' names no manifest of the work, so it does nothing. Was 'default/deployments.apps/web' meant?", warnings[0], StringComparison.Ordinal);
        Assert.Contains("Was 'default/configmaps/settings' meant?", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_to_live_without_an_end_is_told()
    {
        WorkOptions options = new() { TtlAfterFinished = 5 };
        WorkOptions ending = options with { ManifestConfigs = [Read("""{"Resource":"configmaps","Namespace":"*","Name":"*","ConditionRule":"Complete=object.data.done == 'yes'"}""")] };

        Assert.Contains("never deletes it", Assert.Single(WorkSettings.WarningsFor(Samples.Read(Settings), options)), StringComparison.Ordinal);
        Assert.Empty(WorkSettings.WarningsFor(Samples.Read(Settings), ending));
    }

    private static string Deployment(string name) => $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: default}}\n";

    private static JsonArray Configs(OcmPowerShell.Hub.Manifests.ManifestSet manifests, WorkOptions options) => WorkSettings.For(manifests, options)["manifestConfigs"]!.AsArray();

    private static string Outline(JsonNode? entry)
    {
        JsonNode identifier = entry!["resourceIdentifier"]!;
        return $"{identifier["resource"]} {identifier["namespace"]}/{identifier["name"]} {string.Join(",", entry.AsObject().Select(member => member.Key).Where(key => key != "resourceIdentifier"))}";
    }

    private static ManifestConfig Read(string json) => ManifestConfigReader.Read(JsonNode.Parse(json));

    private static string Json(JsonNode node) => System.Text.Encoding.UTF8.GetString(node.ToUtf8Bytes());

    private static void Refused(string errorId, string given, string why)
    {
        HubException error = Assert.Throws<HubException>(() => Read(given));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }
}
