namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>The parts of <c>metadata</c> that we read; all else, managedFields above all, is skipped over.</summary>
internal sealed class ObjectMeta
{
    public string Name { get; set; } = "";

    public string Namespace { get; set; } = "";

    public string Uid { get; set; } = "";

    public string ResourceVersion { get; set; } = "";

    public long Generation { get; set; }

    public DateTime CreationTimestamp { get; set; }

    public DateTime? DeletionTimestamp { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }

    public List<OwnerReference>? OwnerReferences { get; set; }

    internal sealed class OwnerReference
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Name { get; set; } = "";
    }
}
