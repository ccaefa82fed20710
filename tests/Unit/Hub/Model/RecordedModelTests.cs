using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>What a real hub's objects become: every field of them, of which none may be made up.</summary>
public sealed class RecordedModelTests
{
    private const string Hub = "https://hub (admin)";

    [Fact]
    public void A_placement_is_satisfied_and_not_misconfigured()
    {
        Placement placement = PlacementParser.Parse(Recorded.Read("placement.yaml").Span, Hub, includeJson: false);

        Assert.Equal(("default", "placement1", "default/placement1"), (placement.Namespace, placement.Name, placement.FullName));
        Assert.Equal("default", Assert.Single(placement.ClusterSets));
        Assert.Equal((null, 2), (placement.Count, placement.SelectedCount));

        // The first condition is PlacementMisconfigured=False, which is what clusteradm's table shows as its status.
        Assert.Equal((true, false, "AllDecisionsScheduled", "All cluster decisions scheduled"), (placement.Satisfied, placement.Misconfigured, placement.Reason, placement.Message));
        Assert.Equal(("Additive", false), (placement.PrioritizerMode, placement.Paused));
        Assert.Equal((0, 0, 0), (placement.Predicates.Count, placement.Prioritizers.Count, placement.Tolerations.Count));
        PlacementGroup group = Assert.Single(placement.Groups);
        Assert.Equal((0, "", 2), (group.Index, group.Name, group.ClusterCount));
        Assert.Equal(["PlacementMisconfigured", "PlacementSatisfied"], placement.Conditions.Select(condition => condition.Type));
        CheckMetadata(placement, "efbd3e20-1eef-482e-a07f-8c730623048c", "906", new DateTime(2026, 11, 22, 7, 26, 4, DateTimeKind.Utc));
    }

    [Fact]
    public void A_decision_has_a_row_for_each_cluster()
    {
        PlacementDecisionObject decision = PlacementDecisionParser.Parse(Recorded.Read("placementdecision.yaml").Span, Hub, includeJson: false);

        Assert.Equal(("default", "placement1-decision-1", new ObjectKey("default", "placement1")), (decision.Namespace, decision.Name, decision.Placement));
        Assert.Equal(["one", "two"], decision.Decisions.Select(row => row.Cluster));
        Assert.All(decision.Decisions, row => Assert.Equal(
            ("default/placement1", 0, "", "placement1-decision-1", "", Hub), (row.Placement, row.GroupIndex, row.GroupName, row.DecisionName, row.Reason, row.Hub)));
        CheckMetadata(decision, "da05442d-e515-406e-a350-fa5be149aa0f", "897", new DateTime(2026, 11, 22, 7, 26, 4, DateTimeKind.Utc));
    }

    [Fact]
    public void A_request_that_a_cluster_joined_with_was_issued()
    {
        // The recorded list has its certificate requests and certificates cut out.
        JsonNode list = JsonNode.Parse(Recorded.Read("csr.yaml").Span)!;
        RegistrationRequest[] requests = [.. list.ObjectsAt("items").Select(item => RegistrationRequestParser.Parse(item.ToUtf8Bytes(), Hub, includeJson: false))];

        Assert.Equal([("one-4stpw", "one"), ("two-wfjdv", "two")], requests.Select(request => (request.RequestName, request.Cluster)));
        Assert.All(requests, request => Assert.Equal(
            (RegistrationRequestStatus.Issued, "kubernetes.io/kube-apiserver-client", "system:serviceaccount:open-cluster-management:agent-registration-bootstrap", false),
            (request.Status, request.SignerName, request.Requester, request.WouldBeApproved)));
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:open-cluster-management", "system:authenticated"], requests[0].Groups);
        Assert.Equal("clusteradm Approve", Assert.Single(requests[0].Conditions).Reason);
        CheckMetadata(requests[0], "1aca371d-67ef-4aa6-ba0e-f2e6e9f90399", "838", new DateTime(2026, 11, 22, 7, 25, 37, DateTimeKind.Utc), generation: 0);
    }

    [Fact]
    public void A_cluster_set_of_labels_has_as_many_clusters_as_the_hub_says()
    {
        ClusterSet set = ClusterSetParser.Parse(Recorded.Read("managedclusterset.yaml").Span, Hub, includeJson: false);

        Assert.Equal(("default", "ExclusiveClusterSetLabel", null), (set.Name, set.SelectorType, set.LabelSelector));
        Assert.Equal((false, "2 ManagedClusters selected", 2), (set.Empty, set.Message, set.ClusterCount));
        Assert.Equal((null, null, 0), (set.Clusters, set.BoundNamespaces, set.ManagedNamespaces.Count));
        CheckMetadata(set, "9691e048-23c5-463e-a688-aa9e8f62364b", "833", new DateTime(2026, 11, 22, 7, 25, 36, DateTimeKind.Utc));
    }

    [Fact]
    public void The_set_global_selects_every_cluster()
    {
        ClusterSet set = ClusterSetParser.Parse(Recorded.Read("managedclusterset-global.yaml").Span, Hub, includeJson: false);

        Assert.Equal(("global", "LabelSelector", ""), (set.Name, set.SelectorType, set.LabelSelector));
        Assert.Equal((false, "502 ManagedClusters selected", 502), (set.Empty, set.Message, set.ClusterCount));
        CheckMetadata(set, "f8a4295e-87bc-4028-b990-db60ffe088c0", "2575", new DateTime(2026, 11, 22, 7, 25, 36, DateTimeKind.Utc));
    }

    [Fact]
    public void A_binding_is_bound()
    {
        ClusterSetBinding binding = ClusterSetBindingParser.Parse(Recorded.Read("managedclustersetbinding.yaml").Span, Hub, includeJson: false);

        Assert.Equal(("default", "default", "default/default"), (binding.Namespace, binding.ClusterSet, binding.ToString()));
        Assert.Equal((true, "ClusterSetBound", ""), (binding.Bound, binding.Reason, binding.Message));
        CheckMetadata(binding, "8925bedd-e4e1-4a84-a624-79f710bd2569", "889", new DateTime(2026, 11, 22, 7, 26, 4, DateTimeKind.Utc));
    }

    [Fact]
    public void A_cluster_has_its_metadata()
    {
        Cluster cluster = ClusterParser.Parse(Recorded.Read("managedcluster.yaml").Span, Hub);

        Assert.Equal((0, 2, 4), (cluster.Taints.Count, cluster.Claims.Count, cluster.Conditions.Count));
        CheckMetadata(cluster, "3a21efa3-f713-4acf-b473-6e5db0c049a1", "998", new DateTime(2026, 11, 22, 7, 25, 37, DateTimeKind.Utc), generation: 4);
    }

    private static void CheckMetadata(HubObject value, string uid, string resourceVersion, DateTime created, long generation = 1)
    {
        Assert.Equal((Hub, uid, resourceVersion, generation, created), (value.Hub, value.Uid, value.ResourceVersion, value.Generation, value.Created));
        Assert.Equal((DateTimeKind.Utc, false, null), (value.Created.Kind, value.Deleting, value.Json));
    }
}
