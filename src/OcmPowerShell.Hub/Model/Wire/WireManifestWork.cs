namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>
/// A ManifestWork as it is sent: the fields that a <see cref="Work"/> is made of. The manifests are not among them;
/// <see cref="ManifestSummary"/> reads those from the bytes.
/// </summary>
internal sealed class WireManifestWork
{
    public ObjectMeta Metadata { get; set; } = new();

    public SpecPart? Spec { get; set; }

    public StatusPart? Status { get; set; }

    internal sealed class SpecPart
    {
        public DeleteOptionPart? DeleteOption { get; set; }

        public ExecutorPart? Executor { get; set; }

        public List<ManifestConfigPart>? ManifestConfigs { get; set; }
    }

    internal sealed class DeleteOptionPart
    {
        public string? PropagationPolicy { get; set; }
    }

    internal sealed class ExecutorPart
    {
        public SubjectPart? Subject { get; set; }
    }

    internal sealed class SubjectPart
    {
        public ServiceAccountPart? ServiceAccount { get; set; }
    }

    internal sealed class ServiceAccountPart
    {
        public string? Name { get; set; }

        public string? Namespace { get; set; }
    }

    internal sealed class ManifestConfigPart
    {
        public ResourceIdentifierPart? ResourceIdentifier { get; set; }

        public List<FeedbackRulePart>? FeedbackRules { get; set; }
    }

    internal sealed class ResourceIdentifierPart
    {
        public string? Group { get; set; }

        public string? Resource { get; set; }

        public string? Namespace { get; set; }

        public string? Name { get; set; }
    }

    internal sealed class FeedbackRulePart
    {
        public string? Type { get; set; }
    }

    internal sealed class StatusPart
    {
        public List<WireCondition>? Conditions { get; set; }

        public ResourceStatusPart? ResourceStatus { get; set; }
    }

    internal sealed class ResourceStatusPart
    {
        public List<ManifestStatusPart>? Manifests { get; set; }
    }

    internal sealed class ManifestStatusPart
    {
        public ResourceMetaPart? ResourceMeta { get; set; }

        public List<WireCondition>? Conditions { get; set; }

        public FeedbackPart? StatusFeedback { get; set; }
    }

    internal sealed class ResourceMetaPart
    {
        public int Ordinal { get; set; }

        public string? Resource { get; set; }
    }

    internal sealed class FeedbackPart
    {
        public List<FeedbackValuePart>? Values { get; set; }
    }

    internal sealed class FeedbackValuePart
    {
        public string Name { get; set; } = "";

        public FieldValuePart? FieldValue { get; set; }
    }

    internal sealed class FieldValuePart
    {
        public long? Integer { get; set; }

        public string? String { get; set; }

        public bool? Boolean { get; set; }

        public string? JsonRaw { get; set; }

        public object? Value => (object?)Integer ?? (object?)String ?? (object?)Boolean ?? JsonRaw;
    }
}
