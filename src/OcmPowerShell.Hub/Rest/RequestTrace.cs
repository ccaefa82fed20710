using System.Globalization;

namespace OcmPowerShell.Hub.Rest;

/// <summary>One request and its answer, for who wants to see what is sent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL, query included; it holds no credentials.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Elapsed">Until the answer's headers were there.</param>
internal sealed record RequestTrace(HttpMethod Method, Uri Url, int Status, TimeSpan Elapsed)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method} {Url} {Status} {Elapsed.TotalMilliseconds:0} ms");
}
