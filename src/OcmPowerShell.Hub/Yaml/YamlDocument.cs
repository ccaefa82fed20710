namespace OcmPowerShell.Hub.Yaml;

/// <summary>One document of a YAML text, as JSON.</summary>
/// <param name="Json">The document as compact JSON in UTF-8, members in the order they were written.</param>
/// <param name="Line">The line, from 1, on which its first value stands.</param>
/// <param name="ItemLines">For a list or a work (<see cref="ItemPaths"/>): the line of each object that it holds; else empty.</param>
internal sealed record YamlDocument(ReadOnlyMemory<byte> Json, int Line, IReadOnlyList<int> ItemLines);
