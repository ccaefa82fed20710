using System.Text.RegularExpressions;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.Delivery;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>How works tell whose they are.</summary>
public sealed partial class WorkOwnerTests
{
    private static readonly string Long = new('n', 250);

    [Theory]
    [InlineData("prod", "web", "prod.web")]
    [InlineData("prod", "web.v2", "prod.web.v2")]
    [InlineData("a", "b", "a.b")]
    public void A_placement_is_its_namespace_and_name(string @namespace, string name, string value) =>
        Assert.Equal((Ownership.PlacementLabel, value), (WorkOwner.Placement(new ObjectKey(@namespace, name)).LabelKey, WorkOwner.Placement(new ObjectKey(@namespace, name)).Value));

    [Fact]
    public void A_name_that_is_too_long_for_a_label_is_cut_and_told_apart_by_a_hash()
    {
        string[] values = [.. Enumerable.Range(0, 50).Select(number => LabelValue.Of($"prod.{Long[..240]}{number}")), LabelValue.Of($"prod.{Long}")];

        Assert.All(values, value => Assert.Matches(Syntax(), value));
        Assert.Equal(51, values.Distinct().Count());
        Assert.Equal(LabelValue.Of($"prod.{Long}"), values[^1]);
    }

    [Theory]
    [InlineData("prod.")]
    [InlineData("-web")]
    [InlineData("prod/web")]
    [InlineData("ü")]
    [InlineData("")]
    public void Whatever_a_name_has_in_it_it_becomes_a_label(string name) => Assert.Matches(Syntax(), LabelValue.Of(name));

    [Fact]
    public void A_short_name_is_never_taken_for_a_long_one_that_was_cut() =>
        Assert.All(Enumerable.Range(50, 60), length => Assert.Equal(length > LabelValue.Longest, LabelValue.Of(new string('a', length)).Contains('_')));

    [Fact]
    public void Its_works_have_the_label_and_the_whole_name()
    {
        WorkContent content = WorkOwner.Placement(new ObjectKey("prod", Long)).Mark(Contents.ConfigMap() with { Labels = new Dictionary<string, string> { ["team"] = "shop" } });

        Assert.Equal("shop", content.Labels["team"]);
        Assert.Equal($"prod/{Long}", content.Annotations["ocmpowershell.io/placement-name"]);
        Assert.Matches(Syntax(), content.Labels["ocmpowershell.io/placement"]);
    }

    [Theory]
    [InlineData("ocmpowershell.io/placement", "prod.web", true)]
    [InlineData("ocmpowershell.io/placement", "prod.other", false)]
    [InlineData("ocmpowershell.io/clusterset", "shop", false)]
    public void A_label_of_the_users_cannot_name_another_owner(string key, string value, bool fits)
    {
        WorkContent content = Contents.ConfigMap() with { Labels = new Dictionary<string, string> { [key] = value } };

        if (fits)
        {
            Assert.Equal(value, WorkOwner.Placement(new ObjectKey("prod", "web")).Mark(content).Labels[key]);
        }
        else
        {
            Assert.Equal("InvalidArgument", Assert.Throws<HubException>(() => WorkOwner.Placement(new ObjectKey("prod", "web")).Mark(content)).ErrorId);
        }
    }

    [Theory]
    [InlineData("""{"labels":{"ocmpowershell.io/placement":"prod.web"}}""", true)]
    [InlineData("""{"labels":{"ocmpowershell.io/placement":"prod.web","ocmpowershell.io/clusterset":"shop"}}""", true)]
    [InlineData("""{"labels":{"ocmpowershell.io/placement":"prod.other"},"annotations":{"ocmpowershell.io/placement-name":"prod/web"}}""", false)]
    [InlineData("""{"labels":{"ocmpowershell.io/clusterset":"web"}}""", false)]
    [InlineData("""{"labels":{"ocmpowershell.io/placement":"prod.web","ocmpowershell.io/part-of":"other"}}""", false)]
    [InlineData("""{"labels":{"ocmpowershell.io/placement":"prod.web","ocmpowershell.io/part-of":"web"}}""", true)]
    [InlineData("""{"labels":{"ocmpowershell.io/placement":"prod.web","open-cluster-management.io/addon-name":"x"}}""", false)]
    [InlineData("""{"labels":{"ocmpowershell.io/placement":"prod.web","work.open-cluster-management.io/manifestworkreplicaset":"prod.web"}}""", false)]
    [InlineData("{}", false)]
    public async Task The_label_alone_says_whose_a_work_is(string metadata, bool owns)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", System.Text.Json.Nodes.JsonNode.Parse(metadata)!.AsObject());

        Work work = (await live.Works.GetAsync("one", "web", cancellationToken: TestContext.Current.CancellationToken))!;

        Assert.Equal(owns, DeliveryFamily.Owns(WorkOwner.Placement(new ObjectKey("prod", "web")), "web", work));
    }

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex Syntax();
}
