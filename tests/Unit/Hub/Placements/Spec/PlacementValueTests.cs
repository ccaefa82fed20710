using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements.Spec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Spec;

public sealed class PlacementValueTests
{
    [Theory]
    [InlineData("\"BuiltIn:Steady:3\"", "BuiltIn:Steady:3")]
    [InlineData("\"Steady\"", "BuiltIn:Steady:1")]
    [InlineData("\"steady:-3\"", "BuiltIn:Steady:-3")]
    [InlineData("\"builtin:resourceallocatablecpu\"", "BuiltIn:ResourceAllocatableCPU:1")]
    [InlineData("\"AddOn:res:score:-1\"", "AddOn:res:score:-1")]
    [InlineData("\"addon:res:score\"", "AddOn:res:score:1")]
    [InlineData("""{"Name":"balance","Weight":"2"}""", "BuiltIn:Balance:2")]
    [InlineData("""{"resource":"res","score":"cpu","weight":2}""", "AddOn:res:cpu:2")]
    [InlineData("""{"Type":"AddOn","Name":"","Resource":"res","Score":"cpu","Weight":-2}""", "AddOn:res:cpu:-2")]
    [InlineData("""{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"r","scoreName":"s"}},"weight":4}""", "AddOn:r:s:4")]
    [InlineData("""{"scoreCoordinate":{"builtIn":"Steady"}}""", "BuiltIn:Steady:1")]
    public void A_prioritizer_is_clusteradms_text_a_hashtable_or_an_object(string given, string expected)
    {
        PlacementPrioritizer prioritizer = PlacementPrioritizer.Read(JsonNode.Parse(given));

        Assert.Equal(expected, prioritizer.ToString());
        Assert.Equal(expected, PlacementPrioritizer.Parse(expected).ToString());
        Assert.Equal(expected, PlacementPrioritizer.FromJson(prioritizer.ToJson()).ToString());
    }

