namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>A condition as it is sent.</summary>
internal sealed class WireCondition
{
    public string Type { get; set; } = "";

    public string Status { get; set; } = "";

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public DateTime? LastTransitionTime { get; set; }

    public long? ObservedGeneration { get; set; }

    public Condition ToModel() => new()
    {
        Type = Type,
        Status = Status switch { "True" => true, "False" => false, _ => null },
        Reason = Reason ?? "",
        Message = Message ?? "",
        LastTransitionTime = (LastTransitionTime ?? default).ToUniversalTime(),
        ObservedGeneration = ObservedGeneration,
    };
}
