using System.Globalization;
using System.Net;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>
/// Reads manifests from a web server. It is not the hub: nothing of the hub's credentials or trust goes there. Certificates
/// are checked with the machine's authorities, the environment's proxy is used.
/// </summary>
internal sealed class ManifestDownload
{
    private const int MostRedirects = 5;

    /// <summary>How often a server is asked that cannot be reached or says that it is its own fault; as kubectl does.</summary>
    private const int Attempts = 3;

    /// <summary>How long one attempt may take, redirects and content included.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before the second attempt; the third waits twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The address as messages show it: a query may hold a key.</summary>
    public static string Shown(Uri address) => address.IsAbsoluteUri ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : address.OriginalString;

    /// <summary>Reads a text.</summary>
    /// <param name="address">An http or https URL.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException"><c>InvalidUri</c>, <c>ManifestNotFound</c>, <c>DownloadFailed</c>, <c>CertificateError</c>, <c>ProxyError</c>, <c>FileTooLarge</c>, <c>NotText</c>.</exception>
    public async Task<string> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        Check(address);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(address, cancellationToken).ConfigureAwait(false);
            }
            catch (Unavailable failure) when (attempt < Attempts)
            {
                _ = failure;
                await Task.Delay(Pause * attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Unavailable failure)
            {
                throw new HubException("DownloadFailed", $"{failure.Message} Tried {attempt} times.", failure.InnerException);
            }
        }
    }

    private static void Check(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new HubException("InvalidUri", $"'{Shown(address)}' is not an http or https URL. Write it whole, as in https://example.com/web.yaml; for files there is -Path.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new HubException("InvalidUri", $"The URL of {Shown(address)} has a user or password in it, which -Uri does not send. Download the file with Invoke-WebRequest and pipe its content.");
        }
    }

    private async Task<string> TryAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        Uri at = address;
        try
        {
            for (int redirects = 0; redirects <= MostRedirects; redirects++)
            {
                (Uri? next, string? text) = await GetAsync(at, limit.Token).ConfigureAwait(false);
                if (text is not null)
                {
                    return text;
                }

                at = next!;
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new Unavailable(string.Create(CultureInfo.InvariantCulture, $"{Shown(at)} was not read within {TimeLimit.TotalSeconds:0.#} s."), exception);
        }
        catch (HttpRequestException exception)
        {
            throw Explain(at, exception);
        }
        catch (IOException exception)
        {
            throw new Unavailable($"The connection to {Shown(at)} broke: {TransportErrors.Text(exception)}", exception);
        }

        throw new HubException("DownloadFailed", $"{Shown(address)} leads from one address to the next more than {MostRedirects} times, last to {Shown(at)}. Use the address where the file is.");
    }

    // For one server: the handler's dialer goes nowhere else, and follows no redirect by itself.
    private static async Task<(Uri? Next, string? Text)> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpMessageInvoker(HubHandler.Create(new HubConfig { Server = new Uri(address.GetLeftPart(UriPartial.Authority)) }, null));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "OcmPowerShell");
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        int code = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return (null, await TextOfAsync(address, response, cancellationToken).ConfigureAwait(false));
            case HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect:
                return (NextOf(address, response), null);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                throw new HubException("ManifestNotFound", $"There is nothing at {Shown(address)}: the server answered {code}. Check the address; for a private one, download the file with Invoke-WebRequest and pipe its content.");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new HubException("DownloadFailed", $"{Shown(address)} is not for everybody: the server answered {code}, and -Uri sends no credentials. Download the file with Invoke-WebRequest and pipe its content.");
            case >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests:
                throw new Unavailable($"{Shown(address)} was not read: the server answered {code}.");
            default:
                throw new HubException("DownloadFailed", $"{Shown(address)} was not read: the server answered {code}. Check the address.");
        }
    }

    private static Uri NextOf(Uri address, HttpResponseMessage response)
    {
        if (response.Headers.Location is not { } location)
        {
            throw new HubException("DownloadFailed", $"{Shown(address)} was not read: the server answered {(int)response.StatusCode} without saying where to go.");
        }

        var next = new Uri(address, location);
        Check(next);
        return address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps
            ? throw new HubException("DownloadFailed", $"{Shown(address)} leads to {Shown(next)}, which anybody on the way could change. Use an https address.")
            : next;
    }

    private static async Task<string> TextOfAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
        {
            throw new HubException("NotText", $"{Shown(address)} is a web page, not manifests. Use the address of the file itself (on GitHub: Raw).");
        }

        using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > ManifestReader.FileLimit)
            {
                throw new HubException("FileTooLarge", $"{Shown(address)} is larger than {ManifestReader.FileLimit >> 20} MiB. Is it the right address?");
            }
        }

        return ManifestText.Decode(bytes.ToArray())
            ?? throw new HubException("NotText", $"{Shown(address)} is not text in UTF-8 or UTF-16. Is it the right address?");
    }

    // The dialer speaks of hubs, so its words are not used; what it found out is.
    private static Exception Explain(Uri address, HttpRequestException exception) => exception.InnerException switch
    {
        HubException { ErrorId: "CertificateError" } => new HubException("CertificateError", $"{Shown(address)} was not read: the server's certificate is not trusted, is for another name, or has expired. Is the address right? An authority of your own must be known to this machine.", exception),
        HubException { ErrorId: "ProxyError" } => new HubException("ProxyError", $"{Shown(address)} was not read: the proxy on the way does not let it through. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.", exception),
        _ => new Unavailable($"{Shown(address)} cannot be reached: {TransportErrors.Text(exception)}", exception),
    };

    /// <summary>What may be better in a moment.</summary>
    private sealed class Unavailable(string message, Exception? cause = null) : Exception(message, cause);
}
