using System.Globalization;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Spreads manifests over several works where one cannot hold them. What a part holds already stays in it while it fits:
/// a manifest that goes from one work to another can be deleted and made again on the cluster. Namespaces and other things
/// that the rest needs come first. Nothing is asked or sent here.
/// </summary>
/// <remarks>
/// The parts come in the order in which delivering them is safe: those that take manifests over from another part, then
/// the rest by number, then (which is the caller's part) works that are no part any more are removed. Before anything is
/// changed that gives up a manifest, the parts with <see cref="WorkPart.MovedIn"/> must be applied. No part both takes
/// manifests over and gives some up, so this order always exists.
/// </remarks>
internal static class WorkParts
{
    /// <summary>The longest value that a label may have.</summary>
    private const int LongestLabel = 63;

    // As the agent: what others cannot exist without is applied first.
    private static readonly HashSet<string> Foundations = ["Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "PersistentVolume"];

    /// <summary>Spreads manifests over works.</summary>
    /// <param name="name">The name of the whole, and of the first part.</param>
    /// <param name="manifests">The manifests.</param>
    /// <param name="existing">What the parts hold that exist, by name; null for none. See <see cref="Existing"/>.</param>
    /// <param name="limit">The bytes that a work may hold.</param>
    /// <returns>The parts, in the order in which to deliver them; a single one where all fits and nothing was split before.</returns>
    /// <exception cref="ManifestException"><c>ManifestsTooLarge</c>: a single manifest is larger than a work may be.</exception>
    /// <exception cref="HubException"><c>InvalidName</c>: the name is too long for the label that the parts need.</exception>
    public static IReadOnlyList<WorkPart> Of(
        string name, ManifestSet manifests, IReadOnlyDictionary<string, IReadOnlyCollection<ManifestIdentity>>? existing = null, int limit = ManifestSize.Limit)
    {
        RefuseTooLarge(manifests, limit);
        SortedDictionary<int, HashSet<ManifestIdentity>> had = Numbered(name, existing);
        SortedDictionary<int, List<Manifest>> parts = new Packing(manifests.Manifests, had, had.Keys, limit).Pack();
        if (!parts.ContainsKey(1))
        {
            // A work of the name there must be: the first of those that are left becomes it, whole.
            int heir = parts.Keys.First();
            var moved = new SortedDictionary<int, HashSet<ManifestIdentity>>(had) { [1] = had[heir] };
            moved.Remove(heir);
            parts = new Packing(manifests.Manifests, moved, had.Keys, limit).Pack();
        }

        if (parts.Count > 1 && name.Length > LongestLabel)
        {
            throw new HubException("InvalidName", $"The manifests need {parts.Count} works, and the name '{name}' is too long for the label that keeps them together. Use a name of at most {LongestLabel} characters.");
        }

        Dictionary<string, string> labels = parts.Count > 1 ? new() { [Ownership.PartOfLabel] = name } : [];
        return parts
            .Select(part => new WorkPart(NameOf(name, part.Key), SetOf(manifests, part.Value), MovedIn(part.Key, part.Value, had), labels))
            .OrderBy(part => part.MovedIn.Count == 0)
            .ToList();
    }

    /// <summary>What the parts of a whole hold in one cluster, of the works that are there.</summary>
    /// <param name="name">The name of the whole.</param>
    /// <param name="works">Works of the cluster; those that are no part of it are passed over.</param>
    public static Dictionary<string, IReadOnlyCollection<ManifestIdentity>> Existing(string name, IEnumerable<Work> works) => works
        .Where(work => IsPart(name, work))
        .ToDictionary(
            work => work.Name,
            work => (IReadOnlyCollection<ManifestIdentity>)work.Manifests
                .Select(manifest => new ManifestIdentity(manifest.Group, manifest.Kind, manifest.ResourceNamespace, manifest.ResourceName)).ToHashSet());

    /// <summary>Whether a work is the whole or one of its parts.</summary>
    public static bool IsPart(string name, Work work) => work.Name == name
        || (NumberOf(name, work.Name) is not null && work.Labels.GetValueOrDefault(Ownership.PartOfLabel) == name);

    private static SortedDictionary<int, HashSet<ManifestIdentity>> Numbered(string name, IReadOnlyDictionary<string, IReadOnlyCollection<ManifestIdentity>>? existing)
    {
        var numbered = new SortedDictionary<int, HashSet<ManifestIdentity>>();
        foreach ((string part, IReadOnlyCollection<ManifestIdentity> identities) in existing ?? new Dictionary<string, IReadOnlyCollection<ManifestIdentity>>())
        {
            if (NumberOf(name, part) is { } number)
            {
                numbered[number] = [.. identities];
            }
        }

        return numbered;
    }

    private static string NameOf(string name, int number) => number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");

    private static int? NumberOf(string name, string part) =>
        part == name ? 1
        : part.StartsWith(name + "-", StringComparison.Ordinal) && int.TryParse(part.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 1 && NameOf(name, number) == part ? number
        : null;

    private static ManifestSet SetOf(ManifestSet all, List<Manifest> chosen)
    {
        if (chosen.Count == all.Manifests.Count)
        {
            return all;
        }

        HashSet<Manifest> members = [.. chosen];
        return new ManifestSet([.. all.Manifests.Where(members.Contains)], []);
    }

    private static List<ManifestIdentity> MovedIn(int number, List<Manifest> part, SortedDictionary<int, HashSet<ManifestIdentity>> had) => part
        .Select(manifest => manifest.Identity)
        .Where(identity => !had.GetValueOrDefault(number, []).Contains(identity) && had.Values.Any(other => other.Contains(identity)))
        .ToList();

    private static void RefuseTooLarge(ManifestSet manifests, int limit)
    {
        ManifestProblem[] problems = manifests.Manifests.Where(manifest => manifest.SizeBytes > limit)
            .Select(manifest => new ManifestProblem("ManifestsTooLarge", manifest.Source, string.Create(
                CultureInfo.InvariantCulture,
                $"{manifest.Identity} alone has {manifest.SizeBytes:N0} bytes, but a work holds no more than {limit:N0}, and one manifest cannot be split. Keep large data out of it.")))
            .ToArray();
        if (problems.Length > 0)
        {
            throw new ManifestException(problems);
        }
    }

    /// <summary>One way of filling the parts.</summary>
    private sealed class Packing(IReadOnlyList<Manifest> manifests, SortedDictionary<int, HashSet<ManifestIdentity>> had, IEnumerable<int> taken, int limit)
    {
        private readonly SortedDictionary<int, List<Manifest>> _parts = [];
        private readonly Dictionary<int, long> _sizes = [];
        private readonly HashSet<int> _taken = [1, .. taken];
        private readonly HashSet<int> _giving = [];

        public SortedDictionary<int, List<Manifest>> Pack()
        {
            foreach (int part in had.Keys.Append(1))
            {
                Open(part);
            }

            // After a delivery that was cut short a manifest may be in two parts. It counts in both, so that what had to
            // leave the one that it came from is found to leave it again.
            foreach (Manifest manifest in manifests)
            {
                foreach (int home in Homes(manifest))
                {
                    Put(home, manifest);
                }
            }

            List<Manifest> leaving = [.. _parts.Keys.ToList().SelectMany(TakeOut).Distinct()];
            ILookup<Manifest, int> homes = _parts.SelectMany(part => part.Value.Select(manifest => (manifest, part.Key))).ToLookup(home => home.manifest, home => home.Key);
            foreach ((int other, Manifest manifest) in homes.SelectMany(home => home.Order().Skip(1).Select(other => (other, home.Key))))
            {
                Remove(other, manifest);
            }

            // What gives something up takes nothing over.
            foreach (Manifest manifest in leaving.Where(manifest => !homes.Contains(manifest)))
            {
                Place(manifest, _parts.Keys.Where(part => !_giving.Contains(part)));
            }

            List<Manifest> homeless = [.. manifests.Where(manifest => !homes.Contains(manifest)).Except(leaving)];
            foreach (Manifest manifest in homeless.OrderBy(manifest => !Foundations.Contains(manifest.Kind)))
            {
                Place(manifest, _parts.Keys);
            }

            foreach (int empty in _parts.Where(part => part.Value.Count == 0).Select(part => part.Key).ToList())
            {
                _parts.Remove(empty);
            }

            return _parts;
        }

        private IEnumerable<int> Homes(Manifest manifest) => had.Where(part => part.Value.Contains(manifest.Identity)).Select(part => part.Key);

        /// <summary>Takes as little as can be out of a part that has grown too large.</summary>
        private List<Manifest> TakeOut(int part)
        {
            var leaving = new List<Manifest>();
            while (_sizes[part] > limit)
            {
                long over = _sizes[part] - limit;

                // What others stand on goes last; else the smallest that is enough or, if none is, the largest.
                Manifest next = _parts[part]
                    .OrderBy(manifest => Foundations.Contains(manifest.Kind))
                    .ThenBy(manifest => manifest.SizeBytes < over)
                    .ThenBy(manifest => manifest.SizeBytes < over ? -manifest.SizeBytes : manifest.SizeBytes)
                    .First();
                Remove(part, next);
                leaving.Add(next);
                _giving.Add(part);
            }

            return leaving;
        }

        private void Place(Manifest manifest, IEnumerable<int> candidates)
        {
            int part = candidates.FirstOrDefault(number => _sizes[number] + manifest.SizeBytes <= limit);
            if (part == 0)
            {
                part = Enumerable.Range(2, _taken.Count).First(number => !_taken.Contains(number));
                Open(part);
            }

            Put(part, manifest);
        }

        private void Open(int part)
        {
            _taken.Add(part);
            _parts.TryAdd(part, []);
            _sizes.TryAdd(part, 0);
        }

        private void Remove(int part, Manifest manifest)
        {
            _parts[part].Remove(manifest);
            _sizes[part] -= manifest.SizeBytes;
        }

        private void Put(int part, Manifest manifest)
        {
            _parts[part].Add(manifest);
            _sizes[part] += manifest.SizeBytes;
        }
    }
}
