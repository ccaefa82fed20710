namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>Where a connection's credentials come from, and where they are renewed.</summary>
internal interface ICredentialSource
{
    /// <summary>The credentials for the next request: from memory while they are good, renewed where they are not.</summary>
    /// <exception cref="HubException">There are none to be had.</exception>
    ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken);

    /// <summary>Takes note that the hub has answered 401 to some credentials.</summary>
    /// <param name="refused">What <see cref="GetAsync"/> gave for the refused request. Somebody else may have had them renewed since.</param>
    /// <returns>Whether the next <see cref="GetAsync"/> may give other ones, so that trying once more makes sense.</returns>
    bool Refuse(RequestCredentials refused);
}
