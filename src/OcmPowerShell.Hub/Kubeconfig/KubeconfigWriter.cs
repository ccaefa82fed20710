namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Changes the kubeconfig's current context, as <c>kubectl config use-context</c> does, and nothing else in the file.</summary>
public static class KubeconfigWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Makes a context the current one, in the file that kubectl would choose: the one that is named, else the first file
    /// of <c>KUBECONFIG</c> that exists, else the one in the home directory. Comments, order and unknown fields stay.
    /// </summary>
    /// <param name="context">The context's name, case-sensitive; it may stand in any of the files.</param>
    /// <param name="path">One file, which must exist; null for <c>KUBECONFIG</c>, then <c>~/.kube/config</c>.</param>
    /// <param name="baseDirectory">What relative paths are relative to; null for the process's current directory.</param>
    /// <param name="cancellationToken">Ends the wait for others who are changing the file.</param>
    /// <returns>The file that now sets it. It is left alone when the context is the current one already.</returns>
    /// <exception cref="HubException">
    /// <c>KubeconfigNotFound</c>, <c>KubeconfigInvalid</c>, <c>ContextNotFound</c>; <c>KubeconfigLocked</c>: another program
    /// keeps changing it; <c>KubeconfigNotWritten</c>: the file is as it was.
    /// </exception>
    public static Task<string> SetCurrentContextAsync(string context, string? path = null, string? baseDirectory = null, CancellationToken cancellationToken = default) =>
        SetCurrentContextAsync(context, path, baseDirectory, Patience, cancellationToken);

    /// <inheritdoc cref="SetCurrentContextAsync(string, string?, string?, CancellationToken)"/>
    internal static async Task<string> SetCurrentContextAsync(string context, string? path, string? baseDirectory, TimeSpan patience, CancellationToken cancellationToken)
    {
        string file = FileToChange(path, baseDirectory);
        string target = TargetOf(file);

        // By a link or by its name: whoever comes either way must meet the other's lock. Sorted, nobody waits in a ring.
        string[] names = new[] { file, target }.Distinct().Order(StringComparer.Ordinal).ToArray();
        using KubeconfigLock first = await KubeconfigLock.TakeAsync(names[0], patience, cancellationToken).ConfigureAwait(false);
        using KubeconfigLock? second = names.Length == 1 ? null : await KubeconfigLock.TakeAsync(names[1], patience, cancellationToken).ConfigureAwait(false);

        ClientConfig config = ClientConfig.Load(path, baseDirectory, cancellationToken);
        config.FindContext(context);
        if (config.CurrentContext != context)
        {
            KubeconfigText text = KubeconfigText.Read(target, cancellationToken);
            Replace(target, text.Encode(CurrentContextEdit.Apply(text.Text, context, file)));
        }

        return file;
    }

    private static void Replace(string target, byte[] content)
    {
        try
        {
            FileReplacement.Replace(target, content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new HubException("KubeconfigNotWritten", $"The kubeconfig {target} was not changed: {exception.Message}", exception);
        }
    }

    // An empty file, a device or a pipe sets no context; one behind it does as well, and /dev/null must stay what it is.
    private static string FileToChange(string? path, string? baseDirectory)
    {
        IReadOnlyList<string> files = KubeconfigFiles.Find(path, baseDirectory);
        return files.FirstOrDefault(file => new FileInfo(TargetOf(file)) is { Exists: true, Length: > 0 })
            ?? throw new HubException(
                files.Count == 0 ? "KubeconfigNotFound" : "ContextNotFound",
                files.Count == 0 ? "There is no kubeconfig whose current context could be set: the pod's service account has none." : $"There are no contexts in {string.Join(", ", files)}, which has no content that could be changed.");
    }

    private static string TargetOf(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} cannot be read: {exception.Message}", exception);
        }
    }
}