    [Theory]
    [InlineData("\"\"", "a part of it is empty")]
    [InlineData("\"BuiltIn\"", "it has too few or too many parts")]
    [InlineData("\"BuiltIn:Steady:3:4\"", "it has too few or too many parts")]
    [InlineData("\"AddOn:res\"", "it has too few or too many parts")]
    [InlineData("\"AddOn::score:1\"", "a part of it is empty")]
    [InlineData("\"Steady:high\"", "the weight 'high' is no whole number")]
    [InlineData("\"Steady:1.5\"", "the weight '1.5' is no whole number")]
    [InlineData("""{"Name":"Steady","Wight":3}""", "there is no 'Wight' in it. It may have Type, Name, Resource, Score, Weight")]
    [InlineData("""{"Name":"Steady","Weight":"many"}""", "'Weight' must be a whole number, not 'many'")]
    [InlineData("""{"Name":["Steady"]}""", "'Name' must be text")]
    [InlineData("7", "A prioritizer is text or a hashtable")]
    public void What_is_no_prioritizer_is_refused_with_the_reason(string given, string expected)
    {
        HubException error = Assert.Throws<HubException>(() => PlacementPrioritizer.Read(JsonNode.Parse(given)));

        Assert.Equal("InvalidPrioritizer", error.ErrorId);
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("\"gpu=true:NoSelect\"", "gpu=true:NoSelect", """{"key":"gpu","operator":"Equal","value":"true","effect":"NoSelect"}""")]
    [InlineData("\"gpu:noselect\"", "gpu:NoSelect", """{"key":"gpu","operator":"Exists","effect":"NoSelect"}""")]
    [InlineData("\"example.com/gpu\"", "example.com/gpu", """{"key":"example.com/gpu","operator":"Exists"}""")]
    [InlineData("\"gpu=\"", "gpu=", """{"key":"gpu","operator":"Equal"}""")]
    [InlineData("\"gpu:NoSelect:300\"", "gpu:NoSelect:300", """{"key":"gpu","operator":"Exists","effect":"NoSelect","tolerationSeconds":300}""")]
    [InlineData("\"gpu=a::60\"", "gpu=a::60", """{"key":"gpu","operator":"Equal","value":"a","tolerationSeconds":60}""")]
    [InlineData("\"*\"", "*", """{"operator":"Exists"}""")]
    [InlineData("\"*:NoSelect\"", "*:NoSelect", """{"operator":"Exists","effect":"NoSelect"}""")]
    [InlineData("""{"Key":"gpu","TolerationSeconds":"30"}""", "gpu::30", """{"key":"gpu","operator":"Exists","tolerationSeconds":30}""")]
    [InlineData("""{"key":"gpu","value":true,"effect":"noSelectIfNew"}""", "gpu=true:NoSelectIfNew", """{"key":"gpu","operator":"Equal","value":"true","effect":"NoSelectIfNew"}""")]
    [InlineData("""{"Key":"gpu","Operator":"equal","Value":"","Effect":"","TolerationSeconds":null}""", "gpu=", """{"key":"gpu","operator":"Equal"}""")]
    public void A_toleration_is_kubectls_text_a_hashtable_or_an_object(string given, string text, string json)
    {
        PlacementToleration toleration = PlacementToleration.Read(JsonNode.Parse(given));

        Assert.Equal(json, toleration.ToJson().ToJsonString());
        Assert.Equal(text, toleration.ToString());
        Assert.Equal(json, PlacementToleration.Parse(text).ToJson().ToJsonString());
        Assert.Equal(json, PlacementToleration.FromJson(toleration.ToJson()).ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("\":NoSelect\"", "it has no key (* means any)")]
    [InlineData("\"gpu:NoExecute\"", "'NoExecute' is no effect; there are NoSelect, PreferNoSelect, NoSelectIfNew")]
    [InlineData("\"gpu=a:b:NoSelect:3\"", "a value with ':' in it goes into a hashtable")]
    [InlineData("\"*=a\"", "'*' means any taint and takes no value")]
    [InlineData("\"gpu:NoSelect:soon\"", "'soon' is no number of seconds")]
    [InlineData("""{"Key":"gpu","Seconds":3}""", "there is no 'Seconds' in it")]
    [InlineData("[1]", "A toleration is text or a hashtable")]
    public void What_is_no_toleration_is_refused_with_the_reason(string given, string expected)
    {
        HubException error = Assert.Throws<HubException>(() => PlacementToleration.Read(JsonNode.Parse(given)));

        Assert.Equal("InvalidToleration", error.ErrorId);
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("\"env=prod,!legacy\"", "env=prod,!legacy", """{"labelSelector":{"matchLabels":{"env":"prod"},"matchExpressions":[{"key":"legacy","operator":"DoesNotExist"}]}}""")]
    [InlineData("""{"LabelSelector":{"env":"prod"},"ClaimSelector":"cloud=aws","CelExpression":"true"}""", "env=prod and claims cloud=aws and true", """{"labelSelector":{"matchLabels":{"env":"prod"}},"claimSelector":{"matchExpressions":[{"key":"cloud","operator":"In","values":["aws"]}]},"celSelector":{"celExpressions":["true"]}}""")]
    [InlineData("""{"LabelSelector":"","ClaimSelector":"cloud","CelExpression":[]}""", "claims cloud", """{"claimSelector":{"matchExpressions":[{"key":"cloud","operator":"Exists"}]}}""")]
    [InlineData("""{"celExpressions":["true","1 == 2"]}""", "true and 1 == 2", """{"celSelector":{"celExpressions":["true","1 == 2"]}}""")]
    [InlineData("""{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}}""", "env=prod", """{"labelSelector":{"matchLabels":{"env":"prod"}}}""")]
    public void A_predicate_is_a_label_selector_a_hashtable_or_an_object(string given, string text, string json)
    {
        PlacementPredicate predicate = PlacementPredicate.Read(JsonNode.Parse(given));

        Assert.Equal(text, predicate.ToString());
        Assert.Equal($$"""{"requiredClusterSelector":{{json}}}""", predicate.ToJson().ToJsonString());
        Assert.Equal(text, PlacementPredicate.FromJson(predicate.ToJson()).ToString());
    }

    [Theory]
    [InlineData("{}", "InvalidPredicate", "says nothing")]
    [InlineData("""{"Labels":"env=prod"}""", "InvalidPredicate", "there is no 'Labels' in it")]
    [InlineData("""{"LabelSelector":"env=a b"}""", "InvalidSelector", "'env=a b' cannot be read at character 7")]
    [InlineData("""{"CelExpression":{"a":1}}""", "InvalidPredicate", "'CelExpression' must be text")]
    [InlineData("[]", "InvalidPredicate", "A predicate is a label selector or a hashtable")]
    public void What_is_no_predicate_is_refused_with_the_reason(string given, string id, string expected)
    {
        HubException error = Assert.Throws<HubException>(() => PlacementPredicate.Read(JsonNode.Parse(given)));

        Assert.Equal(id, error.ErrorId);
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("\"canary=stage=canary\"", "canary=stage=canary", """{"groupName":"canary","groupClusterSelector":{"labelSelector":{"matchLabels":{"stage":"canary"}}}}""")]
    [InlineData("\"g1 = tier in (a,b)\"", "g1=tier in (a,b)", """{"groupName":"g1","groupClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]}]}}}""")]
    [InlineData("""{"name":"g1","ClaimSelector":{"cloud":"aws"}}""", "g1=claims cloud=aws", """{"groupName":"g1","groupClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"cloud","operator":"In","values":["aws"]}]}}}""")]
    [InlineData("""{"groupName":"g1","groupClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}}""", "g1=a=b", """{"groupName":"g1","groupClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}}""")]
    public void A_decision_group_is_a_name_and_selector_a_hashtable_or_an_object(string given, string text, string json)
    {
        PlacementDecisionGroup group = PlacementDecisionGroup.Read(JsonNode.Parse(given));

        Assert.Equal(text, group.ToString());
        Assert.Equal(json, group.ToJson().ToJsonString());
        Assert.Equal(text, PlacementDecisionGroup.FromJson(group.ToJson()).ToString());
    }

    [Theory]
    [InlineData("\"canary\"")]
    [InlineData("\"=a=b\"")]
    [InlineData("\"canary=\"")]
    [InlineData("""{"GroupName":"canary","Selector":"a=b"}""")]
    [InlineData("1")]
    public void What_is_no_decision_group_is_refused(string given) =>
        Assert.Equal("InvalidDecisionGroup", Assert.Throws<HubException>(() => PlacementDecisionGroup.Read(JsonNode.Parse(given))).ErrorId);
}
