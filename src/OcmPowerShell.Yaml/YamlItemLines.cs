using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Yaml;

/// <summary>Finds where the objects stand that a list or a work holds, so that an error can point at each.</summary>
internal static class YamlItemLines
{
    public static IReadOnlyList<int> Of(IReadOnlyList<YamlNode> nodes)
    {
        foreach (IReadOnlyList<string> path in ItemPaths.All)
        {
            int at = 0;
            foreach (string name in path)
            {
                at = at < 0 ? at : Member(nodes, at, name);
            }

            if (at > 0 && nodes[at].Kind == YamlNodeKind.Sequence)
            {
                return LinesOf(nodes, at);
            }
        }

        return [];
    }

    private static int Member(IReadOnlyList<YamlNode> nodes, int mapping, string name)
    {
        if (nodes[mapping].Kind != YamlNodeKind.Mapping)
        {
            return -1;
        }

        int value;
        for (int key = mapping + 1; key < nodes[mapping].End; key = nodes[value].End)
        {
            value = nodes[key].End;
            if (nodes[key].Kind == YamlNodeKind.Scalar && nodes[key].Text == name)
            {
                return value;
            }
        }

        return -1;
    }

    private static List<int> LinesOf(IReadOnlyList<YamlNode> nodes, int sequence)
    {
        var lines = new List<int>();
        for (int child = sequence + 1; child < nodes[sequence].End; child = nodes[child].End)
        {
            lines.Add(nodes[child].Line);
        }

        return lines;
    }
}
