using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>Hides what Secrets keep, wherever in a manifest one stands. That it differs is told.</summary>
internal static class SecretMask
{
    /// <summary>What is shown in place of it; of one length, so that it tells nothing.</summary>
    public const string Text = "********";

    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Whether an object is a Secret.</summary>
    public static bool IsSecret(JsonNode? node) => node.TextAt("kind") == "Secret";

    /// <summary>Where a member of an object stands.</summary>
    /// <param name="within">Where the object stands.</param>
    /// <param name="inSecret">Whether the object is a Secret.</param>
    /// <param name="name">The member's name.</param>
    public static Secrecy Of(Secrecy within, bool inSecret, string name) => (within, name) switch
    {
        (Secrecy.Hidden, _) => Secrecy.Hidden,
        (_, "data" or "stringData") when inSecret => Secrecy.Hidden,
        (_, "metadata") when inSecret => Secrecy.Metadata,
        (Secrecy.Metadata, "annotations") => Secrecy.Annotations,
        (Secrecy.Annotations, LastApplied) => Secrecy.Hidden,
        _ => Secrecy.None,
    };

    /// <summary>Where an element of a list stands.</summary>
    public static Secrecy OfElement(Secrecy within) => within == Secrecy.Hidden ? Secrecy.Hidden : Secrecy.None;

    /// <summary>A value as it may be shown: a copy, of which the names of what is hidden are left.</summary>
    public static JsonNode? Show(JsonNode? node, Secrecy secrecy)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject members:
                bool isSecret = IsSecret(members);
                return new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Show(member.Value, Of(secrecy, isSecret, member.Key)))));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Show(item, OfElement(secrecy)))]);
            default:
                return secrecy == Secrecy.Hidden ? JsonValue.Create(Text) : node.DeepClone();
        }
    }
}
