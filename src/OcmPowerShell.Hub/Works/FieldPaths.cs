namespace OcmPowerShell.Hub.Works;

/// <summary>
/// A first look at paths into an object: an agent says of a path that it cannot read only in the status, and some not at all.
/// </summary>
internal static class FieldPaths
{
    /// <summary>What is wrong with a JSONPath in kubectl's syntax, without the braces; null when it looks right.</summary>
    public static string? ProblemOfPath(string path)
    {
        if (path.Length == 0)
        {
            return "it is empty";
        }

        if (path[0] == '{')
        {
            return $"leave the braces out: {path.Trim('{', '}')}";
        }

        if (path[0] is not ('.' or '[' or '$' or '@'))
        {
            return $"it must begin with a dot: .{path}";
        }

        char quote = '\0';
        var open = new Stack<char>();
        for (int index = 0; index < path.Length; index++)
        {
            char here = path[index];
            if (quote != '\0')
            {
                index += here == '\\' ? 1 : 0;
                quote = here == quote ? '\0' : quote;
            }
            else if (here == '\\')
            {
                index++;
            }
            else if (here is '\'' or '"' && open.Count > 0)
            {
                quote = here;
            }
            else if (here is '[' or '(')
            {
                open.Push(here == '[' ? ']' : ')');
            }
            else if (here is ']' or ')' && !(open.TryPop(out char wanted) && wanted == here))
            {
                return $"there is a '{here}' too many";
            }
            else if (here is '{' or '}' || (open.Count == 0 && (char.IsWhiteSpace(here) || here is '\'' or '"')))
            {
                return $"'{here}' cannot stand there; a name with such characters goes into brackets, as in ['{here}']";
            }
        }

        return quote != '\0' ? $"a {quote} is missing" : open.TryPeek(out char missing) ? $"a '{missing}' is missing" : path.Contains("...", StringComparison.Ordinal) ? "there are too many dots" : null;
    }

    /// <summary>What is wrong with a JSON pointer (RFC 6901); null when nothing is.</summary>
    public static string? ProblemOfPointer(string pointer)
    {
        if (pointer.Length < 2 || pointer[0] != '/')
        {
            return "it must begin with a slash and name a field, as in /spec/replicas";
        }

        for (int index = pointer.IndexOf('~'); index >= 0; index = pointer.IndexOf('~', index + 1))
        {
            if (index + 1 == pointer.Length || pointer[index + 1] is not ('0' or '1'))
            {
                return "a '~' is written ~0, and a '/' in a name ~1";
            }
        }

        return null;
    }
}
