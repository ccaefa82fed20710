using OcmPowerShell.Tests.Sandbox.Kubectl;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>Types into a shell what was typed against a real hub.</summary>
public sealed class KubectlTranscriptTests
{
    private const string Work = """
        apiVersion: work.open-cluster-management.io/v1
        kind: ManifestWork
        metadata: {name: k1, namespace: rec2}
        spec:
          workload:
            manifests:
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: a, namespace: default}
              data: {k: v}
        """;

    // What was on the hub already when the recording began.
    private const string Before = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: rec2}
        ---
        apiVersion: cluster.open-cluster-management.io/v1beta2
        kind: ManagedClusterSetBinding
        metadata: {name: default, namespace: default}
        spec: {clusterSet: default}
        ---
        apiVersion: cluster.open-cluster-management.io/v1beta1
        kind: Placement
        metadata: {name: placement1, namespace: default}
        spec: {clusterSets: [default]}
        ---
        apiVersion: work.open-cluster-management.io/v1alpha1
        kind: ManifestWorkReplicaSet
        metadata: {name: fleet-cm, namespace: default}
        spec:
          placementRefs: [{name: placement1}]
          manifestWorkTemplate:
            workload:
              manifests:
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: fleet, namespace: default}
                data: {a: b}
        ---
        apiVersion: work.open-cluster-management.io/v1
        kind: ManifestWork
        metadata: {name: nginx1, namespace: one}
        spec:
          workload:
            manifests:
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: nginx, namespace: default}
              data: {a: b}
        """;

    /// <summary>
    /// What cannot be the same: the recorder's kubectl was a version newer and its user another one; the hub that it asked
    /// also had kinds that have nothing to do with OCM; and our schemas describe their fields in other words.
    /// </summary>
    private static readonly string[] NotComparable =
        ["kubectl auth whoami", "kubectl version", "kubectl api-versions", "kubectl explain manifestwork.spec.workload"];

    [Fact]
    public async Task Every_recorded_command_is_answered_alike()
    {
        string recorded = RecordedHub.Recorded("kubectl-transcripts.md");
        string? kubectl = Kubectls.Find("kubectl");
        Assert.SkipWhen(kubectl is null || OperatingSystem.IsWindows(), "there is no kubectl on the PATH");

        await using RecordedHub hub = await RecordedHub.StartAsync("kubectl", kubectl!);
        hub.Write("before.yml", Before);
        hub.Write("work.yml", Work);
        hub.Write("work2.yml", Work.Replace("k: v", "k: w"));
        hub.Write("bad.yml", Work.Replace("spec:", "spec:\n  nonsense: 1"));
        (string output, int exitCode) = await hub.TypeAsync(
            "kubectl apply -f before.yml"
            + " && kubectl wait -n one manifestwork/nginx1 --for=condition=Available --timeout=20s"
            + " && kubectl wait -n default manifestworkreplicaset/fleet-cm --for=condition=ManifestworkApplied --timeout=20s");
        Assert.True(exitCode == 0, output);

        (int typed, IReadOnlyList<string> differences) =
            await hub.ReplayAsync(recorded, transcript => !NotComparable.Contains(transcript.Command), anyOrder: false);
        Assert.True(typed >= 51, $"only {typed} commands were found");
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }
}
