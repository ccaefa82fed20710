namespace OcmPowerShell.Sandbox.Store;

/// <summary>Where the records of a journal are written.</summary>
internal interface IJournalTarget
{
    /// <summary>Adds a record, and says where its JSON stands.</summary>
    JournalExtent Append(ReadOnlySpan<byte> json);
}
