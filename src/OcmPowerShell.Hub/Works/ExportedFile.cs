namespace OcmPowerShell.Hub.Works;

/// <summary>A file that is to be written.</summary>
/// <param name="Path">Its path, from the directory of the export.</param>
/// <param name="Content">What it is to hold.</param>
/// <param name="IsSecret">Whether it holds a Secret.</param>
internal sealed record ExportedFile(string Path, byte[] Content, bool IsSecret);
