namespace OcmPowerShell.Yaml;

/// <summary>One node of a document; its children follow it directly in the list that holds the document.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A scalar's text without quotes; else empty.</param>
/// <param name="Tag">The tag in full (<c>tag:yaml.org,2002:int</c>), or empty.</param>
/// <param name="IsPlain">A scalar without quotes and without a tag: its text decides its type.</param>
/// <param name="End">Index behind its last descendant.</param>
/// <param name="Target">For an alias, the index of the node it stands for.</param>
/// <param name="Line">Line from 1.</param>
/// <param name="Column">Column from 1.</param>
internal readonly record struct YamlNode(
    YamlNodeKind Kind, string Text, string Tag, bool IsPlain, int End, int Target, int Line, int Column);
