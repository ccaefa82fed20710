using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Comparison;

/// <summary>
/// Manifests that people have published, through a hub and back as files, are what they were. They are kept apart from the
/// repository: OCM_MANIFEST_SAMPLES names their folder.
/// </summary>
public sealed class RoundTripTests
{
    private const int AtOnce = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Published_manifests_come_back_from_a_hub_as_they_were()
    {
        string? folder = Environment.GetEnvironmentVariable("OCM_MANIFEST_SAMPLES");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Published manifests are not at hand (OCM_MANIFEST_SAMPLES names their folder)");
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsManifestFile).Order(StringComparer.Ordinal)];
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        int manifests = 0;
        List<string> different = [];
        Dictionary<string, int> unreadable = [];
        await Parallel.ForEachAsync(files.Select((file, index) => (file, $"w{index}")), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel }, async (sample, _) =>
        {
            (string file, string name) = sample;
            ManifestSet set;
            try
            {
                set = ManifestReader.Read([file], cancellation: Cancel);
            }
            catch (ManifestException fault)
            {
                lock (unreadable)
                {
                    string why = fault.Problems[0].ErrorId;
                    unreadable[why] = unreadable.GetValueOrDefault(why) + 1;
                }

                return;
            }

            Interlocked.Add(ref manifests, set.Manifests.Count);
            if (await TravelAsync(live, name, set) is { } difference)
            {
                lock (different)
                {
                    different.Add($"{file}: {difference}");
                }
            }
        });

        string refused = string.Join(", ", unreadable.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{files.Length} files, {files.Length - unreadable.Values.Sum()} with {manifests} manifests went through; {refused}; {different.Count} came back otherwise");
        Assert.Empty(different);
        Assert.True(manifests > 0, "There are no manifests in the folder.");
    }

    // To the hub, compared; from there to files, to another cluster, and compared again.
    private static async Task<string?> TravelAsync(LiveHub live, string name, ManifestSet set)
    {
        var comparer = new WorkComparer(live.Connection);
        try
        {
            await live.Works.CreateAsync("one", name, new WorkContent { Manifests = set }, cancellationToken: Cancel);
        }
        catch (HubException refusal)
        {
            return $"refused: {refusal.Message}";
        }

        using var folder = new ScratchFolder();
        byte[] stored = (await Kinds.Works.On(live.Connection).ReadAsync(new ObjectKey("one", name), Cancel))!;
        var export = new WorkExport(folder.Root, overwrite: false);
        export.AddManifests(WorkDocument.Of(stored, new ManifestSource(name)));
        export.Check();
        Assert.Equal(set.Manifests.Count, export.Write(Cancel).Count());
        var again = ManifestReader.Read([folder.Root], recurse: true, Cancel);
        await live.Works.CreateAsync("two", name, new WorkContent { Manifests = again }, cancellationToken: Cancel);
        IReadOnlyList<WorkDifference> rows =
        [
            .. await comparer.CompareAsync("one", name, set, Cancel),
            .. await comparer.CompareAsync("two", name, set, Cancel),
            .. await comparer.CompareAsync("one", name, again, Cancel),
            .. await comparer.CompareAsync("two", name, await comparer.ReadAsync("one", name, Cancel), Cancel),
        ];
        string? unequal = set.Hash != again.Hash ? "another hash" : null;
        return rows.Count > 0 ? string.Join("; ", rows) : unequal;
    }

    private static bool IsManifestFile(string path) => Path.GetExtension(path) is ".yaml" or ".yml" or ".json";
}
