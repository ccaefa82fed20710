using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Comparison;

namespace OcmPowerShell.Tests.Hub.Comparison;

/// <summary>Reads a path's text back: what can be read back in one way only is not ambiguous.</summary>
internal static class PathParser
{
    public static IReadOnlyList<FieldStep> Parse(string path)
    {
        List<FieldStep> steps = [];
        int at = 0;
        while (at < path.Length)
        {
            if (path[at] != '[')
            {
                int start = at == 0 ? 0 : at + 1;
                at = path.IndexOfAny(['.', '['], start) is >= 0 and var end ? end : path.Length;
                steps.Add(FieldStep.Member(path[start..at]));
                continue;
            }

            at++;
            if (path[at] == '"')
            {
                steps.Add(FieldStep.Member(Text(path, ref at)));
            }
            else if (char.IsAsciiDigit(path[at]))
            {
                int end = path.IndexOf(']', at);
                steps.Add(FieldStep.Element(int.Parse(path[at..end], CultureInfo.InvariantCulture)));
                at = end;
            }
            else if (path.AsSpan(at).StartsWith("*]."))
            {
                steps.Add(FieldStep.Order(path[(at + 3)..]));
                return steps;
            }
            else
            {
                int sign = path.IndexOf('=', at);
                string name = path[at..sign];
                at = sign + 1;
                int start = at;
                if (path[at] == '"')
                {
                    _ = Text(path, ref at);
                }
                else
                {
                    at = path.IndexOf(']', at);
                }

                steps.Add(FieldStep.Keyed(name, path[start..at]));
            }

            at++;
        }

        return steps;
    }

    private static string Text(string path, ref int at)
    {
        int start = at++;
        while (path[at] != '"')
        {
            at += path[at] == '\\' ? 2 : 1;
        }

        at++;
        return JsonNode.Parse(path[start..at])!.GetValue<string>();
    }
}
