using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Where images come from if not from where their name says.</summary>
internal static class ImageMirrors
{
    /// <summary>The image as a cluster gets it; of several registries that mean it the last counts.</summary>
    public static string Find(IEnumerable<JsonObject> registries, string image) =>
        registries.Select(registry => Replace(registry.TextAt("source") ?? "", registry.TextAt("mirror") ?? "", image))
            .LastOrDefault(found => found != image) ?? image;

    private static string Replace(string source, string mirror, string image)
    {
        (source, mirror) = (WithoutSlash(source), WithoutSlash(mirror));
        if (source.Length == 0)
        {
            // Every image, whatever registry it names.
            var name = image[(image.LastIndexOf('/') + 1)..];
            return mirror.Length == 0 ? name : $"{mirror}/{name}";
        }

        return image.StartsWith(source, StringComparison.Ordinal) ? mirror + image[source.Length..] : image;
    }

    private static string WithoutSlash(string text) => text.EndsWith('/') ? text[..^1] : text;
}
