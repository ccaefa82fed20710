namespace OcmPowerShell.Hub.Yaml;

/// <summary>One document of a YAML text, as JSON.</summary>
/// <param name="Json">The document as compact JSON in UTF-8, members in the order they were written.</param>
/// <param name="Line">The line, from 1, on which its first value stands.</param>
/// <param name="ItemLines">For a document with a top-level sequence <c>items</c>: the line of each of its elements.</param>
internal sealed record YamlDocument(ReadOnlyMemory<byte> Json, int Line, IReadOnlyList<int> ItemLines);
