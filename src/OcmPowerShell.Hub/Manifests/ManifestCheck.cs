using System.Globalization;
using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>What a single object must have before a hub takes it as a manifest.</summary>
internal static class ManifestCheck
{
    private const string Unbuilt = "This is a kustomization, which has to be built first: name its directory with -Kustomize, or pipe what kubectl kustomize <directory> writes.";

    /// <summary>Reports what the object lacks; true when it lacks nothing.</summary>
    public static bool Passes(ManifestHeader header, ManifestSource source, ManifestProblems problems)
    {
        int before = problems.Count;
        if (header.ApiVersion.IsEmpty && header.Kind.IsEmpty && KustomizeBuild.IsKustomization(source.Name))
        {
            // It may leave both out.
            problems.Add("Kustomization", source, Unbuilt);
            return false;
        }

        if (header.ApiVersion.IsEmpty && header.Kind.IsEmpty)
        {
            problems.Add("MissingApiVersion", source,
                "This is not a Kubernetes object: it has neither apiVersion nor kind. Leave files of other purpose, such as values for a template, out.");
            return false;
        }

        CheckApiVersion(header.ApiVersion, source, problems);
        CheckKind(header.Kind, source, problems);
        if (header.Kind.Text == "Kustomization" && header.ApiVersion.Text.StartsWith("kustomize.config.k8s.io/", StringComparison.Ordinal))
        {
            problems.Add("Kustomization", source, Unbuilt);
            return false;
        }

        CheckMetadata(header, source, problems);
        return problems.Count == before;
    }

    private static void CheckApiVersion(HeaderField field, ManifestSource source, ManifestProblems problems)
    {
        if (field.IsEmpty)
        {
            problems.Add("MissingApiVersion", source, "apiVersion is missing. Add it, for example: apiVersion: apps/v1");
        }
        else if (field.IsNotText)
        {
            problems.Add("InvalidApiVersion", source, $"apiVersion is {field.TypeName}, not text such as v1 or apps/v1.");
        }
        else if (!IsApiVersion(field.Text))
        {
            problems.Add("InvalidApiVersion", source, $"apiVersion '{Shorten(field.Text)}' is not of the form v1 or apps/v1.");
        }
    }

    private static void CheckKind(HeaderField field, ManifestSource source, ManifestProblems problems)
    {
        if (field.IsEmpty)
        {
            problems.Add("MissingKind", source, "kind is missing. Add it, for example: kind: Deployment");
        }
        else if (field.IsNotText || field.Text.AsSpan().ContainsAny(" /\t\n"))
        {
            problems.Add("InvalidKind", source, $"kind is {(field.IsNotText ? field.TypeName : $"'{Shorten(field.Text)}'")}, not a word such as Deployment.");
        }
    }

    private static void CheckMetadata(ManifestHeader header, ManifestSource source, ManifestProblems problems)
    {
        if (header.Metadata.Type is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.StartObject))
        {
            problems.Add("MissingName", source, $"metadata is {header.Metadata.TypeName}, not a mapping with a name.");
            return;
        }

        // Null is as good as absent to the hub.
        if (!header.GenerateName.IsEmpty)
        {
            problems.Add("GenerateName", source,
                "metadata.generateName cannot be used in a work: every cluster's agent applies the object again and again by its name. Give it metadata.name.");
        }
        else if (header.Name.IsEmpty)
        {
            problems.Add("MissingName", source, $"metadata.name is missing from this {Shorten(header.Kind.Text)}.");
        }

        if (header.Name.IsNotText)
        {
            problems.Add("InvalidName", source, NotText("metadata.name", header.Name));
        }

        if (header.Namespace.IsNotText)
        {
            problems.Add("InvalidNamespace", source, NotText("metadata.namespace", header.Namespace));
        }
    }

    private static string NotText(string member, HeaderField field) =>
        string.Create(CultureInfo.InvariantCulture, $"{member} is {field.TypeName}, not text. Put it in quotes.");

    private static bool IsApiVersion(string text)
    {
        int slash = text.IndexOf('/');
        return IsName(text.AsSpan(slash + 1), allowDots: false) && (slash < 0 || IsName(text.AsSpan(0, slash), allowDots: true));
    }

    private static bool IsName(ReadOnlySpan<char> text, bool allowDots)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-' && !(allowDots && c == '.'))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= 253 && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]);
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");
}
