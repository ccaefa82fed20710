using OcmPowerShell.Binding;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Says for -WhatIf and -Confirm what a change of a work sets.</summary>
internal static class WorkEditText
{
    /// <param name="edit">The change.</param>
    /// <param name="bound">The parameters on the command line.</param>
    public static string Of(WorkEdit edit, IReadOnlyDictionary<string, object> bound)
    {
        List<string> parts = edit.Manifests is { } manifests ? [$"{manifests.Manifests.Count} manifest(s), {manifests.SizeBytes} bytes"] : [];
        parts.AddRange(edit.Labels.Select(label => label.Value is null ? $"no label {label.Key}" : $"label {label.Key}={label.Value}"));
        parts.AddRange(edit.Annotations.Select(note => note.Value is null ? $"no annotation {note.Key}" : $"annotation {note.Key}={note.Value}"));
        parts.AddRange(WorkOptionInput.Parameters.Where(bound.ContainsKey).Select(parameter => Shown(parameter, bound[parameter])));
        parts.AddRange(edit.Options.Cleared.Select(option => $"no {option}"));
        return $"Set {string.Join("; ", parts)}";
    }

    private static string Shown(string parameter, object value) => value switch
    {
        SpecArgument[] list => $"{parameter} ({list.Length})",
        _ => $"{parameter} {value}",
    };
}
